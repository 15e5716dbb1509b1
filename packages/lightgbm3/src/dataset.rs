use std::cell::RefCell;
use std::ffi::{c_void, CString};
use std::ptr::null_mut;
use std::sync::{Arc, Mutex, PoisonError};

use lightgbm3_sys as sys;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::csr::Csr;
use crate::error::{check, Failure, Outcome};
use crate::threads::Mode;

/// A constructed LightGBM dataset and the parameters it was constructed with.
struct Constructed {
    handle: sys::DatasetHandle,
    params: CString,
}

// SAFETY: LightGBM only reads a dataset once it is constructed; the handle is freed by the last owner.
unsafe impl Send for Constructed {}

impl Drop for Constructed {
    fn drop(&mut self) {
        // SAFETY: the handle came from LightGBM and is freed here only.
        unsafe { sys::LGBM_DatasetFree(self.handle) };
    }
}

enum State {
    Pending(Csr),
    Ready(Constructed),
}

/// Rows and what belongs to them. Binning is put off until a training needs it, because it depends on the training's
/// parameters and is too slow for the event loop; the rows are dropped once binned.
pub struct DatasetCore {
    state: Mutex<State>,
    label: Option<Vec<f32>>,
    weight: Option<Vec<f32>>,
    feature_names: Option<Vec<CString>>,
    reference: Option<Arc<DatasetCore>>,
}

impl DatasetCore {
    /// The LightGBM handle, binning the rows first if that has not happened. It stays valid while `self` lives.
    pub fn construct(&self, params: &CString, mode: Mode) -> Outcome<sys::DatasetHandle> {
        let reference = match &self.reference {
            Some(reference) => reference.construct(params, mode)?,
            None => null_mut(),
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let csr = match &*state {
            State::Ready(ready) => {
                // SAFETY: both are NUL-terminated strings.
                check(unsafe { sys::LGBM_DatasetUpdateParamChecking(ready.params.as_ptr(), params.as_ptr()) })?;
                return Ok(ready.handle);
            }
            State::Pending(csr) => csr,
        };
        mode.enter();
        let ready = self.bin(csr, params, reference)?;
        let handle = ready.handle;
        *state = State::Ready(ready);
        Ok(handle)
    }

    fn bin(&self, csr: &Csr, params: &CString, reference: sys::DatasetHandle) -> Outcome<Constructed> {
        let mut handle = null_mut();
        // SAFETY: the matrix was checked; LightGBM copies what it needs before it returns.
        check(unsafe {
            sys::LGBM_DatasetCreateFromCSR(
                csr.indptr.as_ptr().cast(),
                sys::C_API_DTYPE_INT32 as i32,
                csr.indices.as_ptr(),
                csr.values.as_ptr().cast(),
                sys::C_API_DTYPE_FLOAT64 as i32,
                csr.indptr.len() as i64,
                csr.values.len() as i64,
                i64::from(csr.num_cols),
                params.as_ptr(),
                reference,
                &mut handle,
            )
        })?;
        let constructed = Constructed { handle, params: params.clone() };
        set_floats(handle, c"label", self.label.as_deref())?;
        set_floats(handle, c"weight", self.weight.as_deref())?;
        if let Some(names) = &self.feature_names {
            let mut pointers: Vec<_> = names.iter().map(|name| name.as_ptr()).collect();
            // SAFETY: as many NUL-terminated strings as announced.
            check(unsafe { sys::LGBM_DatasetSetFeatureNames(handle, pointers.as_mut_ptr(), pointers.len() as i32) })?;
        }
        Ok(constructed)
    }
}

fn set_floats(handle: sys::DatasetHandle, field: &std::ffi::CStr, values: Option<&[f32]>) -> Outcome<()> {
    let Some(values) = values else { return Ok(()) };
    let data = values.as_ptr().cast::<c_void>();
    let kind = sys::C_API_DTYPE_FLOAT32 as i32;
    // SAFETY: `values` holds as many float32 as announced; LightGBM copies them.
    check(unsafe { sys::LGBM_DatasetSetField(handle, field.as_ptr(), data, values.len() as i32, kind) })
}

/// Options of a dataset, as `lib/dataset.ts` has checked them.
#[napi(object, object_to_js = false)]
pub struct NativeDatasetOptions {
    pub label: Option<Float32Array>,
    pub weight: Option<Float32Array>,
    pub feature_names: Option<Vec<String>>,
}

#[napi(custom_finalize)]
pub struct NativeDataset {
    core: RefCell<Option<Arc<DatasetCore>>>,
    bytes: i64,
}

#[napi]
impl NativeDataset {
    #[napi(factory, catch_unwind)]
    pub fn from_csr(
        env: Env,
        indptr: &[i32],
        indices: &[i32],
        values: &[f64],
        num_cols: i32,
        options: NativeDatasetOptions,
        reference: Option<&NativeDataset>,
    ) -> napi::Result<NativeDataset> {
        let csr = Csr::checked(indptr, indices, values, num_cols)?;
        let bytes = (csr.indptr.len() * 4 + csr.indices.len() * 12) as i64;
        let core = DatasetCore {
            label: options.label.map(|label| label.to_vec()),
            weight: options.weight.map(|weight| weight.to_vec()),
            feature_names: options.feature_names.map(c_strings).transpose()?,
            reference: reference.map(NativeDataset::shared).transpose()?,
            state: Mutex::new(State::Pending(csr)),
        };
        env.adjust_external_memory(bytes)?;
        Ok(NativeDataset { core: RefCell::new(Some(Arc::new(core))), bytes })
    }

    /// Gives the memory back once no running training uses it. A second call does nothing.
    #[napi]
    pub fn dispose(&self, env: Env) -> napi::Result<()> {
        if self.core.take().is_some() {
            env.adjust_external_memory(-self.bytes)?;
        }
        Ok(())
    }

    pub(crate) fn shared(&self) -> Outcome<Arc<DatasetCore>> {
        let core = self.core.borrow().clone();
        core.ok_or_else(|| Failure::new("This Dataset has been disposed; make a new one"))
    }
}

impl ObjectFinalize for NativeDataset {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.dispose(env)
    }
}

fn c_strings(names: Vec<String>) -> Outcome<Vec<CString>> {
    names.into_iter().map(c_string).collect()
}

/// Text for the C API, which ends strings at a NUL.
pub fn c_string(text: String) -> Outcome<CString> {
    CString::new(text).map_err(|_| Failure::new("Text for LightGBM must not hold a NUL character"))
}
