//! LightGBM keeps scores and gradients of several classes class by class; outside they are kept row by row.

/// From row-major [rows * classes] to column-major. Values that do not divide into the rows stay as they are.
pub fn to_columns<T: Copy>(by_row: &[T], rows: usize) -> Vec<T> {
    transposed(by_row, by_row.len().checked_div(rows).unwrap_or(1))
}

/// From column-major [classes * rows] to row-major.
pub fn to_rows<T: Copy>(by_column: &[T], rows: usize) -> Vec<T> {
    transposed(by_column, rows)
}

/// Transposes a matrix whose lines are `width` long.
fn transposed<T: Copy>(values: &[T], width: usize) -> Vec<T> {
    if width <= 1 || width == values.len() || values.len() % width != 0 {
        return values.to_vec();
    }
    (0..width).flat_map(|at| values.iter().skip(at).step_by(width).copied()).collect()
}
