//! Runs the one future that a short command consists of, on a thread of the runtime.

use std::future::Future;
use std::sync::mpsc;

use crate::rt::{machine, task};

/// Descriptors that a command may want: connections to brokers, or files of a data directory.
const OPEN_FILES: u64 = 1024;

/// Runs the future of `work` to its end and returns what it gives.
pub fn block_on<T, F, Fut>(work: F) -> Result<T, String>
where
    T: Send + 'static,
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, String>> + 'static,
{
    block_on_with(OPEN_FILES, work)
}

/// The same for a command that wants more descriptors.
pub fn block_on_with<T, F, Fut>(open_files: u64, work: F) -> Result<T, String>
where
    T: Send + 'static,
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, String>> + 'static,
{
    for warning in machine::prepare(open_files).map_err(|error| error.to_string())? {
        tracing::debug!("{warning}");
    }
    let (tell, told) = mpsc::channel();
    let thread = task::spawn_thread("command", None, move || {
        let work = work();
        async move {
            // The receiver waits below until this thread has ended.
            let _ = tell.send(work.await);
        }
    });
    let thread = thread.map_err(|error| format!("the command's thread could not be started: {error}"))?;
    thread.join_blocking().map_err(|error| format!("the command has failed: {error}"))?;
    told.recv().unwrap_or_else(|_| Err("the command ended without a word".into()))
}
