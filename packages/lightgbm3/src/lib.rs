//! Node-API addon over LightGBM's C API. It owns handles, copies what crosses threads and refuses shapes that the C API
//! would read out of bounds; names, defaults and error classes belong to the TypeScript in `lib/`.

mod booster;
mod csr;
mod dataset;
mod error;
mod model_text;
mod param_names;
mod row_predictors;
mod threads;
mod training;
