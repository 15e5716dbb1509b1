//! Rows in odd shapes through datasets, trainings and predictions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lightgbm3_fuzz::training::Story;

fuzz_target!(|story: Story| story.live());
