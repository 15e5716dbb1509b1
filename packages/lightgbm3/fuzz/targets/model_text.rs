//! Any text at all, of which LightGBM's parser must only see what the structural check lets through.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lightgbm3_fuzz::booster::BoosterCore;
use lightgbm3_fuzz::exercise::{exercise, rows_for};
use lightgbm3_fuzz::predict::EarlyStop;
use lightgbm3_fuzz::threads::Mode;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(booster) = BoosterCore::from_text(text.into(), Mode::SHORT) {
        exercise(&booster, &rows_for(&booster, 2, bytes.len()), EarlyStop { freq: 1, margin: 0.5 });
    }
});
