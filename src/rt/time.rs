//! Time: a monotonic clock, the wall clock, sleeping and deadlines.
//!
//! `now` may be cached for one turn of the executor (at most about a millisecond old); within a thread it never goes back.
//! `wall_ms` is what Kafka calls time: Unix milliseconds, which may jump either way, so never measure a duration with it.
//! In the simulated world time moves only while every task of every node waits.

use std::fmt;
use std::future::Future;
use std::ops::{Add, AddAssign, Sub};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Backend, backend, real, sim};

/// A point on the monotonic clock, in nanoseconds since an arbitrary start. Arithmetic saturates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(u64);

impl Instant {
    /// The latest point: a deadline that never comes.
    pub const MAX: Instant = Instant(u64::MAX);

    /// The point `ns` nanoseconds after the clock's start.
    pub const fn from_ns(ns: u64) -> Instant {
        Instant(ns)
    }

    /// Nanoseconds since the clock's start.
    pub const fn as_ns(self) -> u64 {
        self.0
    }

    /// The point `duration` earlier, or `None` before the clock's start.
    pub fn checked_sub(self, duration: Duration) -> Option<Instant> {
        u64::try_from(duration.as_nanos()).ok().and_then(|ns| self.0.checked_sub(ns)).map(Instant)
    }

    /// How long after `earlier` this point is; zero if it is not after it.
    pub fn saturating_duration_since(self, earlier: Instant) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// How long ago this point was; zero if it lies ahead.
    pub fn elapsed(self) -> Duration {
        now().saturating_duration_since(self)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;
    fn add(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Instant> for Instant {
    type Output = Duration;
    fn sub(self, earlier: Instant) -> Duration {
        self.saturating_duration_since(earlier)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}s", self.0 / 1_000_000_000, self.0 % 1_000_000_000)
    }
}

/// The monotonic time.
pub fn now() -> Instant {
    match backend() {
        Backend::Real(_) => Instant(real::now_ns()),
        Backend::Sim(thread) => Instant(thread.world.now_ns()),
    }
}

/// Unix time in milliseconds.
pub fn wall_ms() -> i64 {
    wall_us().div_euclid(1_000)
}

/// Unix time in microseconds: for what passes within milliseconds between two hosts.
pub fn wall_us() -> i64 {
    match backend() {
        Backend::Real(_) => real::wall_us(),
        Backend::Sim(thread) => thread.wall_us(),
    }
}

/// Waits for `duration`.
pub fn sleep(duration: Duration) -> Sleep {
    sleep_until(now() + duration)
}

/// Waits until `deadline`; [`Instant::MAX`] never comes.
pub fn sleep_until(deadline: Instant) -> Sleep {
    match backend() {
        Backend::Real(thread) => Sleep(Timer::Real(thread.sleep_until(deadline.0))),
        Backend::Sim(thread) => Sleep(Timer::Sim(sim::Sleep::new(thread, deadline.0))),
    }
}

/// The future of [`sleep`] and [`sleep_until`]. Dropping it cancels the timer.
#[must_use = "a sleep does nothing unless awaited"]
pub struct Sleep(Timer);

enum Timer {
    Real(real::Sleep),
    Sim(sim::Sleep),
}

impl Future for Sleep {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            Timer::Real(sleep) => Pin::new(sleep).poll(cx),
            Timer::Sim(sleep) => Pin::new(sleep).poll(cx),
        }
    }
}

/// The time given to [`timeout`] has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("timed out")]
pub struct Elapsed;

/// Runs `future` for at most `duration`, then drops it. A result that is ready at the deadline wins.
pub async fn timeout<F: Future>(duration: Duration, future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut sleep = sleep(duration);
    std::future::poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        Pin::new(&mut sleep).poll(cx).map(|()| Err(Elapsed))
    })
    .await
}
