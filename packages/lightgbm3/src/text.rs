use std::ffi::CString;
use std::os::raw::{c_char, c_int};

use crate::error::{check, Failure, Outcome};

/// Text for the C API, which ends strings at a NUL.
pub fn c_string(text: String) -> Outcome<CString> {
    CString::new(text).map_err(|_| Failure::new("Text for LightGBM must not hold a NUL character"))
}

/// Several texts for the C API.
pub fn c_strings(texts: Vec<String>) -> Outcome<Vec<CString>> {
    texts.into_iter().map(c_string).collect()
}

/// Runs a C call of the form (capacity, out length, out buffer), growing the buffer once if the text is longer.
pub fn read_text(mut call: impl FnMut(i64, *mut i64, *mut c_char) -> c_int) -> Outcome<String> {
    let mut buffer = vec![0u8; 1 << 16];
    let mut length = 0i64;
    check(call(buffer.len() as i64, &mut length, buffer.as_mut_ptr().cast()))?;
    if length as usize > buffer.len() {
        buffer.resize(length as usize, 0);
        check(call(buffer.len() as i64, &mut length, buffer.as_mut_ptr().cast()))?;
    }
    // The length counts the closing NUL.
    buffer.truncate((length as usize).saturating_sub(1));
    utf8(buffer)
}

/// Runs a C call of the form (count, out count, capacity of each, out capacity, buffers), first to learn the sizes.
pub fn read_names(
    mut call: impl FnMut(c_int, *mut c_int, usize, *mut usize, *mut *mut c_char) -> c_int,
) -> Outcome<Vec<String>> {
    let (mut count, mut capacity) = (0, 0);
    check(call(0, &mut count, 0, &mut capacity, std::ptr::null_mut()))?;
    let mut buffers = vec![vec![0u8; capacity.max(1)]; count as usize];
    let mut pointers: Vec<*mut c_char> = buffers.iter_mut().map(|buffer| buffer.as_mut_ptr().cast()).collect();
    let (mut written, mut longest) = (0, 0);
    check(call(count, &mut written, capacity.max(1), &mut longest, pointers.as_mut_ptr()))?;
    buffers
        .into_iter()
        .map(|mut buffer| {
            let end = buffer.iter().position(|byte| *byte == 0).unwrap_or(buffer.len());
            buffer.truncate(end);
            utf8(buffer)
        })
        .collect()
}

fn utf8(bytes: Vec<u8>) -> Outcome<String> {
    String::from_utf8(bytes).map_err(|_| Failure::new("LightGBM returned text that is not UTF-8"))
}
