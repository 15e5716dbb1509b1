use std::ffi::{c_void, CStr};
use std::ptr::null_mut;

use lightgbm3_sys as sys;

use crate::csc::Csc;
use crate::csr::Csr;
use crate::error::{check, Failure, Outcome};
use crate::handles::DatasetHandle;

/// Rows the addon owns, so that JavaScript cannot change them while another thread reads them.
pub enum Matrix {
    Dense { values: DenseValues, rows: usize, cols: i32 },
    Csr(Csr),
    Csc(Csc),
}

pub enum DenseValues {
    F64(Vec<f64>),
    F32(Vec<f32>),
}

/// What a prediction call takes besides the rows.
pub struct PredictCall<'a> {
    pub booster: sys::BoosterHandle,
    pub kind: i32,
    pub start_iteration: i32,
    pub num_iteration: i32,
    pub parameters: &'a CStr,
}

impl DenseValues {
    fn len(&self) -> usize {
        match self {
            DenseValues::F64(values) => values.len(),
            DenseValues::F32(values) => values.len(),
        }
    }

    fn pointer(&self) -> (*const c_void, i32) {
        match self {
            DenseValues::F64(values) => (values.as_ptr().cast(), sys::C_API_DTYPE_FLOAT64 as i32),
            DenseValues::F32(values) => (values.as_ptr().cast(), sys::C_API_DTYPE_FLOAT32 as i32),
        }
    }
}

impl Matrix {
    /// Row-major. Refuses a number of values that is not rows times columns.
    pub fn dense(values: DenseValues, num_rows: u32, num_cols: i32) -> Outcome<Matrix> {
        let (rows, length) = (num_rows as usize, values.len());
        if rows.checked_mul(num_cols.max(0) as usize) != Some(length) {
            return Err(Failure::new(format!(
                "values has {length} entries; {num_rows} rows of {num_cols} columns need another count"
            )));
        }
        Ok(Matrix::Dense { values, rows, cols: num_cols })
    }

    pub fn num_rows(&self) -> usize {
        match self {
            Matrix::Dense { rows, .. } => *rows,
            Matrix::Csr(csr) => csr.num_rows(),
            Matrix::Csc(csc) => csc.num_rows as usize,
        }
    }

    pub fn num_cols(&self) -> i32 {
        match self {
            Matrix::Dense { cols, .. } => *cols,
            Matrix::Csr(csr) => csr.num_cols,
            Matrix::Csc(csc) => csc.num_cols() as i32,
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            Matrix::Dense { values: DenseValues::F64(values), .. } => values.len() * 8,
            Matrix::Dense { values: DenseValues::F32(values), .. } => values.len() * 4,
            Matrix::Csr(csr) => csr.indptr.len() * 4 + csr.indices.len() * 12,
            Matrix::Csc(csc) => csc.col_ptr.len() * 4 + csc.indices.len() * 12,
        }
    }

    /// Sorts the rows into bins. A `reference` that is not null gives its bins.
    pub fn to_dataset(&self, params: &CStr, reference: sys::DatasetHandle) -> Outcome<DatasetHandle> {
        let mut out = null_mut();
        let (int32, float64) = (sys::C_API_DTYPE_INT32 as i32, sys::C_API_DTYPE_FLOAT64 as i32);
        // SAFETY: the matrix was checked when it was made; LightGBM copies what it needs before it returns.
        check(unsafe {
            match self {
                Matrix::Dense { values, rows, cols } => {
                    let (data, kind) = values.pointer();
                    sys::LGBM_DatasetCreateFromMat(
                        data,
                        kind,
                        *rows as i32,
                        *cols,
                        1,
                        params.as_ptr(),
                        reference,
                        &mut out,
                    )
                }
                Matrix::Csr(csr) => sys::LGBM_DatasetCreateFromCSR(
                    csr.indptr.as_ptr().cast(),
                    int32,
                    csr.indices.as_ptr(),
                    csr.values.as_ptr().cast(),
                    float64,
                    csr.indptr.len() as i64,
                    csr.values.len() as i64,
                    i64::from(csr.num_cols),
                    params.as_ptr(),
                    reference,
                    &mut out,
                ),
                Matrix::Csc(csc) => sys::LGBM_DatasetCreateFromCSC(
                    csc.col_ptr.as_ptr().cast(),
                    int32,
                    csc.indices.as_ptr(),
                    csc.values.as_ptr().cast(),
                    float64,
                    csc.col_ptr.len() as i64,
                    csc.values.len() as i64,
                    i64::from(csc.num_rows),
                    params.as_ptr(),
                    reference,
                    &mut out,
                ),
            }
        })?;
        Ok(DatasetHandle(out))
    }

    /// Predicts into `scores`, which must hold what the call gives per row, times the rows.
    pub fn predict(&self, call: &PredictCall, scores: &mut [f64]) -> Outcome<()> {
        let (int32, float64) = (sys::C_API_DTYPE_INT32 as i32, sys::C_API_DTYPE_FLOAT64 as i32);
        let PredictCall { booster, kind, start_iteration, num_iteration, parameters } = *call;
        let mut length = 0i64;
        // SAFETY: the matrix was checked when it was made; the caller answers for the size of `scores`.
        check(unsafe {
            match self {
                Matrix::Dense { values, rows, cols } => {
                    let (data, data_kind) = values.pointer();
                    sys::LGBM_BoosterPredictForMat(
                        booster,
                        data,
                        data_kind,
                        *rows as i32,
                        *cols,
                        1,
                        kind,
                        start_iteration,
                        num_iteration,
                        parameters.as_ptr(),
                        &mut length,
                        scores.as_mut_ptr(),
                    )
                }
                Matrix::Csr(csr) => sys::LGBM_BoosterPredictForCSR(
                    booster,
                    csr.indptr.as_ptr().cast(),
                    int32,
                    csr.indices.as_ptr(),
                    csr.values.as_ptr().cast(),
                    float64,
                    csr.indptr.len() as i64,
                    csr.values.len() as i64,
                    i64::from(csr.num_cols),
                    kind,
                    start_iteration,
                    num_iteration,
                    parameters.as_ptr(),
                    &mut length,
                    scores.as_mut_ptr(),
                ),
                Matrix::Csc(csc) => sys::LGBM_BoosterPredictForCSC(
                    booster,
                    csc.col_ptr.as_ptr().cast(),
                    int32,
                    csc.indices.as_ptr(),
                    csc.values.as_ptr().cast(),
                    float64,
                    csc.col_ptr.len() as i64,
                    csc.values.len() as i64,
                    i64::from(csc.num_rows),
                    kind,
                    start_iteration,
                    num_iteration,
                    parameters.as_ptr(),
                    &mut length,
                    scores.as_mut_ptr(),
                ),
            }
        })
    }
}
