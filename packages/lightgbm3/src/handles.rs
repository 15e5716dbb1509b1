use lightgbm3_sys as sys;

/// A booster that LightGBM made, freed with its owner.
pub struct BoosterHandle(pub sys::BoosterHandle);

// SAFETY: LightGBM has no thread-bound state in a booster; its owners guard against use by two threads at once.
unsafe impl Send for BoosterHandle {}

impl Drop for BoosterHandle {
    fn drop(&mut self) {
        // SAFETY: made by LightGBM, freed here only.
        unsafe { sys::LGBM_BoosterFree(self.0) };
    }
}

/// A dataset that LightGBM made, freed with its owner.
pub struct DatasetHandle(pub sys::DatasetHandle);

// SAFETY: LightGBM only reads a dataset once it is constructed.
unsafe impl Send for DatasetHandle {}

impl Drop for DatasetHandle {
    fn drop(&mut self) {
        // SAFETY: made by LightGBM, freed here only.
        unsafe { sys::LGBM_DatasetFree(self.0) };
    }
}
