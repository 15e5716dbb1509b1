use std::ffi::{c_void, CStr, CString};
use std::fs::File;
use std::io::Read;
use std::ptr::{null, null_mut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use lightgbm3_sys as sys;

use crate::booster::BoosterCore;
use crate::error::{check, Failure, Outcome};
use crate::handles::DatasetHandle;
use crate::layout::{to_columns, to_rows};
use crate::matrix::Matrix;
use crate::threads::Mode;

/// Where the rows of a dataset come from.
pub enum Source {
    Matrix(Matrix),
    File(CString),
    Subset { parent: Arc<DatasetCore>, rows: Vec<i32> },
}

/// What belongs to the rows, in LightGBM's types.
#[derive(Default)]
pub struct Fields {
    pub label: Option<Vec<f32>>,
    pub weight: Option<Vec<f32>>,
    /// Row-major.
    pub init_score: Option<Vec<f64>>,
    pub group: Option<Vec<i32>>,
    pub position: Option<Vec<i32>>,
    pub feature_names: Option<Vec<CString>>,
}

pub struct Pending {
    pub source: Source,
    pub fields: Fields,
}

/// A constructed LightGBM dataset, the parameters it was constructed with, and the model whose scores it starts from.
struct Constructed {
    handle: DatasetHandle,
    params: CString,
    init_model: Option<Weak<BoosterCore>>,
}

enum State {
    Pending(Pending),
    Ready(Constructed),
}

/// How a training wants a dataset to be constructed.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub params: &'a CString,
    pub mode: Mode,
    pub init_model: Option<&'a Arc<BoosterCore>>,
    /// Gives its bins to a dataset that names no reference of its own.
    pub reference: Option<&'a Arc<DatasetCore>>,
}

/// Rows and what belongs to them. Binning is put off until somebody needs it, because it depends on the training's
/// parameters and is too slow for the event loop; the rows are dropped once binned.
pub struct DatasetCore {
    state: Mutex<State>,
    reference: Option<Arc<DatasetCore>>,
}

impl DatasetCore {
    pub fn new(pending: Pending, reference: Option<Arc<DatasetCore>>) -> Self {
        DatasetCore { state: Mutex::new(State::Pending(pending)), reference }
    }

    /// The LightGBM handle, binning the rows first if that has not happened. It stays valid while `self` lives.
    pub fn construct(&self, wanted: Wanted) -> Outcome<sys::DatasetHandle> {
        let reference = match self.reference.as_ref().or(wanted.reference) {
            Some(reference) => reference.construct(Wanted { reference: None, ..wanted })?,
            None => null_mut(),
        };
        let mut state = self.lock();
        match &*state {
            State::Ready(ready) => {
                ready.check_fits(wanted)?;
                Ok(ready.handle.0)
            }
            State::Pending(pending) => {
                wanted.mode.enter();
                let handle = pending.construct(wanted, reference)?;
                let raw = handle.0;
                let init_model = wanted.init_model.map(Arc::downgrade);
                *state = State::Ready(Constructed { handle, params: wanted.params.clone(), init_model });
                Ok(raw)
            }
        }
    }

    /// Reads from the constructed dataset, or gives nothing before that.
    pub fn read<T>(&self, call: impl FnOnce(sys::DatasetHandle) -> Outcome<T>) -> Outcome<Option<T>> {
        match &*self.lock() {
            State::Ready(ready) => call(ready.handle.0).map(Some),
            State::Pending(_) => Ok(None),
        }
    }

    /// A field by LightGBM's name: as it was given or, once constructed, as LightGBM keeps it. Row-major.
    pub fn field(&self, name: &CStr) -> Outcome<Option<Vec<f64>>> {
        match &*self.lock() {
            State::Ready(ready) => field_of(ready.handle.0, name),
            State::Pending(Pending { fields, .. }) => Ok(fields.get(name)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Constructed {
    fn check_fits(&self, wanted: Wanted) -> Outcome<()> {
        let is_same_model = match (&self.init_model, wanted.init_model) {
            (None, None) => true,
            (Some(had), Some(wants)) => had.as_ptr() == Arc::as_ptr(wants),
            _ => false,
        };
        if !is_same_model {
            return Err(Failure::new(
                "Cannot set predictor after freed raw data: this Dataset was constructed for another initModel. \
                 Make a new Dataset",
            ));
        }
        // LightGBM refuses some parameters here even where they do not change.
        if self.params == *wanted.params {
            return Ok(());
        }
        // SAFETY: both are NUL-terminated strings.
        check(unsafe { sys::LGBM_DatasetUpdateParamChecking(self.params.as_ptr(), wanted.params.as_ptr()) })
    }
}

impl Pending {
    fn construct(&self, wanted: Wanted, reference: sys::DatasetHandle) -> Outcome<DatasetHandle> {
        let handle = match &self.source {
            Source::Matrix(matrix) => matrix.to_dataset(wanted.params, reference)?,
            Source::File(path) => from_file(path, wanted.params, reference)?,
            Source::Subset { parent, rows } => subset(parent.construct(wanted)?, rows, wanted.params)?,
        };
        self.fields.set_on(handle.0)?;
        if let Some(model) = wanted.init_model {
            self.start_from(model, wanted.mode, handle.0)?;
        }
        Ok(handle)
    }

    /// Makes a model's raw scores the scores that training starts from.
    fn start_from(&self, model: &Arc<BoosterCore>, mode: Mode, handle: sys::DatasetHandle) -> Outcome<()> {
        match &self.source {
            Source::Matrix(matrix) => {
                let scores = model.predict_raw(matrix, mode.threads)?;
                set_field(handle, c"init_score", &to_columns(&scores, matrix.num_rows()))
            }
            // It has those of the dataset it is a part of.
            Source::Subset { .. } => Ok(()),
            Source::File(_) => Err(Failure::new("initModel needs rows in memory; a Dataset from a file has none")),
        }
    }
}

impl Fields {
    fn set_on(&self, handle: sys::DatasetHandle) -> Outcome<()> {
        set_if_given(handle, c"label", self.label.as_deref())?;
        set_if_given(handle, c"weight", self.weight.as_deref())?;
        set_if_given(handle, c"group", self.group.as_deref())?;
        set_if_given(handle, c"position", self.position.as_deref())?;
        if let Some(scores) = &self.init_score {
            set_field(handle, c"init_score", &to_columns(scores, num_data(handle)?))?;
        }
        let Some(names) = &self.feature_names else { return Ok(()) };
        let mut pointers: Vec<_> = names.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: as many NUL-terminated strings as announced.
        check(unsafe { sys::LGBM_DatasetSetFeatureNames(handle, pointers.as_mut_ptr(), pointers.len() as i32) })
    }

    fn get(&self, name: &CStr) -> Option<Vec<f64>> {
        fn widened<T: Copy + Into<f64>>(values: &Option<Vec<T>>) -> Option<Vec<f64>> {
            values.as_ref().map(|values| values.iter().map(|value| (*value).into()).collect())
        }
        match name.to_bytes() {
            b"label" => widened(&self.label),
            b"weight" => widened(&self.weight),
            b"group" => widened(&self.group),
            b"position" => widened(&self.position),
            b"init_score" => self.init_score.clone(),
            _ => None,
        }
    }
}

/// How LightGBM's own binary format begins. It reads that without looking, from the file or one beside it.
const BINARY_TOKEN: &[u8] = b"______LightGBM_Binary_File_Token______";

fn from_file(path: &CStr, params: &CStr, reference: sys::DatasetHandle) -> Outcome<DatasetHandle> {
    let text = path.to_string_lossy();
    for name in [text.to_string(), format!("{text}.bin")] {
        let mut start = Vec::new();
        let read = File::open(&name).and_then(|file| file.take(BINARY_TOKEN.len() as u64).read_to_end(&mut start));
        if read.is_ok() && start == BINARY_TOKEN {
            return Err(Failure::new(format!("{name} is a binary LightGBM dataset; give a CSV, TSV or LibSVM file")));
        }
    }
    let mut out = null_mut();
    // SAFETY: NUL-terminated strings and a live or null reference.
    check(unsafe { sys::LGBM_DatasetCreateFromFile(path.as_ptr(), params.as_ptr(), reference, &mut out) })?;
    Ok(DatasetHandle(out))
}

fn subset(parent: sys::DatasetHandle, rows: &[i32], params: &CStr) -> Outcome<DatasetHandle> {
    let mut out = null_mut();
    // SAFETY: a live dataset; LightGBM refuses rows out of range or order.
    check(unsafe { sys::LGBM_DatasetGetSubset(parent, rows.as_ptr(), rows.len() as i32, params.as_ptr(), &mut out) })?;
    Ok(DatasetHandle(out))
}

/// Number of rows.
pub fn num_data(handle: sys::DatasetHandle) -> Outcome<usize> {
    let mut rows = 0;
    // SAFETY: a live dataset and an out pointer.
    check(unsafe { sys::LGBM_DatasetGetNumData(handle, &mut rows) })?;
    Ok(rows as usize)
}

/// Number of columns.
pub fn num_feature(handle: sys::DatasetHandle) -> Outcome<i32> {
    let mut columns = 0;
    // SAFETY: a live dataset and an out pointer.
    check(unsafe { sys::LGBM_DatasetGetNumFeature(handle, &mut columns) })?;
    Ok(columns)
}

/// Whether LightGBM kept a feature to split by; those with a single bin have none.
pub fn has_usable_feature(handle: sys::DatasetHandle) -> Outcome<bool> {
    for feature in 0..num_feature(handle)? {
        let mut bins = 0;
        // SAFETY: the same, and a feature that is there.
        check(unsafe { sys::LGBM_DatasetGetFeatureNumBin(handle, feature, &mut bins) })?;
        if bins > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn field_of(handle: sys::DatasetHandle, name: &CStr) -> Outcome<Option<Vec<f64>>> {
    let (mut length, mut data, mut kind) = (0i32, null(), 0i32);
    // SAFETY: a live dataset and out pointers.
    check(unsafe { sys::LGBM_DatasetGetField(handle, name.as_ptr(), &mut length, &mut data, &mut kind) })?;
    if length == 0 || data.is_null() {
        return Ok(None);
    }
    let length = length as usize;
    // SAFETY: LightGBM points to `length` values of the kind it names, which live as long as the dataset.
    let values: Vec<f64> = unsafe {
        match kind as u32 {
            sys::C_API_DTYPE_FLOAT64 => std::slice::from_raw_parts(data.cast::<f64>(), length).to_vec(),
            sys::C_API_DTYPE_FLOAT32 => widen(std::slice::from_raw_parts(data.cast::<f32>(), length)),
            _ => widen(std::slice::from_raw_parts(data.cast::<i32>(), length)),
        }
    };
    Ok(Some(match name.to_bytes() {
        b"init_score" => to_rows(&values, num_data(handle)?),
        // LightGBM keeps where each group begins and ends.
        b"group" => values.windows(2).map(|pair| pair[1] - pair[0]).collect(),
        _ => values,
    }))
}

fn widen<T: Copy + Into<f64>>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| (*value).into()).collect()
}

trait FieldValue {
    const KIND: u32;
}

impl FieldValue for f32 {
    const KIND: u32 = sys::C_API_DTYPE_FLOAT32;
}

impl FieldValue for f64 {
    const KIND: u32 = sys::C_API_DTYPE_FLOAT64;
}

impl FieldValue for i32 {
    const KIND: u32 = sys::C_API_DTYPE_INT32;
}

fn set_if_given<T: FieldValue>(handle: sys::DatasetHandle, name: &CStr, values: Option<&[T]>) -> Outcome<()> {
    values.map_or(Ok(()), |values| set_field(handle, name, values))
}

fn set_field<T: FieldValue>(handle: sys::DatasetHandle, name: &CStr, values: &[T]) -> Outcome<()> {
    let data = values.as_ptr().cast::<c_void>();
    // SAFETY: `values` holds as many values of the kind as announced; LightGBM copies them.
    check(unsafe { sys::LGBM_DatasetSetField(handle, name.as_ptr(), data, values.len() as i32, T::KIND as i32) })
}
