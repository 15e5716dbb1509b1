use napi_derive::napi;

use crate::text::read_text;
use crate::threads::Mode;

/// LightGBM's own table of parameters and their aliases, as JSON text.
#[napi(catch_unwind)]
pub fn parameter_aliases() -> napi::Result<String> {
    Mode::SHORT.enter();
    Ok(read_text(|capacity, length, buffer| {
        // SAFETY: `buffer` holds `capacity` bytes, and LightGBM writes only when the text fits.
        unsafe { lightgbm3_sys::LGBM_DumpParamAliases(capacity, length, buffer) }
    })?)
}
