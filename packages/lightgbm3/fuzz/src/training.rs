//! Rows, what belongs to them and parameters in odd shapes, made into datasets, trainings and predictions.

use std::ffi::CString;
use std::sync::atomic::AtomicBool;
use std::sync::Arc;

use arbitrary::Arbitrary;

use crate::booster::BoosterCore;
use crate::csc::Csc;
use crate::csr::Csr;
use crate::dataset::{DatasetCore, Fields, Pending, Source, Wanted};
use crate::error::Outcome;
use crate::exercise::exercise;
use crate::matrix::{DenseValues, Matrix};
use crate::predict::{BatchOptions, EarlyStop, Kind};
use crate::threads::Mode;
use crate::trainer::{Setup, Trainer};

/// One thread: what differs by chance could not be run again.
const MODE: Mode = Mode { threads: 1, quiet: true };
const MOST_ROWS: usize = 40;
const MOST_COLS: i32 = 8;
const PARAMS: [&str; 44] = [
    "objective=binary",
    "objective=multiclass num_class=3",
    "objective=multiclassova num_class=2",
    "objective=lambdarank",
    "objective=rank_xendcg",
    "objective=regression_l1",
    "objective=poisson",
    "objective=quantile alpha=0.9",
    "objective=mape",
    "objective=gamma",
    "objective=tweedie",
    "objective=cross_entropy",
    "objective=custom",
    "objective=huber",
    "boosting=dart drop_rate=0.9",
    "boosting=rf bagging_freq=1 bagging_fraction=0.5",
    "data_sample_strategy=goss",
    "linear_tree=true",
    "linear_lambda=0.1",
    "categorical_feature=0",
    "categorical_feature=1,2",
    "max_bin=2",
    "max_bin=1",
    "max_bin=65535",
    "min_data_in_bin=1",
    "min_data_in_leaf=0",
    "min_data_in_leaf=1",
    "num_leaves=2",
    "num_leaves=31",
    "max_depth=1",
    "enable_bundle=false",
    "use_missing=false",
    "zero_as_missing=true",
    "feature_fraction=0.5",
    "bagging_freq=1 bagging_fraction=0.01",
    "extra_trees=true",
    "path_smooth=1",
    "monotone_constraints=1,-1",
    "interaction_constraints=[0,1]",
    "max_cat_threshold=1",
    "min_data_per_group=1",
    "boost_from_average=false",
    "tree_learner=serial",
    "metric=auc,ndcg,multi_logloss",
];

/// Shapes as JavaScript may give them: often whole, sometimes not.
#[derive(Arbitrary, Debug)]
pub enum Rows {
    Dense { values: Vec<f64>, cols: u8 },
    Dense32 { values: Vec<f32>, rows: u8, cols: i8 },
    Csr { rows: Vec<Vec<(u8, f64)>>, cols: i8, broken: Option<(u8, i32)> },
    Csc { cols: Vec<Vec<(u8, f64)>>, rows: i8, broken: Option<(u8, i32)> },
    Any { by_row: bool, bounds: Vec<i32>, indices: Vec<i32>, values: Vec<f64>, limit: i32 },
}

/// What belongs to the rows, as bytes to be stretched over them.
#[derive(Arbitrary, Debug)]
pub struct RawFields {
    label: Vec<u8>,
    weight: Option<Vec<u8>>,
    group: Option<Vec<u8>>,
    position: Option<Vec<u8>>,
    init_score: Option<Vec<i8>>,
    names: Option<Vec<String>>,
}

#[derive(Arbitrary, Debug)]
pub struct Story {
    rows: Rows,
    fields: RawFields,
    valid: Option<(Rows, RawFields)>,
    other: Rows,
    subset: Option<Vec<i32>>,
    params: Vec<u8>,
    rounds: u8,
    gradients: Option<Vec<f32>>,
    continues: bool,
    reset: Option<u8>,
    freq: i32,
    margin: f64,
}

impl Rows {
    fn to_matrix(&self) -> Outcome<Matrix> {
        match self {
            Rows::Dense { values, cols } => {
                let cols = i32::from(*cols) % MOST_COLS + 1;
                let rows = (values.len() / cols as usize).min(MOST_ROWS);
                Matrix::dense(DenseValues::F64(values[..rows * cols as usize].to_vec()), rows as u32, cols)
            }
            Rows::Dense32 { values, rows, cols } => {
                Matrix::dense(DenseValues::F32(values.clone()), u32::from(*rows), i32::from(*cols))
            }
            Rows::Csr { rows, cols, broken } => {
                let (bounds, indices, values) = lines_of(rows, i32::from(*cols), *broken);
                Ok(Matrix::Csr(Csr::checked(&bounds, &indices, &values, i32::from(*cols))?))
            }
            Rows::Csc { cols, rows, broken } => {
                let (bounds, indices, values) = lines_of(cols, i32::from(*rows), *broken);
                Ok(Matrix::Csc(Csc::checked(&bounds, &indices, &values, i32::from(*rows))?))
            }
            Rows::Any { by_row, bounds, indices, values, limit } => Ok(if *by_row {
                Matrix::Csr(Csr::checked(bounds, indices, values, *limit)?)
            } else {
                Matrix::Csc(Csc::checked(bounds, indices, values, *limit)?)
            }),
        }
    }

    /// A matrix as `lib/matrix.ts` and `lib/dataset.ts` let it through, and not so large that it takes long.
    fn usable(&self) -> Option<Matrix> {
        let matrix = self.to_matrix().ok()?;
        let is_usable = (1..=MOST_ROWS).contains(&matrix.num_rows()) && (1..=MOST_COLS).contains(&matrix.num_cols());
        is_usable.then_some(matrix)
    }
}

type Lines = (Vec<i32>, Vec<i32>, Vec<f64>);

fn lines_of(lines: &[Vec<(u8, f64)>], limit: i32, broken: Option<(u8, i32)>) -> Lines {
    let (mut bounds, mut indices, mut values) = (vec![0], vec![], vec![]);
    for line in lines.iter().take(MOST_ROWS) {
        for (index, value) in line {
            indices.push(i32::from(*index) % limit.max(1));
            values.push(*value);
        }
        bounds.push(indices.len() as i32);
    }
    if let Some((at, value)) = broken {
        let place = at as usize % (bounds.len() + indices.len());
        match place.checked_sub(bounds.len()) {
            Some(index) => indices[index] = value,
            None => bounds[place] = value,
        }
    }
    (bounds, indices, values)
}

impl RawFields {
    /// As `lib/fields.ts` lets them through: finite, not negative where that is wrong, and as many as there are rows.
    fn to_fields(&self, rows: usize, cols: usize) -> Fields {
        let per_row = |values: &[u8]| -> Vec<u8> { values.iter().copied().cycle().take(rows).collect() };
        let whole = |values: &[u8]| (!values.is_empty()).then(|| per_row(values));
        let to_floats = |values: Vec<u8>| values.into_iter().map(f32::from).collect();
        let to_counts = |values: Vec<u8>| values.into_iter().map(i32::from).collect();
        let names = self.names.as_ref().filter(|names| names.len() >= cols).map(|names| {
            names[..cols].iter().map(|name| CString::new(name.replace('\0', "")).expect("no NUL")).collect()
        });
        Fields {
            // A training without labels is refused by `lib/training.ts`.
            label: Some(whole(&self.label).map_or(vec![0.0; rows], to_floats)),
            weight: self.weight.as_deref().and_then(whole).map(to_floats),
            init_score: self
                .init_score
                .as_ref()
                .filter(|scores| scores.len() >= rows)
                .map(|scores| scores[..scores.len() / rows * rows].iter().map(|score| f64::from(*score)).collect()),
            group: self.group.as_ref().map(|sizes| groups_of(sizes, rows)),
            position: self.position.as_deref().and_then(whole).map(to_counts),
            feature_names: names,
        }
    }
}

/// Sizes of at least 1 whose sum is the number of rows.
fn groups_of(sizes: &[u8], rows: usize) -> Vec<i32> {
    let mut left = rows as i32;
    let mut groups = vec![];
    for size in sizes {
        let size = (i32::from(*size) % 9 + 1).min(left);
        if size > 0 {
            groups.push(size);
            left -= size;
        }
    }
    groups.extend((left > 0).then_some(left));
    groups
}

impl Story {
    /// Lives it as far as LightGBM lets it; whatever is refused is refused by a `Failure`.
    pub fn live(&self) {
        let Some(model) = self.train(None) else { return };
        self.look_at(&model);
        if self.continues {
            if let Some(later) = self.train(Some(Arc::clone(&model))) {
                self.look_at(&later);
            }
        }
    }

    fn params(&self) -> CString {
        let chosen = self.params.iter().take(6).map(|at| PARAMS[*at as usize % PARAMS.len()]);
        let fixed = "num_threads=1 verbosity=-1 min_data_in_leaf=1 min_data_in_bin=1 seed=1 deterministic=true";
        CString::new([fixed].into_iter().chain(chosen).collect::<Vec<_>>().join(" ")).expect("no NUL")
    }

    fn train(&self, init_model: Option<Arc<BoosterCore>>) -> Option<Arc<BoosterCore>> {
        let params = self.params();
        let whole = dataset_of(&self.rows, &self.fields)?;
        let train_set = match &self.subset {
            Some(rows) => Arc::new(DatasetCore::new(
                Pending {
                    source: Source::Subset {
                        parent: Arc::clone(&whole),
                        rows: rising(rows, self.rows.usable()?.num_rows())?,
                    },
                    fields: Fields::default(),
                },
                None,
            )),
            None => whole,
        };
        let wanted = Wanted { params: &params, mode: MODE, init_model: init_model.as_ref(), reference: None };
        train_set.construct(wanted).ok()?;
        for name in [c"label", c"weight", c"init_score", c"group", c"position"] {
            let _ = train_set.field(name);
        }
        let valid_sets = self.valid.iter().filter_map(|(rows, fields)| {
            let is_as_wide = rows.usable()?.num_cols() == self.rows.usable()?.num_cols();
            is_as_wide.then(|| dataset_of(rows, fields)).flatten()
        });
        let valid_sets: Vec<_> = valid_sets.collect();
        let count = valid_sets.len() as i32;
        let setup = Setup { train_set, valid_sets, params, mode: MODE, init_model };
        let trainer = Trainer::start(setup).ok()?;
        let _ = trainer.metric_names();
        let _ = trainer.advance(u32::from(self.rounds % 4), &AtomicBool::new(false));
        if let Some(gradients) = &self.gradients {
            let _ = trainer.boost(gradients, gradients);
        }
        if let Some(reset) = self.reset {
            let _ = trainer.reset_parameter(PARAMS[reset as usize % PARAMS.len()].into());
            let _ = trainer.advance(1, &AtomicBool::new(false));
        }
        for dataset in 0..=count {
            let _ = (trainer.evaluate(&[dataset]), trainer.scores(dataset));
        }
        trainer.finish(i32::from(self.rounds) - 2).ok()
    }

    fn look_at(&self, model: &Arc<BoosterCore>) {
        let Some(other) = self.other.usable() else { return };
        let early_stop = EarlyStop { freq: self.freq, margin: self.margin };
        for kind in [Kind::Normal, Kind::Raw, Kind::Leaf, Kind::Contributions] {
            let (start_iteration, num_iteration) = (i32::from(self.rounds) - 100, self.freq);
            let options = BatchOptions { kind, early_stop, start_iteration, num_iteration, num_threads: 1 };
            let _ = model.predict(&other, &options);
        }
        if let Matrix::Dense { values: DenseValues::F64(values), cols, .. } = &other {
            if *cols == model.num_feature {
                exercise(model, values, early_stop);
            }
        }
    }
}

fn dataset_of(rows: &Rows, fields: &RawFields) -> Option<Arc<DatasetCore>> {
    let matrix = rows.usable()?;
    let fields = fields.to_fields(matrix.num_rows(), matrix.num_cols() as usize);
    Some(Arc::new(DatasetCore::new(Pending { source: Source::Matrix(matrix), fields }, None)))
}

/// As `Dataset.subset` takes them: rows that are there, rising, none twice.
fn rising(rows: &[i32], num_rows: usize) -> Option<Vec<i32>> {
    let mut rows: Vec<i32> = rows.iter().map(|row| row.rem_euclid(num_rows as i32)).collect();
    rows.sort_unstable();
    rows.dedup();
    (!rows.is_empty()).then_some(rows)
}
