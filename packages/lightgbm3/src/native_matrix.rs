use std::cell::RefCell;

use napi_derive::napi;

use crate::csc::Csc;
use crate::csr::Csr;
use crate::error::{Failure, Outcome};
use crate::matrix::{DenseValues, Matrix};

/// A checked copy of a matrix on its way to the call that takes it, which leaves this empty: nothing waits for the
/// garbage collector.
#[napi]
pub struct NativeMatrix {
    matrix: RefCell<Option<Matrix>>,
}

#[napi]
impl NativeMatrix {
    #[napi(factory, catch_unwind)]
    pub fn dense(values: &[f64], num_rows: u32, num_cols: i32) -> napi::Result<NativeMatrix> {
        Ok(NativeMatrix::of(Matrix::dense(DenseValues::F64(values.to_vec()), num_rows, num_cols)?))
    }

    #[napi(factory, catch_unwind)]
    pub fn dense32(values: &[f32], num_rows: u32, num_cols: i32) -> napi::Result<NativeMatrix> {
        Ok(NativeMatrix::of(Matrix::dense(DenseValues::F32(values.to_vec()), num_rows, num_cols)?))
    }

    #[napi(factory, catch_unwind)]
    pub fn csr(indptr: &[i32], indices: &[i32], values: &[f64], num_cols: i32) -> napi::Result<NativeMatrix> {
        Ok(NativeMatrix::of(Matrix::Csr(Csr::checked(indptr, indices, values, num_cols)?)))
    }

    #[napi(factory, catch_unwind)]
    pub fn csc(col_ptr: &[i32], indices: &[i32], values: &[f64], num_rows: i32) -> napi::Result<NativeMatrix> {
        Ok(NativeMatrix::of(Matrix::Csc(Csc::checked(col_ptr, indices, values, num_rows)?)))
    }

    pub(crate) fn take(&self) -> Outcome<Matrix> {
        self.matrix.take().ok_or_else(|| Failure::new("This matrix has been taken already"))
    }

    fn of(matrix: Matrix) -> NativeMatrix {
        NativeMatrix { matrix: RefCell::new(Some(matrix)) }
    }
}
