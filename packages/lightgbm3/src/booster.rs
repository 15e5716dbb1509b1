use std::cell::RefCell;
use std::ptr::null_mut;
use std::sync::{Arc, PoisonError, RwLock};

use lightgbm3_sys as sys;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::csr::{check_columns_of, Csr};
use crate::dataset::c_string;
use crate::error::{check, guarded, Failure, Outcome};
use crate::model_text;
use crate::param_names::read_text;
use crate::row_predictors::RowPredictors;
use crate::threads::Mode;

struct Handle(sys::BoosterHandle);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: made by LightGBM, freed here only.
        unsafe { sys::LGBM_BoosterFree(self.0) };
    }
}

/// Which iterations a prediction uses and in which form it comes.
#[napi(object, object_to_js = false)]
#[derive(Clone, Copy)]
pub struct NativePredictOptions {
    pub raw_score: bool,
    pub start_iteration: i32,
    pub num_iteration: i32,
    pub num_threads: i32,
}

impl NativePredictOptions {
    fn kind(&self) -> i32 {
        if self.raw_score {
            sys::C_API_PREDICT_RAW_SCORE as i32
        } else {
            sys::C_API_PREDICT_NORMAL as i32
        }
    }

    fn uses_all_iterations(&self) -> bool {
        self.start_iteration <= 0 && self.num_iteration <= 0
    }
}

/// A trained model, loaded for prediction. LightGBM keeps the range of iterations to predict with inside the booster,
/// so calls over all iterations share the lock and a call over a range holds it alone and restores the whole range.
pub struct BoosterCore {
    // Before `handle`: fields drop in order, and the predictors point into the booster.
    rows: RwLock<RowPredictors>,
    handle: Handle,
    num_class: usize,
    num_feature: i32,
    num_trees: i32,
    iterations: i32,
    bytes: i64,
}

// SAFETY: LightGBM guards the booster and each row predictor with mutexes; the rest is guarded by `rows`.
unsafe impl Send for BoosterCore {}
unsafe impl Sync for BoosterCore {}

impl BoosterCore {
    /// Loads a model text after its structural check, since LightGBM's parser trusts what it reads.
    pub fn from_text(text: String, mode: Mode) -> Outcome<BoosterCore> {
        model_text::check(&text)?;
        let bytes = text.len() as i64;
        let text = c_string(text)?;
        mode.enter();
        let (mut iterations, mut raw) = (0, null_mut());
        // SAFETY: a NUL-terminated string and two out pointers.
        check(unsafe { sys::LGBM_BoosterLoadModelFromString(text.as_ptr(), &mut iterations, &mut raw) })?;
        let handle = Handle(raw);
        let num_feature = get(|out| unsafe { sys::LGBM_BoosterGetNumFeature(raw, out) })?;
        Ok(BoosterCore {
            rows: RwLock::new(RowPredictors::prepare(raw, num_feature)?),
            num_class: get(|out| unsafe { sys::LGBM_BoosterGetNumClasses(raw, out) })? as usize,
            num_feature,
            num_trees: get(|out| unsafe { sys::LGBM_BoosterNumberOfTotalModel(raw, out) })?,
            iterations,
            handle,
            bytes,
        })
    }

    fn predict(&self, rows: &Csr, options: NativePredictOptions) -> Outcome<Vec<f64>> {
        let mut scores = vec![0.0; rows.num_rows() * self.num_class];
        if scores.is_empty() {
            return Ok(scores);
        }
        if options.uses_all_iterations() {
            let _shared = self.rows.read().unwrap_or_else(PoisonError::into_inner);
            self.predict_into(rows, options, &mut scores)?;
            return Ok(scores);
        }
        let mut alone = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.predict_into(rows, options, &mut scores);
        *alone = RowPredictors::prepare(self.handle.0, self.num_feature)?;
        outcome.map(|()| scores)
    }

    fn predict_into(&self, rows: &Csr, options: NativePredictOptions, scores: &mut [f64]) -> Outcome<()> {
        Mode { threads: options.num_threads, quiet: true }.enter();
        let parameter = c_string(format!("num_threads={} verbosity=-1", options.num_threads))?;
        let mut length = 0i64;
        // SAFETY: the matrix was checked, and `scores` holds num_class values per row.
        check(unsafe {
            sys::LGBM_BoosterPredictForCSR(
                self.handle.0,
                rows.indptr.as_ptr().cast(),
                sys::C_API_DTYPE_INT32 as i32,
                rows.indices.as_ptr(),
                rows.values.as_ptr().cast(),
                sys::C_API_DTYPE_FLOAT64 as i32,
                rows.indptr.len() as i64,
                rows.values.len() as i64,
                i64::from(rows.num_cols),
                options.kind(),
                options.start_iteration,
                options.num_iteration,
                parameter.as_ptr(),
                &mut length,
                scores.as_mut_ptr(),
            )
        })
    }

    fn predict_row(&self, indices: &[i32], values: &[f64], raw_score: bool, scores: &mut [f64]) -> Outcome<()> {
        check_columns_of(indices, self.num_feature, None)?;
        let predictors = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        let bounds = [0i32, indices.len() as i32];
        let mut length = 0i64;
        // SAFETY: one row whose columns were checked; `scores` holds num_class values.
        check(unsafe {
            sys::LGBM_BoosterPredictForCSRSingleRowFast(
                if raw_score { predictors.raw } else { predictors.normal },
                bounds.as_ptr().cast(),
                sys::C_API_DTYPE_INT32 as i32,
                indices.as_ptr(),
                values.as_ptr().cast(),
                bounds.len() as i64,
                indices.len() as i64,
                &mut length,
                scores.as_mut_ptr(),
            )
        })
    }
}

fn get(call: impl FnOnce(*mut i32) -> i32) -> Outcome<i32> {
    let mut value = 0;
    check(call(&mut value))?;
    Ok(value)
}

/// The model text of a live booster handle, as LightGBM writes it.
pub fn text_of(booster: sys::BoosterHandle) -> Outcome<String> {
    read_text(|capacity, length, buffer| {
        let split = sys::C_API_FEATURE_IMPORTANCE_SPLIT as i32;
        // SAFETY: `buffer` holds `capacity` bytes, and LightGBM writes only when the text fits.
        check(unsafe { sys::LGBM_BoosterSaveModelToString(booster, 0, -1, split, capacity, length, buffer) })
    })
}

/// A batch prediction on a thread of the pool.
pub struct PredictTask {
    core: Arc<BoosterCore>,
    rows: Csr,
    options: NativePredictOptions,
}

impl Task for PredictTask {
    type Output = Vec<f64>;
    type JsValue = Float64Array;

    fn compute(&mut self) -> napi::Result<Vec<f64>> {
        Ok(guarded(|| self.core.predict(&self.rows, self.options))?)
    }

    fn resolve(&mut self, _env: Env, output: Vec<f64>) -> napi::Result<Float64Array> {
        Ok(Float64Array::new(output))
    }
}

#[napi(custom_finalize)]
pub struct NativeBooster {
    // A cell, because napi-rs keeps `self` borrowed while a promise made from it is pending.
    core: RefCell<Option<Arc<BoosterCore>>>,
    bytes: i64,
}

#[napi]
impl NativeBooster {
    pub(crate) fn adopt(env: &Env, core: BoosterCore) -> napi::Result<NativeBooster> {
        let bytes = core.bytes;
        env.adjust_external_memory(bytes)?;
        Ok(NativeBooster { core: RefCell::new(Some(Arc::new(core))), bytes })
    }

    #[napi(factory, catch_unwind)]
    pub fn from_text(env: Env, text: String, num_threads: i32) -> napi::Result<NativeBooster> {
        NativeBooster::adopt(&env, BoosterCore::from_text(text, Mode { threads: num_threads, quiet: true })?)
    }

    #[napi(catch_unwind)]
    pub fn to_text(&self) -> napi::Result<String> {
        Mode::SHORT.enter();
        Ok(text_of(self.live()?.handle.0)?)
    }

    #[napi(getter)]
    pub fn num_class(&self) -> napi::Result<u32> {
        Ok(self.live()?.num_class as u32)
    }

    #[napi(getter)]
    pub fn num_feature(&self) -> napi::Result<i32> {
        Ok(self.live()?.num_feature)
    }

    #[napi(getter)]
    pub fn num_trees(&self) -> napi::Result<i32> {
        Ok(self.live()?.num_trees)
    }

    #[napi(getter)]
    pub fn current_iteration(&self) -> napi::Result<i32> {
        Ok(self.live()?.iterations)
    }

    #[napi(catch_unwind)]
    pub fn predict(
        &self,
        indptr: &[i32],
        indices: &[i32],
        values: &[f64],
        num_cols: i32,
        options: NativePredictOptions,
    ) -> napi::Result<AsyncTask<PredictTask>> {
        let (core, rows) = self.batch(indptr, indices, values, num_cols)?;
        Ok(AsyncTask::new(PredictTask { core, rows, options }))
    }

    #[napi(catch_unwind)]
    pub fn predict_sync(
        &self,
        indptr: &[i32],
        indices: &[i32],
        values: &[f64],
        num_cols: i32,
        options: NativePredictOptions,
    ) -> napi::Result<Float64Array> {
        let (core, rows) = self.batch(indptr, indices, values, num_cols)?;
        Ok(Float64Array::new(core.predict(&rows, options)?))
    }

    /// Writes the scores of one row into `out`, which holds exactly one value per class.
    #[napi(catch_unwind)]
    pub fn predict_row(
        &self,
        indices: &[i32],
        values: &[f64],
        raw_score: bool,
        mut out: Float64ArraySlice<'_>,
    ) -> napi::Result<()> {
        let core = self.live()?;
        // SAFETY: this thread runs the only JavaScript that may touch the array, and that is waiting for us.
        let out = unsafe { out.as_mut() };
        if indices.len() != values.len() || out.len() != core.num_class {
            return Err(Failure::new("A row needs as many values as indices, and `out` one entry per class").into());
        }
        Ok(core.predict_row(indices, values, raw_score, out)?)
    }

    #[napi(catch_unwind)]
    pub fn feature_importance(&self, gain: bool) -> napi::Result<Float64Array> {
        let core = self.live()?;
        let kind = if gain { sys::C_API_FEATURE_IMPORTANCE_GAIN } else { sys::C_API_FEATURE_IMPORTANCE_SPLIT };
        let mut importance = vec![0.0; core.num_feature as usize];
        // SAFETY: LightGBM writes one value per feature.
        check(unsafe { sys::LGBM_BoosterFeatureImportance(core.handle.0, -1, kind as i32, importance.as_mut_ptr()) })?;
        Ok(Float64Array::new(importance))
    }

    /// Gives the memory back once no running prediction uses it. A second call does nothing.
    #[napi]
    pub fn dispose(&self, env: Env) -> napi::Result<()> {
        if self.core.take().is_some() {
            env.adjust_external_memory(-self.bytes)?;
        }
        Ok(())
    }

    fn live(&self) -> Outcome<Arc<BoosterCore>> {
        let core = self.core.borrow().clone();
        core.ok_or_else(|| Failure::new("This Booster has been disposed; load or train it again"))
    }

    fn batch(&self, indptr: &[i32], indices: &[i32], values: &[f64], cols: i32) -> Outcome<(Arc<BoosterCore>, Csr)> {
        let core = self.live()?;
        if cols != core.num_feature {
            // LightGBM's own words; it would also print them.
            return Err(Failure::new(format!(
                "The number of features in data ({cols}) is not the same as it was in training data ({}).",
                core.num_feature
            )));
        }
        Ok((core, Csr::checked(indptr, indices, values, cols)?))
    }
}

impl ObjectFinalize for NativeBooster {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.dispose(env)
    }
}
