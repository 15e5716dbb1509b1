//! Node-API addon over LightGBM's C API. It owns handles, copies what crosses threads and refuses shapes that the C API
//! would read out of bounds; names, defaults and error classes belong to the TypeScript in `lib/`.

mod booster;
mod csc;
mod csr;
mod dataset;
mod error;
mod handles;
mod layout;
mod matrix;
mod model_json;
mod model_text;
mod native_booster;
mod native_dataset;
mod native_error;
mod native_matrix;
mod native_options;
mod native_trainer;
mod param_names;
mod predict;
mod row_predictors;
mod single_row;
mod text;
mod threads;
mod trainer;
mod worker;
