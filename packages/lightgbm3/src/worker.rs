use std::sync::mpsc::{channel, Sender};
use std::{cell::RefCell, thread};

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::error::{guarded, Failure, Outcome};

type Job = Box<dyn FnOnce() + Send>;

/// A thread for long work, one job after the other. It is not one of Node's pool, which long jobs would use up, and it
/// lasts over the steps of a training, since OpenMP keeps its threads per calling thread.
#[napi]
pub struct NativeWorker {
    jobs: RefCell<Option<Sender<Job>>>,
}

#[napi]
impl NativeWorker {
    #[napi(constructor)]
    pub fn new() -> napi::Result<NativeWorker> {
        let (jobs, queue) = channel::<Job>();
        thread::Builder::new()
            .name("lightgbm".into())
            .spawn(move || queue.into_iter().for_each(|job| job()))
            .map_err(|error| Failure::new(format!("Cannot start a thread: {error}")))?;
        Ok(NativeWorker { jobs: RefCell::new(Some(jobs)) })
    }

    /// Ends the thread after the jobs it has. A second call does nothing.
    #[napi]
    pub fn close(&self) {
        self.jobs.take();
    }

    fn submit(&self, job: Job) -> Outcome<()> {
        let sent = self.jobs.borrow().as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        sent.then_some(()).ok_or_else(|| Failure::new("This worker has been closed"))
    }
}

/// The value of work done here, or the promise of it when a worker is to do it.
pub type Dispatched<'env, J> = Either<J, Object<'env>>;

/// Runs work on the calling thread, or on a worker where one is given; `convert` makes its outcome a JavaScript value.
pub fn dispatch<'env, V, J>(
    env: &'env Env,
    worker: Option<&NativeWorker>,
    work: impl FnOnce() -> Outcome<V> + Send + 'static,
    convert: fn(Env, V) -> napi::Result<J>,
) -> napi::Result<Dispatched<'env, J>>
where
    V: Send + 'static,
    J: ToNapiValue + 'static,
{
    let Some(worker) = worker else {
        return Ok(Either::A(convert(*env, guarded(work)?)?));
    };
    let (deferred, promise) = env.create_deferred()?;
    worker.submit(Box::new(move || match guarded(work) {
        Ok(value) => deferred.resolve(move |env| convert(env, value)),
        Err(failure) => deferred.reject(failure.into()),
    }))?;
    Ok(Either::B(promise))
}
