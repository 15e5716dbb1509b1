use std::ffi::CString;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread;

use lightgbm3_sys as sys;
use napi::bindgen_prelude::*;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi_derive::napi;

use crate::booster::{text_of, BoosterCore, NativeBooster};
use crate::dataset::{c_string, DatasetCore, NativeDataset};
use crate::error::{check, guarded, Failure, Outcome};
use crate::threads::Mode;

/// What a training does, as `lib/train.ts` has checked it.
#[napi(object, object_to_js = false)]
pub struct NativeTrainOptions {
    /// LightGBM's parameter string, `key=value` separated by spaces.
    pub params: String,
    pub num_boost_round: u32,
    pub num_threads: i32,
    pub quiet: bool,
}

/// A request to stop, shared with the training thread.
#[napi]
pub struct NativeCancel {
    asked: Arc<AtomicBool>,
}

#[napi]
impl NativeCancel {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        NativeCancel { asked: Arc::new(AtomicBool::new(false)) }
    }

    /// Stops the training before its next iteration.
    #[napi]
    pub fn cancel(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }
}

struct Run {
    dataset: Arc<DatasetCore>,
    params: CString,
    rounds: u32,
    mode: Mode,
    cancelled: Arc<AtomicBool>,
}

struct TrainingHandle(sys::BoosterHandle);

impl Drop for TrainingHandle {
    fn drop(&mut self) {
        // SAFETY: made by LightGBM, freed here only.
        unsafe { sys::LGBM_BoosterFree(self.0) };
    }
}

impl Run {
    fn new(dataset: &NativeDataset, options: NativeTrainOptions, cancelled: Arc<AtomicBool>) -> Outcome<Run> {
        Ok(Run {
            dataset: dataset.shared()?,
            params: c_string(options.params)?,
            rounds: options.num_boost_round,
            mode: Mode { threads: options.num_threads, quiet: options.quiet },
            cancelled,
        })
    }

    /// The trained model, or nothing when the training was cancelled.
    fn train(&self, report: impl Fn(u32)) -> Outcome<Option<BoosterCore>> {
        if self.is_cancelled() {
            return Ok(None);
        }
        self.mode.enter();
        let dataset = self.dataset.construct(&self.params, self.mode)?;
        let mut raw = null_mut();
        // SAFETY: the dataset outlives the booster: `self.dataset` holds it.
        check(unsafe { sys::LGBM_BoosterCreate(dataset, self.params.as_ptr(), &mut raw) })?;
        let training = TrainingHandle(raw);
        for iteration in 1..=self.rounds {
            if self.is_cancelled() {
                return Ok(None);
            }
            // LightGBM's "no more splits" does not end the loop: with sampling a later iteration may split again, and
            // its Python package goes on as well.
            let mut no_more_splits = 0;
            // SAFETY: a live training handle used by this thread only.
            check(unsafe { sys::LGBM_BoosterUpdateOneIter(training.0, &mut no_more_splits) })?;
            report(iteration);
        }
        // Scores, gradients and the tie to the dataset are left behind, as LightGBM's Python package does.
        let text = text_of(training.0)?;
        drop(training);
        BoosterCore::from_text(text, self.mode).map(Some)
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Trains on a thread of its own, so that long trainings do not use up Node's pool. Resolves to null when cancelled.
#[napi(catch_unwind, ts_return_type = "Promise<NativeBooster | null>")]
pub fn train<'env>(
    env: &'env Env,
    dataset: &NativeDataset,
    options: NativeTrainOptions,
    cancel: &NativeCancel,
    on_iteration: Option<Function<'env, u32, ()>>,
) -> napi::Result<Object<'env>> {
    let run = Run::new(dataset, options, Arc::clone(&cancel.asked))?;
    let progress =
        on_iteration.map(|callback| callback.build_threadsafe_function::<u32>().weak::<true>().build()).transpose()?;
    let (deferred, promise) = env.create_deferred()?;
    thread::Builder::new()
        .name("lightgbm-train".into())
        .spawn(move || {
            let report = |iteration| {
                if let Some(progress) = &progress {
                    progress.call(iteration, ThreadsafeFunctionCallMode::NonBlocking);
                }
            };
            match guarded(|| run.train(report)) {
                Ok(core) => deferred.resolve(move |env| core.map(|core| NativeBooster::adopt(&env, core)).transpose()),
                Err(failure) => deferred.reject(failure.into()),
            }
        })
        .map_err(|error| Failure::new(format!("Cannot start a training thread: {error}")))?;
    Ok(promise)
}

/// Trains on the calling thread.
#[napi(catch_unwind)]
pub fn train_sync(
    env: Env,
    dataset: &NativeDataset,
    options: NativeTrainOptions,
    on_iteration: Option<Function<'_, u32, ()>>,
) -> napi::Result<NativeBooster> {
    let run = Run::new(dataset, options, Arc::new(AtomicBool::new(false)))?;
    let trained = run.train(|iteration| {
        if let Some(callback) = &on_iteration {
            if callback.call(iteration).is_err() {
                run.cancelled.store(true, Ordering::Relaxed);
            }
        }
    })?;
    let core = trained.ok_or_else(|| Failure::new("Training was stopped by its onIteration callback"))?;
    NativeBooster::adopt(&env, core)
}
