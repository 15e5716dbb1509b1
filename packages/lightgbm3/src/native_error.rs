use crate::error::Failure;

impl From<Failure> for napi::Error {
    fn from(failure: Failure) -> Self {
        napi::Error::from_reason(failure.0)
    }
}
