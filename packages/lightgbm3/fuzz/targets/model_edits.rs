//! Small models with a few words and lines changed: texts that nearly pass, or pass, the structural check.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lightgbm3_fuzz::booster::BoosterCore;
use lightgbm3_fuzz::edits::EditedModel;
use lightgbm3_fuzz::exercise::{exercise, rows_for};
use lightgbm3_fuzz::predict::EarlyStop;
use lightgbm3_fuzz::threads::Mode;

fuzz_target!(|input: (EditedModel, u8, i32, f64)| {
    let (model, seed, freq, margin) = input;
    if let Ok(booster) = BoosterCore::from_text(model.text(), Mode::SHORT) {
        exercise(&booster, &rows_for(&booster, 3, seed as usize), EarlyStop { freq, margin });
    }
});
