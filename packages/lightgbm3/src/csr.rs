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
        check_bounds_of("indptr", "row", indptr, indices.len(), values.len())?;
        let csr = Csr { indptr: indptr.to_vec(), indices: indices.to_vec(), values: values.to_vec(), num_cols };
        csr.check_columns()?;
        Ok(csr)
    }

    pub fn num_rows(&self) -> usize {
        self.indptr.len() - 1
    }

    fn check_columns(&self) -> Outcome<()> {
        // The row in which a column was last seen: LightGBM's bins are spoilt by a column given twice in a row.
        let mut seen_in: Vec<u32> = Vec::new();
        for row in 0..self.num_rows() {
            let columns = &self.indices[self.indptr[row] as usize..self.indptr[row + 1] as usize];
            check_columns_of("column", columns, self.num_cols, Some(("row", row)))?;
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

/// Checks the offsets of a sparse matrix: `name` is their name, and a `line` is a row of CSR or a column of CSC.
pub fn check_bounds_of(name: &str, line: &str, bounds: &[i32], indices: usize, values: usize) -> Outcome<()> {
    if values != indices {
        return Err(Failure::new(format!(
            "values has {values} entries and indices {indices}; give one value per index"
        )));
    }
    if bounds.first() != Some(&0) {
        return Err(Failure::new(format!("{name} must start with 0 and hold one entry more than there are {line}s")));
    }
    if let Some(at) = bounds.windows(2).position(|pair| pair[1] < pair[0]) {
        return Err(Failure::new(format!("{name} must not decrease; it does at {line} {at}")));
    }
    let end = bounds.last().map_or(0, |last| *last as usize);
    if end != indices {
        return Err(Failure::new(format!("{name} ends at {end}; it must end at indices.length, {indices}")));
    }
    Ok(())
}

/// Refuses an index outside the matrix; the line it stands in, where there are several, is named in the message.
pub fn check_columns_of(kind: &str, indices: &[i32], limit: i32, line: Option<(&str, usize)>) -> Outcome<()> {
    let Some(index) = indices.iter().find(|index| **index < 0 || **index >= limit) else {
        return Ok(());
    };
    let place = line.map_or(String::new(), |(line, at)| format!(" of {line} {at}"));
    Err(Failure::new(format!("{kind} index {index}{place} is outside 0..{}", limit - 1)))
}
