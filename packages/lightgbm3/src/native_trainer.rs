use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::booster::BoosterCore;
use crate::dataset::DatasetCore;
use crate::error::{Failure, Outcome};
use crate::native_booster::NativeBooster;
use crate::native_dataset::NativeDataset;
use crate::native_matrix::NativeMatrix;
use crate::predict::{BatchOptions, Kind};
use crate::text::c_string;
use crate::threads::Mode;
use crate::trainer::{Setup, Trainer};
use crate::worker::{dispatch, Dispatched, NativeWorker};

type Slot = Arc<Mutex<Option<Trainer>>>;

/// A training step by step, driven by `lib/train-steps.ts`. Every step runs on the calling thread, or on the worker that
/// is given.
#[napi]
pub struct NativeTrainer {
    // Emptied at the start: what they hold on to must not wait for the garbage collector.
    train_set: RefCell<Option<Arc<DatasetCore>>>,
    valid_sets: RefCell<Vec<Arc<DatasetCore>>>,
    init_model: RefCell<Option<Arc<BoosterCore>>>,
    slot: Slot,
    cancelled: Arc<AtomicBool>,
}

#[napi]
impl NativeTrainer {
    #[napi(constructor)]
    pub fn new(train_set: &NativeDataset, init_model: Option<&NativeBooster>) -> napi::Result<NativeTrainer> {
        Ok(NativeTrainer {
            train_set: RefCell::new(Some(train_set.shared()?)),
            valid_sets: RefCell::default(),
            init_model: RefCell::new(init_model.map(NativeBooster::live).transpose()?),
            slot: Slot::default(),
            cancelled: Arc::default(),
        })
    }

    /// Only before the start.
    #[napi]
    pub fn add_valid(&self, dataset: &NativeDataset) -> napi::Result<()> {
        self.valid_sets.borrow_mut().push(dataset.shared()?);
        Ok(())
    }

    /// Bins the datasets and makes the booster; gives the names of its metrics.
    #[napi(catch_unwind)]
    pub fn start<'env>(
        &self,
        env: &'env Env,
        params: String,
        num_threads: i32,
        quiet: bool,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, Vec<String>>> {
        let setup = Setup {
            train_set: self.train_set.take().ok_or_else(not_under_way)?,
            valid_sets: self.valid_sets.take(),
            params: c_string(params)?,
            mode: Mode { threads: num_threads, quiet },
            init_model: self.init_model.take(),
        };
        let slot = Arc::clone(&self.slot);
        let work = move || {
            let trainer = Trainer::start(setup)?;
            let names = trainer.metric_names()?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(trainer);
            Ok(names)
        };
        dispatch(env, worker, work, |_, names| Ok(names))
    }

    /// Trains up to `rounds` iterations, fewer once cancelled, then evaluates the named datasets.
    #[napi(catch_unwind)]
    pub fn advance<'env>(
        &self,
        env: &'env Env,
        rounds: u32,
        evaluated: Vec<i32>,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, Float64Array>> {
        let cancelled = Arc::clone(&self.cancelled);
        let work = self.step(move |trainer| {
            trainer.advance(rounds, &cancelled)?;
            trainer.evaluate(&evaluated)
        });
        dispatch(env, worker, work, |_, values| Ok(Float64Array::new(values)))
    }

    /// Trains one iteration on the given gradients, then evaluates the named datasets.
    #[napi(catch_unwind)]
    pub fn boost<'env>(
        &self,
        env: &'env Env,
        gradients: &[f32],
        hessians: &[f32],
        evaluated: Vec<i32>,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, Float64Array>> {
        let (gradients, hessians) = (gradients.to_vec(), hessians.to_vec());
        let work = self.step(move |trainer| {
            trainer.boost(&gradients, &hessians)?;
            trainer.evaluate(&evaluated)
        });
        dispatch(env, worker, work, |_, values| Ok(Float64Array::new(values)))
    }

    /// The scores of a dataset so far; 0 is the training set.
    #[napi(catch_unwind)]
    pub fn scores<'env>(
        &self,
        env: &'env Env,
        dataset: i32,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, Float64Array>> {
        let work = self.step(move |trainer| trainer.scores(dataset));
        dispatch(env, worker, work, |_, scores| Ok(Float64Array::new(scores)))
    }

    /// Only between two steps.
    #[napi(catch_unwind)]
    pub fn reset_parameter(&self, params: String) -> napi::Result<()> {
        Ok(self.step(move |trainer| trainer.reset_parameter(params))()?)
    }

    /// Fits the leaf values of the model this training was made with to the training set.
    #[napi(catch_unwind)]
    pub fn refit<'env>(
        &self,
        env: &'env Env,
        model: &NativeBooster,
        rows: &NativeMatrix,
        num_threads: i32,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, ()>> {
        let (model, rows) = (model.live()?, rows.take()?);
        let work = self.step(move |trainer| {
            let leaves = model.predict(&rows, &BatchOptions::all_iterations(Kind::Leaf, num_threads))?;
            trainer.refit(&model, &leaves)
        });
        dispatch(env, worker, work, |_, ()| Ok(()))
    }

    /// Ends the training and gives its first `num_iteration` iterations; 0 or less: all.
    #[napi(catch_unwind)]
    pub fn finish<'env>(
        &self,
        env: &'env Env,
        num_iteration: i32,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, NativeBooster>> {
        let slot = Arc::clone(&self.slot);
        let work = move || take(&slot).ok_or_else(not_under_way)?.finish(num_iteration);
        dispatch(env, worker, work, |env, core| NativeBooster::adopt(&env, core))
    }

    /// Stops a step that is under way before its next iteration.
    #[napi]
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Gives the memory of an unfinished training back. A second call does nothing.
    #[napi(catch_unwind)]
    pub fn dispose(&self, env: Env, worker: Option<&NativeWorker>) -> napi::Result<()> {
        let slot = Arc::clone(&self.slot);
        let work = move || {
            drop(take(&slot));
            Ok(())
        };
        dispatch(&env, worker, work, |_, ()| Ok(())).map(|_| ())
    }

    fn step<T>(&self, work: impl FnOnce(&Trainer) -> Outcome<T>) -> impl FnOnce() -> Outcome<T> {
        let slot = Arc::clone(&self.slot);
        move || {
            let trainer = slot.lock().unwrap_or_else(PoisonError::into_inner);
            work(trainer.as_ref().ok_or_else(not_under_way)?)
        }
    }
}

fn take(slot: &Slot) -> Option<Trainer> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn not_under_way() -> Failure {
    Failure::new("This training is not under way")
}
