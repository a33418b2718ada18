//! The real world: threads bound to CPUs, each with one io_uring for sockets and files.
//!
//! Promises what the modules of `rt` promise; nothing outside `rt` sees this module, glommio or io_uring.
//! Each thread has a glommio executor, which binds it and shares its time between the foreground and the background,
//! and one ring, made with SINGLE_ISSUER and DEFER_TASKRUN: completions are delivered only when the thread asks. An idle
//! thread blocks in that ring; other threads wake it through an eventfd that the ring reads.

mod blocking;
pub(crate) mod files;
pub mod limits;
mod moderation;
pub(crate) mod net;
pub mod process;
mod receive;
mod recv_bufs;
mod remote;
mod ring;
mod sockets;
mod thread;
mod timers;

#[cfg(test)]
mod tests;

pub(crate) use blocking::blocking;
pub(crate) use thread::{Sleep, Thread};

use crate::rt::task::LocalFuture;
use std::io;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Nanoseconds of the monotonic clock.
#[allow(unsafe_code)]
pub(crate) fn now_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is ours to write. The clock exists on every Linux, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    (time.tv_sec as u64).wrapping_mul(1_000_000_000).wrapping_add(time.tv_nsec as u64)
}

/// A seed from the operating system.
#[allow(unsafe_code)]
fn random_seed() -> io::Result<u64> {
    let mut seed = [0u8; 8];
    // SAFETY: 8 bytes of ours. So few come whole, and without waiting once the machine is up.
    let got = unsafe { libc::getrandom(seed.as_mut_ptr().cast(), seed.len(), 0) };
    if got == seed.len() as isize { Ok(u64::from_ne_bytes(seed)) } else { Err(io::Error::last_os_error()) }
}

/// Unix microseconds.
pub(crate) fn wall_us() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |us| -us),
    }
}

/// Starts an OS thread that runs the future which `main` makes, and ends with it. The error says what is missing on
/// this machine; a thread that started runs.
pub(crate) fn spawn_thread(
    name: &str,
    cpu: Option<usize>,
    main: impl FnOnce() -> LocalFuture + Send + 'static,
) -> io::Result<()> {
    let (started, start) = std::sync::mpsc::sync_channel(1);
    let failed = started.clone();
    let all_cpus = limits::process_cpus();
    std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        // A thread starts on its creator's CPUs; an unbound one may use all of the process's.
        all_cpus.apply();
        let result = thread::run(cpu, move |_: Rc<Thread>| {
            // The receiver waits for exactly this.
            let _ = started.send(Ok(()));
            main()
        });
        if let Err(e) = result
            && let Err(std::sync::mpsc::TrySendError::Disconnected(Err(e))) = failed.try_send(Err(e))
        {
            tracing::error!("a thread's ring failed: {e}");
        }
    })?;
    match start.recv() {
        Ok(result) => result,
        Err(_) => Err(io::Error::other(format!("thread {name} ended while it started"))),
    }
}
