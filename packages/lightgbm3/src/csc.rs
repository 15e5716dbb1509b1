use crate::csr::{check_bounds_of, check_columns_of};
use crate::error::{Failure, Outcome};

/// A sparse matrix by columns, which the addon owns.
pub struct Csc {
    pub col_ptr: Vec<i32>,
    pub indices: Vec<i32>,
    pub values: Vec<f64>,
    pub num_rows: i32,
}

impl Csc {
    /// Copies and checks a matrix. LightGBM walks down each column and would pass over rows out of order: they are
    /// sorted here.
    pub fn checked(col_ptr: &[i32], indices: &[i32], values: &[f64], num_rows: i32) -> Outcome<Csc> {
        check_bounds_of("colPtr", "column", col_ptr, indices.len(), values.len())?;
        let mut csc = Csc { col_ptr: col_ptr.to_vec(), indices: indices.to_vec(), values: values.to_vec(), num_rows };
        for column in 0..csc.num_cols() {
            csc.check_column(column)?;
        }
        Ok(csc)
    }

    pub fn num_cols(&self) -> usize {
        self.col_ptr.len() - 1
    }

    fn check_column(&mut self, column: usize) -> Outcome<()> {
        let range = self.col_ptr[column] as usize..self.col_ptr[column + 1] as usize;
        let rows = &mut self.indices[range.clone()];
        check_columns_of("row", rows, self.num_rows, Some(("column", column)))?;
        if rows.windows(2).any(|pair| pair[0] >= pair[1]) {
            let values = &mut self.values[range];
            let mut entries: Vec<_> = rows.iter().copied().zip(values.iter().copied()).collect();
            entries.sort_by_key(|entry| entry.0);
            for (at, (row, value)) in entries.into_iter().enumerate() {
                rows[at] = row;
                values[at] = value;
            }
        }
        match rows.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                Err(Failure::new(format!("row {} appears twice in column {column}; sum or drop one", pair[0])))
            }
            None => Ok(()),
        }
    }
}
