use std::ffi::CStr;
use std::ptr::null_mut;

use lightgbm3_sys as sys;

use crate::error::{check, Outcome};

const ONE_THREAD: &CStr = c"num_threads=1 verbosity=-1";
const FIRST_ITERATION: i32 = 0;
const ALL_ITERATIONS: i32 = -1;

/// LightGBM's prepared predictors for one row: probabilities and raw scores, over all iterations.
pub struct RowPredictors {
    pub normal: sys::FastConfigHandle,
    pub raw: sys::FastConfigHandle,
}

impl RowPredictors {
    /// Prepares both kinds. It makes the booster predict with all iterations again, whatever range was used before.
    pub fn prepare(booster: sys::BoosterHandle, num_features: i32) -> Outcome<Self> {
        let mut made = RowPredictors { normal: null_mut(), raw: null_mut() };
        for (kind, out) in
            [(sys::C_API_PREDICT_NORMAL, &mut made.normal), (sys::C_API_PREDICT_RAW_SCORE, &mut made.raw)]
        {
            // LightGBM 4.7.0 hands these three on in the wrong order: it takes the first iteration for the kind, the
            // number of iterations for the first one, and the kind for the number.
            let (predict_type, start_iteration, num_iteration) = (ALL_ITERATIONS, kind as i32, FIRST_ITERATION);
            // SAFETY: a live booster handle; LightGBM takes a lock of its own here.
            check(unsafe {
                sys::LGBM_BoosterPredictForCSRSingleRowFastInit(
                    booster,
                    predict_type,
                    start_iteration,
                    num_iteration,
                    sys::C_API_DTYPE_FLOAT64 as i32,
                    i64::from(num_features),
                    ONE_THREAD.as_ptr(),
                    out,
                )
            })?;
        }
        Ok(made)
    }
}

impl Drop for RowPredictors {
    fn drop(&mut self) {
        for handle in [self.normal, self.raw].into_iter().filter(|handle| !handle.is_null()) {
            // SAFETY: each handle was made by LightGBM and is freed here only.
            unsafe { sys::LGBM_FastConfigFree(handle) };
        }
    }
}
