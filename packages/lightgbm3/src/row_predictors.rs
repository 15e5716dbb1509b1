use std::ptr::null_mut;

use lightgbm3_sys as sys;

use crate::error::{check, Outcome};
use crate::predict::{EarlyStop, Kind, RowOptions};
use crate::text::c_string;
use crate::threads::Mode;

const FIRST_ITERATION: i32 = 0;
const ALL_ITERATIONS: i32 = -1;

/// Each holds a buffer of one row; more would only be made by ever new margins.
const MOST: usize = 16;

/// LightGBM's prepared predictors for one row, one for each way to predict that was asked for.
#[derive(Default)]
pub struct RowPredictors {
    made: Vec<(RowOptions, Prepared)>,
}

impl RowPredictors {
    pub fn get(&self, options: RowOptions) -> Option<sys::FastConfigHandle> {
        self.made.iter().find(|(made_for, _)| *made_for == options).map(|(_, prepared)| prepared.0)
    }

    /// Makes the predictor unless it is there. The booster must not predict meanwhile.
    pub fn prepare(
        &mut self,
        booster: sys::BoosterHandle,
        num_features: i32,
        options: RowOptions,
    ) -> Outcome<sys::FastConfigHandle> {
        if let Some(prepared) = self.get(options) {
            return Ok(prepared);
        }
        if self.made.len() >= MOST {
            self.made.clear();
        }
        let prepared = Prepared::make(booster, num_features, options)?;
        let handle = prepared.0;
        self.made.push((options, prepared));
        Ok(handle)
    }

    /// Makes the booster predict with all iterations again, after a call over a part of them.
    pub fn use_all_iterations(booster: sys::BoosterHandle, num_features: i32) -> Outcome<()> {
        let options = RowOptions { kind: Kind::Raw, early_stop: EarlyStop { freq: 0, margin: 0.0 } };
        Prepared::make(booster, num_features, options).map(drop)
    }
}

struct Prepared(sys::FastConfigHandle);

impl Prepared {
    /// It serves dense and sparse rows: both calls take the same structure. LightGBM 4.7.0 hands kind, first iteration
    /// and number of iterations on in the wrong order where a predictor is made for sparse rows, so it is made for
    /// dense ones.
    fn make(booster: sys::BoosterHandle, num_features: i32, options: RowOptions) -> Outcome<Prepared> {
        let parameters = c_string(options.parameters())?;
        let mut out = null_mut();
        Mode::SHORT.enter();
        // SAFETY: a live booster handle; LightGBM takes a lock of its own here.
        check(unsafe {
            sys::LGBM_BoosterPredictForMatSingleRowFastInit(
                booster,
                options.kind.code(),
                FIRST_ITERATION,
                ALL_ITERATIONS,
                sys::C_API_DTYPE_FLOAT64 as i32,
                num_features,
                parameters.as_ptr(),
                &mut out,
            )
        })?;
        Ok(Prepared(out))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: made by LightGBM, freed here only.
        unsafe { sys::LGBM_FastConfigFree(self.0) };
    }
}
