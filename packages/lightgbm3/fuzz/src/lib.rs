//! The addon without Node: the modules of `../src` that know nothing of JavaScript, and what the targets share. They are
//! compiled from where they stand, so that the addon itself stays one library for Node alone.

#![allow(dead_code)]

#[path = "../../src/booster.rs"]
pub mod booster;
#[path = "../../src/csc.rs"]
pub mod csc;
#[path = "../../src/csr.rs"]
pub mod csr;
#[path = "../../src/dataset.rs"]
pub mod dataset;
pub mod edits;
#[path = "../../src/error.rs"]
pub mod error;
pub mod exercise;
#[path = "../../src/handles.rs"]
mod handles;
#[path = "../../src/layout.rs"]
mod layout;
#[path = "../../src/matrix.rs"]
pub mod matrix;
#[path = "../../src/model_json.rs"]
pub mod model_json;
#[path = "../../src/model_text.rs"]
pub mod model_text;
#[path = "../../src/predict.rs"]
pub mod predict;
#[path = "../../src/row_predictors.rs"]
mod row_predictors;
#[path = "../../src/single_row.rs"]
mod single_row;
#[path = "../../src/text.rs"]
pub mod text;
#[path = "../../src/threads.rs"]
pub mod threads;
#[path = "../../src/trainer.rs"]
pub mod trainer;
pub mod training;
