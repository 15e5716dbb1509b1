use lightgbm3_sys as sys;

use crate::booster::BoosterCore;
use crate::csr::check_columns_of;
use crate::error::{check, Failure, Outcome};
use crate::predict::RowOptions;

impl BoosterCore {
    /// Writes what one sparse row gives into `out`, which must hold exactly that many numbers.
    pub fn predict_sparse_row(
        &self,
        indices: &[i32],
        values: &[f64],
        options: RowOptions,
        out: &mut [f64],
    ) -> Outcome<()> {
        if indices.len() != values.len() {
            return Err(Failure::new("A row needs as many values as indices"));
        }
        check_columns_of("column", indices, self.num_feature, None)?;
        self.check_out(options, out)?;
        let bounds = [0i32, indices.len() as i32];
        self.predict_row(options, |prepared| {
            let mut length = 0i64;
            // SAFETY: one row whose columns were checked; `out` holds what the row gives.
            check(unsafe {
                sys::LGBM_BoosterPredictForCSRSingleRowFast(
                    prepared,
                    bounds.as_ptr().cast(),
                    sys::C_API_DTYPE_INT32 as i32,
                    indices.as_ptr(),
                    values.as_ptr().cast(),
                    bounds.len() as i64,
                    indices.len() as i64,
                    &mut length,
                    out.as_mut_ptr(),
                )
            })
        })
    }

    /// The same for a dense row.
    pub fn predict_dense_row(&self, values: &[f64], options: RowOptions, out: &mut [f64]) -> Outcome<()> {
        if values.len() != self.num_feature as usize {
            return Err(Failure::new(format!(
                "A dense row needs {} values, one per feature; got {}",
                self.num_feature,
                values.len()
            )));
        }
        self.check_out(options, out)?;
        self.predict_row(options, |prepared| {
            let mut length = 0i64;
            // SAFETY: a value per feature; `out` holds what the row gives.
            check(unsafe {
                sys::LGBM_BoosterPredictForMatSingleRowFast(
                    prepared,
                    values.as_ptr().cast(),
                    &mut length,
                    out.as_mut_ptr(),
                )
            })
        })
    }

    fn check_out(&self, options: RowOptions, out: &[f64]) -> Outcome<()> {
        let width = self.row_width(options.kind);
        if out.len() == width {
            return Ok(());
        }
        Err(Failure::new(format!("out must be a Float64Array of {width} entries; it has {}", out.len())))
    }
}
