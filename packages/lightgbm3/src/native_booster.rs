use std::cell::RefCell;
use std::sync::Arc;

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::booster::{BoosterCore, Part};
use crate::error::{guarded, Failure, Outcome};
use crate::matrix::Matrix;
use crate::model_json;
use crate::native_matrix::NativeMatrix;
use crate::native_options::NativePredictOptions;
use crate::predict::{BatchOptions, EarlyStop, Kind, RowOptions};
use crate::threads::Mode;

/// A batch prediction on a thread of the pool.
pub struct PredictTask {
    core: Arc<BoosterCore>,
    rows: Matrix,
    options: BatchOptions,
}

impl Task for PredictTask {
    type Output = Vec<f64>;
    type JsValue = Float64Array;

    fn compute(&mut self) -> napi::Result<Vec<f64>> {
        Ok(guarded(|| self.core.predict(&self.rows, &self.options))?)
    }

    fn resolve(&mut self, _env: Env, output: Vec<f64>) -> napi::Result<Float64Array> {
        Ok(Float64Array::new(output))
    }
}

/// Loads a model text on a thread of the pool.
pub struct LoadTask {
    text: String,
    mode: Mode,
}

impl Task for LoadTask {
    type Output = Arc<BoosterCore>;
    type JsValue = NativeBooster;

    fn compute(&mut self) -> napi::Result<Arc<BoosterCore>> {
        let text = std::mem::take(&mut self.text);
        Ok(guarded(|| BoosterCore::from_text(text, self.mode))?)
    }

    fn resolve(&mut self, env: Env, core: Arc<BoosterCore>) -> napi::Result<NativeBooster> {
        NativeBooster::adopt(&env, core)
    }
}

/// Writes a model on a thread of the pool, in the form that `write` gives.
pub struct WriteTask<T> {
    core: Arc<BoosterCore>,
    part: Part,
    write: fn(&BoosterCore, Part) -> Outcome<T>,
}

impl<T: Send + ToNapiValue + TypeName + 'static> Task for WriteTask<T> {
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> napi::Result<T> {
        Ok(guarded(|| (self.write)(&self.core, self.part))?)
    }

    fn resolve(&mut self, _env: Env, output: T) -> napi::Result<T> {
        Ok(output)
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
    pub(crate) fn adopt(env: &Env, core: Arc<BoosterCore>) -> napi::Result<NativeBooster> {
        let bytes = core.bytes;
        env.adjust_external_memory(bytes)?;
        Ok(NativeBooster { core: RefCell::new(Some(core)), bytes })
    }

    #[napi(catch_unwind)]
    pub fn load(text: String, num_threads: i32) -> AsyncTask<LoadTask> {
        AsyncTask::new(LoadTask { text, mode: Mode { threads: num_threads, quiet: true } })
    }

    #[napi(catch_unwind)]
    pub fn load_sync(env: Env, text: String, num_threads: i32) -> napi::Result<NativeBooster> {
        NativeBooster::adopt(&env, BoosterCore::from_text(text, Mode { threads: num_threads, quiet: true })?)
    }

    #[napi(catch_unwind)]
    pub fn to_text(
        &self,
        start_iteration: i32,
        num_iteration: i32,
        by_gain: bool,
    ) -> napi::Result<AsyncTask<WriteTask<String>>> {
        self.write(Part { start_iteration, num_iteration, by_gain }, BoosterCore::to_text)
    }

    #[napi(catch_unwind)]
    pub fn to_text_sync(&self, start_iteration: i32, num_iteration: i32, by_gain: bool) -> napi::Result<String> {
        Ok(self.live()?.to_text(Part { start_iteration, num_iteration, by_gain })?)
    }

    /// The text as bytes, for a file: JavaScript takes them over without a copy.
    #[napi(catch_unwind)]
    pub fn to_bytes(
        &self,
        start_iteration: i32,
        num_iteration: i32,
        by_gain: bool,
    ) -> napi::Result<AsyncTask<WriteTask<Buffer>>> {
        self.write(Part { start_iteration, num_iteration, by_gain }, |core, part| {
            Ok(Buffer::from(core.to_text(part)?.into_bytes()))
        })
    }

    /// The JSON in pieces, see `model_json`.
    #[napi(catch_unwind)]
    pub fn dump(
        &self,
        start_iteration: i32,
        num_iteration: i32,
        by_gain: bool,
    ) -> napi::Result<AsyncTask<WriteTask<Vec<String>>>> {
        self.write(Part { start_iteration, num_iteration, by_gain }, |core, part| {
            Ok(model_json::pieces(&core.dump(part)?))
        })
    }

    #[napi(catch_unwind)]
    pub fn dump_sync(&self, start_iteration: i32, num_iteration: i32, by_gain: bool) -> napi::Result<String> {
        Ok(self.live()?.dump(Part { start_iteration, num_iteration, by_gain })?)
    }

    #[napi(catch_unwind)]
    pub fn feature_names(&self) -> napi::Result<Vec<String>> {
        Ok(self.live()?.feature_names()?)
    }

    #[napi(catch_unwind)]
    pub fn feature_importance(&self, by_gain: bool, num_iteration: i32) -> napi::Result<Float64Array> {
        Ok(Float64Array::new(self.live()?.feature_importance(by_gain, num_iteration)?))
    }

    #[napi(catch_unwind)]
    pub fn is_linear(&self) -> napi::Result<bool> {
        Ok(self.live()?.is_linear()?)
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
    pub fn predict(&self, rows: &NativeMatrix, options: NativePredictOptions) -> napi::Result<AsyncTask<PredictTask>> {
        let (core, rows) = (self.live()?, rows.take()?);
        Ok(AsyncTask::new(PredictTask { core, rows, options: options.to_batch()? }))
    }

    #[napi(catch_unwind)]
    pub fn predict_sync(&self, rows: &NativeMatrix, options: NativePredictOptions) -> napi::Result<Float64Array> {
        let (core, rows) = (self.live()?, rows.take()?);
        Ok(Float64Array::new(core.predict(&rows, &options.to_batch()?)?))
    }

    /// Writes what one sparse row gives into `out`, which holds exactly that many numbers.
    #[napi(catch_unwind)]
    pub fn predict_row(
        &self,
        indices: &[i32],
        values: &[f64],
        kind: u32,
        early_stop_freq: i32,
        early_stop_margin: f64,
        mut out: Float64ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: this thread runs the only JavaScript that may touch the array, and that is waiting for us.
        let out = unsafe { out.as_mut() };
        let early_stop = EarlyStop { freq: early_stop_freq, margin: early_stop_margin };
        let options = RowOptions { kind: Kind::of(kind)?, early_stop };
        Ok(self.live()?.predict_sparse_row(indices, values, options, out)?)
    }

    /// The same for a dense row.
    #[napi(catch_unwind)]
    pub fn predict_dense_row(
        &self,
        values: &[f64],
        kind: u32,
        early_stop_freq: i32,
        early_stop_margin: f64,
        mut out: Float64ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: as above.
        let out = unsafe { out.as_mut() };
        let early_stop = EarlyStop { freq: early_stop_freq, margin: early_stop_margin };
        let options = RowOptions { kind: Kind::of(kind)?, early_stop };
        Ok(self.live()?.predict_dense_row(values, options, out)?)
    }

    /// Gives the memory back once no running task uses it. A second call does nothing.
    #[napi]
    pub fn dispose(&self, env: Env) -> napi::Result<()> {
        if self.core.take().is_some() {
            env.adjust_external_memory(-self.bytes)?;
        }
        Ok(())
    }

    fn write<T: Send + ToNapiValue + TypeName + 'static>(
        &self,
        part: Part,
        write: fn(&BoosterCore, Part) -> Outcome<T>,
    ) -> napi::Result<AsyncTask<WriteTask<T>>> {
        Ok(AsyncTask::new(WriteTask { core: self.live()?, part, write }))
    }

    pub(crate) fn live(&self) -> Outcome<Arc<BoosterCore>> {
        let core = self.core.borrow().clone();
        core.ok_or_else(|| Failure::new("This Booster has been disposed; load or train it again"))
    }
}

impl ObjectFinalize for NativeBooster {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.dispose(env)
    }
}
