use lightgbm3_sys as sys;

use crate::error::{Failure, Outcome};

/// What a prediction gives per row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Normal,
    Raw,
    Leaf,
    Contributions,
}

impl Kind {
    /// By LightGBM's number.
    pub fn of(code: u32) -> Outcome<Kind> {
        match code {
            sys::C_API_PREDICT_NORMAL => Ok(Kind::Normal),
            sys::C_API_PREDICT_RAW_SCORE => Ok(Kind::Raw),
            sys::C_API_PREDICT_LEAF_INDEX => Ok(Kind::Leaf),
            sys::C_API_PREDICT_CONTRIB => Ok(Kind::Contributions),
            _ => Err(Failure::new(format!("{code} is no kind of prediction"))),
        }
    }

    pub fn code(self) -> i32 {
        (match self {
            Kind::Normal => sys::C_API_PREDICT_NORMAL,
            Kind::Raw => sys::C_API_PREDICT_RAW_SCORE,
            Kind::Leaf => sys::C_API_PREDICT_LEAF_INDEX,
            Kind::Contributions => sys::C_API_PREDICT_CONTRIB,
        }) as i32
    }
}

/// Ends the sum over trees once the leading class leads by `margin`, looked at every `freq` iterations; 0: never.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EarlyStop {
    pub freq: i32,
    pub margin: f64,
}

impl EarlyStop {
    fn parameters(self) -> String {
        if self.freq <= 0 {
            return String::new();
        }
        let EarlyStop { freq, margin } = self;
        format!(" pred_early_stop=true pred_early_stop_freq={freq} pred_early_stop_margin={margin}")
    }
}

/// How one row is predicted, always over all iterations.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RowOptions {
    pub kind: Kind,
    pub early_stop: EarlyStop,
}

impl RowOptions {
    pub fn parameters(self) -> String {
        format!("num_threads=1 verbosity=-1{}", self.early_stop.parameters())
    }
}

/// How a batch is predicted.
#[derive(Clone, Copy)]
pub struct BatchOptions {
    pub kind: Kind,
    pub early_stop: EarlyStop,
    pub start_iteration: i32,
    pub num_iteration: i32,
    pub num_threads: i32,
}

impl BatchOptions {
    pub fn all_iterations(kind: Kind, num_threads: i32) -> BatchOptions {
        let early_stop = EarlyStop { freq: 0, margin: 0.0 };
        BatchOptions { kind, early_stop, start_iteration: 0, num_iteration: -1, num_threads }
    }

    pub fn uses_all_iterations(&self) -> bool {
        self.start_iteration <= 0 && self.num_iteration <= 0
    }

    pub fn parameters(&self) -> String {
        format!("num_threads={} verbosity=-1{}", self.num_threads, self.early_stop.parameters())
    }
}
