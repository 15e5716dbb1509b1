use napi_derive::napi;

use crate::error::Outcome;
use crate::predict::{BatchOptions, EarlyStop, Kind};

/// As `lib/predict-options.ts` has checked them.
#[napi(object, object_to_js = false)]
pub struct NativePredictOptions {
    pub kind: u32,
    pub start_iteration: i32,
    pub num_iteration: i32,
    pub num_threads: i32,
    pub early_stop_freq: i32,
    pub early_stop_margin: f64,
}

impl NativePredictOptions {
    pub fn to_batch(&self) -> Outcome<BatchOptions> {
        Ok(BatchOptions {
            kind: Kind::of(self.kind)?,
            early_stop: EarlyStop { freq: self.early_stop_freq, margin: self.early_stop_margin },
            start_iteration: self.start_iteration,
            num_iteration: self.num_iteration,
            num_threads: self.num_threads,
        })
    }
}
