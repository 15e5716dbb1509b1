use std::cell::Cell;
use std::ffi::CString;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use lightgbm3_sys as sys;

use crate::booster::{get, text_of, zeros, BoosterCore, Part};
use crate::dataset::{has_usable_feature, num_data, num_feature, DatasetCore, Wanted};
use crate::error::{check, Failure, Outcome};
use crate::handles::BoosterHandle;
use crate::layout::{to_columns, to_rows};
use crate::text::{c_string, read_names};
use crate::threads::Mode;

/// As LightGBM names them; some have a number behind.
const METRICS_OF_CLASSES: [&str; 3] = ["multi_logloss", "multi_error", "auc_mu"];

const NO_OBJECTIVE: [&str; 4] = ["objective=none", "objective=null", "objective=custom", "objective=na"];

/// What a training starts with.
pub struct Setup {
    pub train_set: Arc<DatasetCore>,
    pub valid_sets: Vec<Arc<DatasetCore>>,
    pub params: CString,
    pub mode: Mode,
    pub init_model: Option<Arc<BoosterCore>>,
}

/// A training under way. LightGBM keeps pointers to its datasets, which are held here.
pub struct Trainer {
    // Before `setup`: fields drop in order, and the booster points into the datasets.
    handle: BoosterHandle,
    setup: Setup,
    num_class: usize,
    num_metrics: usize,
    /// LightGBM refused an iteration or a change of parameters, which it may have done by half: a refused objective is
    /// freed, and the booster would go on with it.
    is_spoilt: Cell<bool>,
}

impl Trainer {
    /// Bins what is not binned yet and makes the booster.
    pub fn start(setup: Setup) -> Outcome<Trainer> {
        let init_model = setup.init_model.as_ref();
        let wanted = Wanted { params: &setup.params, mode: setup.mode, init_model, reference: None };
        setup.mode.enter();
        let train_set = setup.train_set.construct(wanted)?;
        let mut raw = null_mut();
        // SAFETY: the dataset outlives the booster: both are held here.
        check(unsafe { sys::LGBM_BoosterCreate(train_set, setup.params.as_ptr(), &mut raw) })?;
        let handle = BoosterHandle(raw);
        if let Some(model) = init_model {
            // SAFETY: live handles; LightGBM copies the trees.
            check(unsafe { sys::LGBM_BoosterMerge(raw, model.raw()) })?;
        }
        for valid_set in &setup.valid_sets {
            let wanted = Wanted { reference: Some(&setup.train_set), ..wanted };
            let valid_set = valid_set.construct(wanted)?;
            // SAFETY: as for the training set.
            check(unsafe { sys::LGBM_BoosterAddValidData(raw, valid_set) })?;
        }
        // SAFETY: a live handle and an out pointer, twice.
        let num_class = get(|out| unsafe { sys::LGBM_BoosterNumModelPerIteration(raw, out) })? as usize;
        let num_metrics = get(|out| unsafe { sys::LGBM_BoosterGetEvalCounts(raw, out) })? as usize;
        let trainer = Trainer { handle, setup, num_class, num_metrics, is_spoilt: Cell::new(false) };
        trainer.check_classes()?;
        trainer.check_features()?;
        trainer.check_constraints()?;
        Ok(trainer)
    }

    /// LightGBM looks up the columns of `interaction_constraints` without looking whether they are there.
    fn check_constraints(&self) -> Outcome<()> {
        let params = self.setup.params.to_string_lossy();
        let given = params.split(' ').filter_map(|param| param.strip_prefix("interaction_constraints="));
        let columns = self.setup.train_set.read(num_feature)?.unwrap_or(0);
        let mut named = given.flat_map(|value| value.split(|part: char| !part.is_ascii_digit()));
        match named.find(|column| !column.is_empty() && !column.parse::<i32>().is_ok_and(|column| column < columns)) {
            Some(column) => Err(Failure::new(format!(
                "interaction_constraints names column {column}, but there are only {columns}, counted from 0"
            ))),
            None => Ok(()),
        }
    }

    /// A random forest grows trees over no usable feature at all, too, and LightGBM then reads past its histograms.
    fn check_features(&self) -> Outcome<()> {
        let params = self.setup.params.to_string_lossy();
        if !params.split(' ').any(|param| matches!(param, "boosting=rf" | "boosting=random_forest")) {
            return Ok(());
        }
        let is_usable = self.setup.train_set.read(has_usable_feature)?.unwrap_or(false);
        is_usable.then_some(()).ok_or_else(|| {
            Failure::new("There is no feature a random forest could split by: each has one value, or too few rows")
        })
    }

    /// Metrics of classes read the score of a label's class without looking whether there is such a class, and only
    /// multiclass objectives look, at the labels of the training set alone.
    fn check_classes(&self) -> Outcome<()> {
        let is_of_classes = |name: &String| METRICS_OF_CLASSES.iter().any(|metric| name.starts_with(metric));
        if !self.metric_names()?.iter().any(is_of_classes) {
            return Ok(());
        }
        let classes = 0.0..self.num_class as f64;
        for dataset in std::iter::once(&self.setup.train_set).chain(&self.setup.valid_sets) {
            let labels = dataset.field(c"label")?.unwrap_or_default();
            if let Some(label) = labels.iter().find(|label| !classes.contains(label)) {
                // LightGBM's own words for the training set.
                let num_class = self.num_class;
                return Err(Failure::new(format!("Label must be in [0, {num_class}), but found {label} in label")));
            }
        }
        Ok(())
    }

    pub fn metric_names(&self) -> Outcome<Vec<String>> {
        read_names(|count, out_count, capacity, out_capacity, names| {
            // SAFETY: `names` holds `count` buffers of `capacity` bytes each.
            unsafe { sys::LGBM_BoosterGetEvalNames(self.handle.0, count, out_count, capacity, out_capacity, names) }
        })
    }

    /// Trains up to `rounds` further iterations, fewer once `cancelled` is set.
    pub fn advance(&self, rounds: u32, cancelled: &AtomicBool) -> Outcome<()> {
        self.enter()?;
        for _ in 0..rounds {
            if cancelled.load(Ordering::Relaxed) {
                break;
            }
            // LightGBM's "no more splits" does not end the loop: with sampling a later iteration may split again, and
            // its Python package goes on as well.
            let mut no_more_splits = 0;
            // SAFETY: a live training handle used by one thread at a time.
            let outcome = check(unsafe { sys::LGBM_BoosterUpdateOneIter(self.handle.0, &mut no_more_splits) });
            self.is_spoilt.set(outcome.is_err());
            outcome?;
        }
        Ok(())
    }

    /// Trains one iteration on gradients from outside, row-major.
    pub fn boost(&self, gradients: &[f32], hessians: &[f32]) -> Outcome<()> {
        self.enter()?;
        let rows = self.num_data(0)?;
        for (name, values) in [("gradient", gradients), ("Hessian", hessians)] {
            check_derivatives(name, values, rows * self.num_class)?;
        }
        let (gradients, hessians) = (to_columns(gradients, rows), to_columns(hessians, rows));
        let mut no_more_splits = 0;
        // SAFETY: as many values as LightGBM reads were counted above.
        check(unsafe {
            sys::LGBM_BoosterUpdateOneIterCustom(
                self.handle.0,
                gradients.as_ptr(),
                hessians.as_ptr(),
                &mut no_more_splits,
            )
        })
    }

    /// The metrics of each named dataset one after the other; 0 is the training set, 1 the first validation set.
    pub fn evaluate(&self, datasets: &[i32]) -> Outcome<Vec<f64>> {
        self.enter()?;
        let mut all = zeros(datasets.len(), self.num_metrics)?;
        if self.num_metrics == 0 {
            return Ok(all);
        }
        for (dataset, values) in datasets.iter().zip(all.chunks_mut(self.num_metrics)) {
            let mut length = 0;
            // SAFETY: every dataset has as many metrics as the training set, and room for them is here.
            check(unsafe { sys::LGBM_BoosterGetEval(self.handle.0, *dataset, &mut length, values.as_mut_ptr()) })?;
        }
        Ok(all)
    }

    /// The scores of a dataset so far, row-major, as the objective gives them out.
    pub fn scores(&self, dataset: i32) -> Outcome<Vec<f64>> {
        self.enter()?;
        let mut length = 0i64;
        // SAFETY: a live handle and an out pointer.
        check(unsafe { sys::LGBM_BoosterGetNumPredict(self.handle.0, dataset, &mut length) })?;
        let mut scores = zeros(1, length as usize)?;
        // SAFETY: as long as LightGBM said.
        check(unsafe { sys::LGBM_BoosterGetPredict(self.handle.0, dataset, &mut length, scores.as_mut_ptr()) })?;
        Ok(to_rows(&scores, self.num_data(dataset)?))
    }

    /// Changes parameters from the next iteration on. Where LightGBM refuses, the training is over.
    pub fn reset_parameter(&self, params: String) -> Outcome<()> {
        self.enter()?;
        // LightGBM makes no room for gradients where none are reckoned at the start, and would write them to nowhere.
        let is_without = self.setup.params.to_string_lossy().split(' ').any(|param| NO_OBJECTIVE.contains(&param));
        if is_without && params.split(' ').any(|param| param.starts_with("objective=")) {
            return Err(Failure::new("A training without an objective cannot be given one midway. Train anew"));
        }
        let params = c_string(params)?;
        // SAFETY: a live handle and a NUL-terminated string.
        let outcome = check(unsafe { sys::LGBM_BoosterResetParameter(self.handle.0, params.as_ptr()) });
        self.is_spoilt.set(outcome.is_err());
        outcome
    }

    /// Fits the leaf values of a model to the training set; `leaves` are the leaves its rows fall into, row-major.
    pub fn refit(&self, model: &BoosterCore, leaves: &[f64]) -> Outcome<()> {
        self.enter()?;
        let leaves: Vec<i32> = leaves.iter().map(|leaf| *leaf as i32).collect();
        let rows = self.num_data(0)?;
        let trees = leaves.len().checked_div(rows).unwrap_or(0);
        // SAFETY: live handles; LightGBM copies the trees.
        check(unsafe { sys::LGBM_BoosterMerge(self.handle.0, model.raw()) })?;
        // SAFETY: a leaf per row and tree; LightGBM refuses other numbers of rows or trees.
        check(unsafe { sys::LGBM_BoosterRefit(self.handle.0, leaves.as_ptr(), rows as i32, trees as i32) })
    }

    /// The trained model, or its first iterations. Scores, gradients and the tie to the datasets are left behind, as
    /// LightGBM's Python package does.
    pub fn finish(self, num_iteration: i32) -> Outcome<Arc<BoosterCore>> {
        self.enter()?;
        let mode = self.setup.mode;
        let text = text_of(self.handle.0, Part::first(num_iteration))?;
        drop(self);
        BoosterCore::from_text(text, mode)
    }

    /// At the beginning of each step.
    fn enter(&self) -> Outcome<()> {
        if self.is_spoilt.get() {
            return Err(Failure::new(
                "This training cannot go on: LightGBM refused a step or a change of its parameters. Train anew",
            ));
        }
        self.setup.mode.enter();
        Ok(())
    }

    fn num_data(&self, dataset: i32) -> Outcome<usize> {
        let core = match dataset {
            0 => Some(&self.setup.train_set),
            later => self.setup.valid_sets.get(later as usize - 1),
        };
        let rows = core.map(|core| core.read(num_data)).transpose()?.flatten();
        rows.ok_or_else(|| Failure::new(format!("There is no dataset {dataset} in this training")))
    }
}

fn check_derivatives(name: &str, values: &[f32], expected: usize) -> Outcome<()> {
    if values.len() != expected {
        let found = values.len();
        return Err(Failure::new(format!("Length of {name} ({found}) doesn't match rows times classes ({expected})")));
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(Failure::new(format!("{name}[{at}] is {}; it must be a finite 32-bit number", values[at]))),
        None => Ok(()),
    }
}
