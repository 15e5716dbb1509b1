use crate::error::{Failure, Outcome};

/// A sparse matrix the addon owns, so that JavaScript cannot change it while another thread reads it.
pub struct Csr {
    pub indptr: Vec<i32>,
    pub indices: Vec<i32>,
    pub values: Vec<f64>,
    pub num_cols: i32,
}

impl Csr {
    /// Copies and checks a matrix: everything the C API takes on trust and would read or write out of bounds.
    pub fn checked(indptr: &[i32], indices: &[i32], values: &[f64], num_cols: i32) -> Outcome<Csr> {
        let csr = Csr { indptr: indptr.to_vec(), indices: indices.to_vec(), values: values.to_vec(), num_cols };
        csr.check_row_bounds()?;
        csr.check_columns()?;
        Ok(csr)
    }

    pub fn num_rows(&self) -> usize {
        self.indptr.len() - 1
    }

    fn check_row_bounds(&self) -> Outcome<()> {
        let stored = self.indices.len();
        if self.values.len() != stored {
            return Err(Failure::new(format!(
                "values has {} entries and indices {stored}; give one value per column index",
                self.values.len()
            )));
        }
        if self.indptr.first() != Some(&0) {
            return Err(Failure::new("indptr must start with 0 and hold one entry more than there are rows"));
        }
        if let Some(row) = self.indptr.windows(2).position(|pair| pair[1] < pair[0]) {
            return Err(Failure::new(format!("indptr must not decrease; it does at row {row}")));
        }
        let end = self.indptr.last().map_or(0, |last| *last as usize);
        if end != stored {
            return Err(Failure::new(format!("indptr ends at {end}; it must end at indices.length, {stored}")));
        }
        Ok(())
    }

    fn check_columns(&self) -> Outcome<()> {
        // The row in which a column was last seen: LightGBM's bins are spoilt by a column given twice in a row.
        let mut seen_in: Vec<u32> = Vec::new();
        for row in 0..self.num_rows() {
            let columns = &self.indices[self.indptr[row] as usize..self.indptr[row + 1] as usize];
            check_columns_of(columns, self.num_cols, Some(row))?;
            if columns.windows(2).all(|pair| pair[0] < pair[1]) {
                continue;
            }
            seen_in.resize(self.num_cols as usize, u32::MAX);
            for column in columns {
                let seen = &mut seen_in[*column as usize];
                if *seen == row as u32 {
                    return Err(Failure::new(format!("column {column} appears twice in row {row}; sum or drop one")));
                }
                *seen = row as u32;
            }
        }
        Ok(())
    }
}

/// Refuses a column index outside the matrix; the row, where there are several, is named in the message.
pub fn check_columns_of(columns: &[i32], num_cols: i32, row: Option<usize>) -> Outcome<()> {
    let Some(column) = columns.iter().find(|column| **column < 0 || **column >= num_cols) else {
        return Ok(());
    };
    let place = row.map_or(String::new(), |row| format!(" of row {row}"));
    Err(Failure::new(format!("column index {column}{place} is outside 0..{}", num_cols - 1)))
}
