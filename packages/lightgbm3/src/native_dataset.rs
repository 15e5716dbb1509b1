use std::cell::RefCell;
use std::ffi::CString;
use std::sync::Arc;

use lightgbm3_sys as sys;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::dataset::{num_data, DatasetCore, Fields, Pending, Source, Wanted};
use crate::error::{check, Failure, Outcome};
use crate::native_matrix::NativeMatrix;
use crate::text::{c_string, c_strings, read_names};
use crate::threads::Mode;
use crate::worker::{dispatch, Dispatched, NativeWorker};

/// What belongs to the rows, as `lib/dataset.ts` has checked it.
#[napi(object, object_to_js = false)]
pub struct NativeFields {
    pub label: Option<Float32Array>,
    pub weight: Option<Float32Array>,
    pub init_score: Option<Float64Array>,
    pub group: Option<Int32Array>,
    pub position: Option<Int32Array>,
    pub feature_names: Option<Vec<String>>,
}

impl NativeFields {
    fn into_fields(self) -> Outcome<Fields> {
        Ok(Fields {
            label: self.label.map(|label| label.to_vec()),
            weight: self.weight.map(|weight| weight.to_vec()),
            init_score: self.init_score.map(|scores| scores.to_vec()),
            group: self.group.map(|group| group.to_vec()),
            position: self.position.map(|position| position.to_vec()),
            feature_names: self.feature_names.map(c_strings).transpose()?,
        })
    }
}

#[napi(custom_finalize)]
pub struct NativeDataset {
    core: RefCell<Option<Arc<DatasetCore>>>,
    bytes: i64,
}

#[napi]
impl NativeDataset {
    #[napi(factory, catch_unwind)]
    pub fn from_matrix(
        env: Env,
        matrix: &NativeMatrix,
        fields: NativeFields,
        reference: Option<&NativeDataset>,
    ) -> napi::Result<NativeDataset> {
        let matrix = matrix.take()?;
        let bytes = matrix.bytes();
        NativeDataset::adopt(&env, Source::Matrix(matrix), fields, reference, bytes)
    }

    #[napi(factory, catch_unwind)]
    pub fn from_file(
        env: Env,
        path: String,
        fields: NativeFields,
        reference: Option<&NativeDataset>,
    ) -> napi::Result<NativeDataset> {
        NativeDataset::adopt(&env, Source::File(c_string(path)?), fields, reference, 0)
    }

    /// Rows of another dataset, in its bins.
    #[napi(catch_unwind)]
    pub fn subset(&self, env: Env, rows: &[i32]) -> napi::Result<NativeDataset> {
        let source = Source::Subset { parent: self.shared()?, rows: rows.to_vec() };
        let core = DatasetCore::new(Pending { source, fields: Fields::default() }, None);
        NativeDataset::hold(&env, core, rows.len() * 4)
    }

    /// Sorts the rows into bins with the given parameters, unless that has happened.
    #[napi(catch_unwind)]
    pub fn construct<'env>(
        &self,
        env: &'env Env,
        params: String,
        num_threads: i32,
        quiet: bool,
        worker: Option<&NativeWorker>,
    ) -> napi::Result<Dispatched<'env, ()>> {
        let (core, params) = (self.shared()?, c_string(params)?);
        let mode = Mode { threads: num_threads, quiet };
        let work = move || {
            let wanted = Wanted { params: &params, mode, init_model: None, reference: None };
            core.construct(wanted).map(|_| ())
        };
        dispatch(env, worker, work, |_, ()| Ok(()))
    }

    /// Null before construction.
    #[napi(catch_unwind)]
    pub fn num_data(&self) -> napi::Result<Option<u32>> {
        Ok(self.shared()?.read(num_data)?.map(|rows| rows as u32))
    }

    /// Null before construction.
    #[napi(catch_unwind)]
    pub fn num_feature(&self) -> napi::Result<Option<i32>> {
        let read = self.shared()?.read(|handle| {
            let mut columns = 0;
            // SAFETY: a live dataset and an out pointer.
            check(unsafe { sys::LGBM_DatasetGetNumFeature(handle, &mut columns) })?;
            Ok(columns)
        });
        Ok(read?)
    }

    /// Null before construction.
    #[napi(catch_unwind)]
    pub fn feature_names(&self) -> napi::Result<Option<Vec<String>>> {
        let read = self.shared()?.read(|handle| {
            read_names(|count, out_count, capacity, out_capacity, names| {
                // SAFETY: `names` holds `count` buffers of `capacity` bytes each.
                unsafe { sys::LGBM_DatasetGetFeatureNames(handle, count, out_count, capacity, out_capacity, names) }
            })
        });
        Ok(read?)
    }

    /// Null before construction.
    #[napi(catch_unwind)]
    pub fn feature_num_bin(&self, feature: i32) -> napi::Result<Option<i32>> {
        let read = self.shared()?.read(|handle| {
            let mut bins = 0;
            Mode::SHORT.enter();
            // SAFETY: a live dataset and an out pointer; LightGBM refuses a feature that is not there.
            check(unsafe { sys::LGBM_DatasetGetFeatureNumBin(handle, feature, &mut bins) })?;
            Ok(bins)
        });
        Ok(read?)
    }

    /// A field by LightGBM's name, row-major; null where there is none.
    #[napi(catch_unwind)]
    pub fn field(&self, name: String) -> napi::Result<Option<Float64Array>> {
        let name: CString = c_string(name)?;
        Ok(self.shared()?.field(&name)?.map(Float64Array::new))
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

    fn adopt(
        env: &Env,
        source: Source,
        fields: NativeFields,
        reference: Option<&NativeDataset>,
        bytes: usize,
    ) -> napi::Result<NativeDataset> {
        let pending = Pending { source, fields: fields.into_fields()? };
        let core = DatasetCore::new(pending, reference.map(NativeDataset::shared).transpose()?);
        NativeDataset::hold(env, core, bytes)
    }

    fn hold(env: &Env, core: DatasetCore, bytes: usize) -> napi::Result<NativeDataset> {
        env.adjust_external_memory(bytes as i64)?;
        Ok(NativeDataset { core: RefCell::new(Some(Arc::new(core))), bytes: bytes as i64 })
    }
}

impl ObjectFinalize for NativeDataset {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.dispose(env)
    }
}
