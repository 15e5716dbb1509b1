use napi_derive::napi;

use crate::error::check;
use crate::threads::Mode;

/// LightGBM's own table of parameters and their aliases, as JSON text.
#[napi(catch_unwind)]
pub fn parameter_aliases() -> napi::Result<String> {
    Mode::SHORT.enter();
    Ok(read_text(|capacity, length, buffer| {
        // SAFETY: `buffer` holds `capacity` bytes, and LightGBM writes only when the text fits.
        check(unsafe { lightgbm3_sys::LGBM_DumpParamAliases(capacity, length, buffer) })
    })?)
}

/// Runs a C call of the form (capacity, out length, out buffer), growing the buffer once if the text is longer.
pub fn read_text(
    mut call: impl FnMut(i64, *mut i64, *mut std::os::raw::c_char) -> crate::error::Outcome<()>,
) -> crate::error::Outcome<String> {
    let mut buffer = vec![0u8; 1 << 16];
    let mut length = 0i64;
    call(buffer.len() as i64, &mut length, buffer.as_mut_ptr().cast())?;
    if length as usize > buffer.len() {
        buffer.resize(length as usize, 0);
        call(buffer.len() as i64, &mut length, buffer.as_mut_ptr().cast())?;
    }
    // The length counts the closing NUL.
    buffer.truncate((length as usize).saturating_sub(1));
    String::from_utf8(buffer).map_err(|_| crate::error::Failure::new("LightGBM returned text that is not UTF-8"))
}
