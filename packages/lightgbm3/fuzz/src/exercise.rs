//! Everything that can be asked of a loaded model, and what must hold of the answers.

use std::sync::Arc;

use crate::booster::{BoosterCore, Part};
use crate::csc::Csc;
use crate::csr::Csr;
use crate::matrix::{DenseValues, Matrix};
use crate::model_json;
use crate::predict::{BatchOptions, EarlyStop, Kind, RowOptions};
use crate::threads::Mode;

const KINDS: [Kind; 4] = [Kind::Normal, Kind::Raw, Kind::Leaf, Kind::Contributions];
const NEVER: EarlyStop = EarlyStop { freq: 0, margin: 0.0 };

/// Numbers that rows are made of; `seed` decides which. None below 1e-35, which LightGBM takes for zero in dense rows and
/// for what they are in sparse ones: thresholds of trained models do not tell them apart, those of made up ones may.
const NUMBERS: [f64; 11] =
    [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 2.5, 1e300, -1e-30, 4.0, 2147483648.0];

/// Rows, one after the other, of as many columns as the model has features.
pub fn rows_for(booster: &BoosterCore, rows: usize, seed: usize) -> Vec<f64> {
    let count = rows * booster.num_feature as usize;
    (0..count).map(|at| NUMBERS[at.wrapping_mul(7).wrapping_add(seed) % NUMBERS.len()]).collect()
}

/// Asks the model for everything, row by row and in batches of each layout; panics where answers differ.
pub fn exercise(booster: &Arc<BoosterCore>, values: &[f64], early_stop: EarlyStop) {
    let cols = booster.num_feature as usize;
    let rows = values.len() / cols;
    for kind in KINDS {
        let options = BatchOptions::all_iterations(kind, 1);
        let Ok(expected) = booster.predict(&dense(values, cols), &options) else {
            assert!(kind == Kind::Contributions, "{kind:?} was refused");
            continue;
        };
        assert_eq!(expected.len(), rows * booster.row_width(kind));
        assert_same(&expected, &booster.predict(&csr(values, cols), &options).unwrap(), "CSR");
        assert_same(&expected, &booster.predict(&csc(values, cols), &options).unwrap(), "CSC");
        assert_same(&expected, &row_by_row(booster, values, kind), "rows");
        // A range of iterations, which LightGBM remembers in the booster, and a stop before the end leave nothing.
        let _ =
            booster.predict(&dense(values, cols), &BatchOptions { start_iteration: 1, num_iteration: 1, ..options });
        let _ = booster.predict(&dense(values, cols), &BatchOptions { early_stop, ..options });
        let mut out = vec![0.0; booster.row_width(kind)];
        let _ = booster.predict_dense_row(&values[..cols], RowOptions { kind, early_stop }, &mut out);
        assert_same(&expected, &booster.predict(&dense(values, cols), &options).unwrap(), "again");
    }
    let whole = Part::first(0);
    let text = booster.to_text(whole).expect("a loaded model can be written");
    let again = BoosterCore::from_text(text.clone(), Mode::SHORT).expect("what was written can be loaded");
    assert_eq!(again.to_text(whole).expect("and written again"), text);
    if let Ok(json) = booster.dump(whole) {
        let pieces = model_json::pieces(&json);
        assert!(pieces.iter().map(String::len).sum::<usize>() >= json.len());
    }
    assert_eq!(booster.feature_names().expect("names").len(), cols);
    for by_gain in [false, true] {
        assert_eq!(booster.feature_importance(by_gain, 0).expect("importance").len(), cols);
    }
    booster.is_linear().expect("a flag");
}

fn row_by_row(booster: &BoosterCore, values: &[f64], kind: Kind) -> Vec<f64> {
    let (cols, width) = (booster.num_feature as usize, booster.row_width(kind));
    let options = RowOptions { kind, early_stop: NEVER };
    let mut all = Vec::new();
    for row in values.chunks(cols) {
        let (mut whole, mut sparse) = (vec![0.0; width], vec![0.0; width]);
        booster.predict_dense_row(row, options, &mut whole).expect("a dense row");
        let (indices, present): (Vec<i32>, Vec<f64>) =
            row.iter().enumerate().filter(|(_, value)| **value != 0.0).map(|(at, value)| (at as i32, *value)).unzip();
        booster.predict_sparse_row(&indices, &present, options, &mut sparse).expect("a sparse row");
        assert_same(&whole, &sparse, "a sparse row");
        all.extend(whole);
    }
    all
}

fn assert_same(expected: &[f64], found: &[f64], what: &str) {
    let is_same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a == b || (a.is_nan() && b.is_nan());
    assert!(
        expected.len() == found.len() && expected.iter().zip(found).all(is_same),
        "{what} differ: {expected:?} {found:?}"
    );
}

pub fn dense(values: &[f64], cols: usize) -> Matrix {
    let rows = (values.len() / cols) as u32;
    Matrix::dense(DenseValues::F64(values.to_vec()), rows, cols as i32).expect("a whole matrix")
}

pub fn csr(values: &[f64], cols: usize) -> Matrix {
    let (mut indptr, mut indices, mut kept) = (vec![0], vec![], vec![]);
    for row in values.chunks(cols) {
        for (column, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            indices.push(column as i32);
            kept.push(*value);
        }
        indptr.push(indices.len() as i32);
    }
    Matrix::Csr(Csr::checked(&indptr, &indices, &kept, cols as i32).expect("a whole matrix"))
}

pub fn csc(values: &[f64], cols: usize) -> Matrix {
    let (mut bounds, mut indices, mut kept) = (vec![0], vec![], vec![]);
    for column in 0..cols {
        for (row, line) in values.chunks(cols).enumerate().filter(|(_, line)| line[column] != 0.0) {
            indices.push(row as i32);
            kept.push(line[column]);
        }
        bounds.push(indices.len() as i32);
    }
    Matrix::Csc(Csc::checked(&bounds, &indices, &kept, (values.len() / cols) as i32).expect("a whole matrix"))
}
