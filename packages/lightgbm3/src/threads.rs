//! LightGBM keeps its thread count in one process-wide variable which every call overwrites, while a running training
//! indexes buffers it sized by the old value. Two calls with different counts would then write out of bounds. The four
//! symbols below replace LightGBM's `utils/openmp_wrapper.cpp` at link time (an archive member is not pulled in once
//! all its symbols are defined) and keep the count per calling thread instead.

use std::cell::Cell;
use std::os::raw::{c_char, c_int};
use std::sync::atomic::{AtomicI32, Ordering};

use lightgbm3_sys::LGBM_RegisterLogCallback;

extern "C" {
    fn omp_get_max_threads() -> c_int;
}

thread_local! {
    static THREADS: Cell<c_int> = const { Cell::new(0) };
}

/// The largest count asked for so far: what OpenMP's own workers see, whose buffers must never be too few.
static LARGEST: AtomicI32 = AtomicI32::new(0);

#[no_mangle]
pub static LGBM_MAX_NUM_THREADS: AtomicI32 = AtomicI32::new(-1);

#[no_mangle]
pub static LGBM_DEFAULT_NUM_THREADS: AtomicI32 = AtomicI32::new(-1);

#[no_mangle]
pub extern "C" fn OMP_NUM_THREADS() -> c_int {
    let own = THREADS.with(Cell::get);
    let wanted = if own > 0 {
        own
    } else {
        // SAFETY: libgomp's query has no preconditions.
        LARGEST.load(Ordering::Relaxed).max(unsafe { omp_get_max_threads() })
    };
    let limit = LGBM_MAX_NUM_THREADS.load(Ordering::Relaxed);
    if limit > 0 {
        wanted.min(limit)
    } else {
        wanted
    }
}

#[no_mangle]
pub extern "C" fn OMP_SET_NUM_THREADS(num_threads: c_int) {
    THREADS.with(|own| own.set(num_threads.max(0)));
    LARGEST.fetch_max(num_threads, Ordering::Relaxed);
}

/// How one call into LightGBM is to run.
#[derive(Clone, Copy)]
pub struct Mode {
    pub threads: i32,
    pub quiet: bool,
}

impl Mode {
    /// For short calls that take no parameters.
    pub const SHORT: Mode = Mode { threads: 1, quiet: true };

    /// Applies the mode to the calling thread. LightGBM keeps its log callback per thread, too.
    pub fn enter(self) {
        OMP_SET_NUM_THREADS(self.threads);
        // SAFETY: the callback is a plain function that lives as long as the library.
        unsafe { LGBM_RegisterLogCallback(if self.quiet { Some(ignore_log) } else { None }) };
    }
}

unsafe extern "C" fn ignore_log(_message: *const c_char) {}
