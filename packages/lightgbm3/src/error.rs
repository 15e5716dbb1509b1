use std::any::Any;
use std::ffi::CStr;
use std::os::raw::c_int;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// A failure with the words meant for the caller. `lib/errors.ts` turns it into a `LightGBMError`.
#[derive(Debug)]
pub struct Failure(pub String);

pub type Outcome<T> = std::result::Result<T, Failure>;

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Failure(message.into())
    }
}

/// Turns a non-zero return into LightGBM's own text. The text is kept per thread, so it is read on the calling one.
pub fn check(code: c_int) -> Outcome<()> {
    if code == 0 {
        return Ok(());
    }
    // SAFETY: LightGBM returns a pointer into a thread-local, NUL-terminated buffer.
    let text = unsafe { CStr::from_ptr(lightgbm3_sys::LGBM_GetLastError()) };
    Err(Failure::new(text.to_string_lossy()))
}

/// Runs work on a thread that must not unwind into Node, and reports a panic as a failure.
pub fn guarded<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Failure::new(panic_text(panic.as_ref()))))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_string())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("Internal error in the lightgbm3 addon: {}", text.unwrap_or_else(|| "unknown panic".into()))
}
