use std::ptr::null_mut;
use std::sync::{Arc, PoisonError, RwLock};

use lightgbm3_sys as sys;

use crate::error::{check, Failure, Outcome};
use crate::handles::BoosterHandle;
use crate::matrix::{Matrix, PredictCall};
use crate::model_text;
use crate::predict::{BatchOptions, Kind, RowOptions};
use crate::row_predictors::RowPredictors;
use crate::text::{c_string, read_names, read_text};
use crate::threads::Mode;

/// The Python package ends every model text with this line and reads it back.
const LAST_LINE: &str = "\npandas_categorical:null\n";

/// Which part of a model is written, and how its features are ranked there.
#[derive(Clone, Copy)]
pub struct Part {
    pub start_iteration: i32,
    pub num_iteration: i32,
    pub by_gain: bool,
}

impl Part {
    /// The first iterations; 0 or less: all.
    pub fn first(num_iteration: i32) -> Part {
        Part { start_iteration: 0, num_iteration, by_gain: false }
    }

    fn importance(self) -> i32 {
        importance_type(self.by_gain)
    }
}

fn importance_type(by_gain: bool) -> i32 {
    (if by_gain { sys::C_API_FEATURE_IMPORTANCE_GAIN } else { sys::C_API_FEATURE_IMPORTANCE_SPLIT }) as i32
}

/// Depth up to which LightGBM may walk down trees by recursion, as it does for contributions and JSON: beyond, the stack
/// of a thread could end.
const DEEPEST: usize = 1000;

/// A trained model, loaded for prediction. LightGBM keeps the range of iterations to predict with inside the booster,
/// so calls over all iterations share the lock and a call over a range holds it alone and restores the whole range.
pub struct BoosterCore {
    // Before `handle`: fields drop in order, and the predictors point into the booster.
    rows: RwLock<RowPredictors>,
    handle: BoosterHandle,
    pub num_class: usize,
    pub num_feature: i32,
    pub num_trees: i32,
    pub iterations: i32,
    depth: usize,
    pub bytes: i64,
}

// SAFETY: LightGBM guards the booster and each row predictor with mutexes; the rest is guarded by `rows`.
unsafe impl Send for BoosterCore {}
unsafe impl Sync for BoosterCore {}

impl BoosterCore {
    /// Loads a model text after its structural check, since LightGBM's parser trusts what it reads.
    pub fn from_text(text: String, mode: Mode) -> Outcome<Arc<BoosterCore>> {
        let depth = model_text::check(&text)?;
        let bytes = text.len() as i64;
        let text = c_string(text)?;
        mode.enter();
        let (mut iterations, mut raw) = (0, null_mut());
        // SAFETY: a NUL-terminated string and two out pointers.
        check(unsafe { sys::LGBM_BoosterLoadModelFromString(text.as_ptr(), &mut iterations, &mut raw) })?;
        let handle = BoosterHandle(raw);
        Ok(Arc::new(BoosterCore {
            rows: RwLock::new(RowPredictors::default()),
            // SAFETY: a live handle and an out pointer, three times.
            num_class: get(|out| unsafe { sys::LGBM_BoosterGetNumClasses(raw, out) })? as usize,
            num_feature: get(|out| unsafe { sys::LGBM_BoosterGetNumFeature(raw, out) })?,
            num_trees: get(|out| unsafe { sys::LGBM_BoosterNumberOfTotalModel(raw, out) })?,
            iterations,
            depth,
            handle,
            bytes,
        }))
    }

    pub fn raw(&self) -> sys::BoosterHandle {
        self.handle.0
    }

    pub fn predict(&self, rows: &Matrix, options: &BatchOptions) -> Outcome<Vec<f64>> {
        if rows.num_cols() != self.num_feature {
            // LightGBM's own words; it would also print them.
            return Err(Failure::new(format!(
                "The number of features in data ({}) is not the same as it was in training data ({}).",
                rows.num_cols(),
                self.num_feature
            )));
        }
        if options.kind == Kind::Contributions {
            self.check_depth()?;
        }
        if options.uses_all_iterations() {
            let _shared = self.rows.read().unwrap_or_else(PoisonError::into_inner);
            return self.predict_locked(rows, options);
        }
        let _alone = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.predict_locked(rows, options);
        RowPredictors::use_all_iterations(self.handle.0, self.num_feature)?;
        outcome
    }

    /// Refuses what LightGBM does by recursion on trees too deep for it.
    fn check_depth(&self) -> Outcome<()> {
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let depth = self.depth;
        Err(Failure::new(format!(
            "A tree is {depth} splits deep; contributions and JSON go to {DEEPEST}. Set max_depth"
        )))
    }

    /// Raw scores over all iterations, row-major.
    pub fn predict_raw(&self, rows: &Matrix, num_threads: i32) -> Outcome<Vec<f64>> {
        self.predict(rows, &BatchOptions::all_iterations(Kind::Raw, num_threads))
    }

    fn predict_locked(&self, rows: &Matrix, options: &BatchOptions) -> Outcome<Vec<f64>> {
        let BatchOptions { kind, start_iteration, num_iteration, .. } = *options;
        let mut length = 0i64;
        // SAFETY: a live handle and an out pointer.
        check(unsafe {
            sys::LGBM_BoosterCalcNumPredict(self.raw(), 1, kind.code(), start_iteration, num_iteration, &mut length)
        })?;
        let mut scores = zeros(rows.num_rows(), length as usize)?;
        if scores.is_empty() {
            return Ok(scores);
        }
        Mode { threads: options.num_threads, quiet: true }.enter();
        let parameters = c_string(options.parameters())?;
        let call = PredictCall {
            booster: self.raw(),
            kind: kind.code(),
            start_iteration,
            num_iteration,
            parameters: &parameters,
        };
        rows.predict(&call, &mut scores)?;
        Ok(scores)
    }

    /// Runs one row through LightGBM's prepared predictor for the options, making it at its first use.
    pub fn predict_row(
        &self,
        options: RowOptions,
        call: impl FnOnce(sys::FastConfigHandle) -> Outcome<()>,
    ) -> Outcome<()> {
        if options.kind == Kind::Contributions {
            self.check_depth()?;
        }
        {
            let predictors = self.rows.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(prepared) = predictors.get(options) {
                return call(prepared);
            }
        }
        let mut predictors = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        call(predictors.prepare(self.raw(), self.num_feature, options)?)
    }

    /// Numbers that one row gives over all iterations.
    pub fn row_width(&self, kind: Kind) -> usize {
        match kind {
            Kind::Normal | Kind::Raw => self.num_class,
            Kind::Leaf => self.num_trees as usize,
            Kind::Contributions => self.num_class * (self.num_feature as usize + 1),
        }
    }

    /// The model text as Python's package writes it.
    pub fn to_text(&self, part: Part) -> Outcome<String> {
        Mode::SHORT.enter();
        Ok(text_of(self.raw(), part)? + LAST_LINE)
    }

    /// The model as LightGBM's JSON.
    pub fn dump(&self, part: Part) -> Outcome<String> {
        self.check_depth()?;
        Mode::SHORT.enter();
        let Part { start_iteration, num_iteration, .. } = part;
        let kind = part.importance();
        read_text(|capacity, length, buffer| {
            // SAFETY: `buffer` holds `capacity` bytes, and LightGBM writes only when the text fits.
            unsafe {
                sys::LGBM_BoosterDumpModel(self.raw(), start_iteration, num_iteration, kind, capacity, length, buffer)
            }
        })
    }

    pub fn feature_names(&self) -> Outcome<Vec<String>> {
        read_names(|count, out_count, capacity, out_capacity, names| {
            // SAFETY: `names` holds `count` buffers of `capacity` bytes each.
            unsafe { sys::LGBM_BoosterGetFeatureNames(self.raw(), count, out_count, capacity, out_capacity, names) }
        })
    }

    pub fn feature_importance(&self, by_gain: bool, num_iteration: i32) -> Outcome<Vec<f64>> {
        let mut importance = zeros(1, self.num_feature as usize)?;
        let kind = importance_type(by_gain);
        // SAFETY: LightGBM writes one value per feature.
        check(unsafe { sys::LGBM_BoosterFeatureImportance(self.raw(), num_iteration, kind, importance.as_mut_ptr()) })?;
        Ok(importance)
    }

    /// Whether its leaves hold linear models.
    pub fn is_linear(&self) -> Outcome<bool> {
        // SAFETY: a live handle and an out pointer.
        Ok(get(|out| unsafe { sys::LGBM_BoosterGetLinear(self.raw(), out) })? != 0)
    }
}

/// The model text of a live booster handle, as LightGBM writes it.
pub fn text_of(booster: sys::BoosterHandle, part: Part) -> Outcome<String> {
    let Part { start_iteration, num_iteration, .. } = part;
    read_text(|capacity, length, buffer| {
        let kind = part.importance();
        // SAFETY: `buffer` holds `capacity` bytes, and LightGBM writes only when the text fits.
        unsafe {
            sys::LGBM_BoosterSaveModelToString(booster, start_iteration, num_iteration, kind, capacity, length, buffer)
        }
    })
}

/// Reads one number by a C call with an out pointer.
pub fn get(call: impl FnOnce(*mut i32) -> i32) -> Outcome<i32> {
    let mut value = 0;
    check(call(&mut value))?;
    Ok(value)
}

/// Room for numbers; too many are refused, where an allocation that fails would end the process.
pub fn zeros(rows: usize, per_row: usize) -> Outcome<Vec<f64>> {
    let too_many = || Failure::new(format!("{rows} rows of {per_row} numbers do not fit into memory; give fewer rows"));
    let length = rows.checked_mul(per_row).ok_or_else(too_many)?;
    let mut numbers = Vec::new();
    numbers.try_reserve_exact(length).map_err(|_| too_many())?;
    numbers.resize(length, 0.0);
    Ok(numbers)
}
