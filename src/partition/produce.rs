//! One Produce, from the parts it consists of to the answer: which parts are still open, and who waits for them.
//!
//! Promises: parts may complete in any order, each once; who waits (a future, or another shard through `on_complete`)
//! hears of it when the last one has. Nothing here knows of logs.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use ringmain_protocol::error_code::ErrorCode;

use super::parts::ProduceOutcome;

/// What is called with the outcomes of a group that nobody awaits here.
type OnComplete = Box<dyn FnOnce(Vec<ProduceOutcome>)>;

/// Groups each of which rests on those before it: once one is refused, whatever is not appended by then is refused too.
#[derive(Clone, Default)]
pub struct Series(Rc<Cell<Option<ErrorCode>>>);

impl Series {
    /// Why one of the series was refused.
    pub fn refusal(&self) -> Option<ErrorCode> {
        self.0.get()
    }
}

/// The open parts of one Produce on this shard.
pub struct ProduceGroup {
    /// How each part has ended, or will end if it is open.
    outcomes: RefCell<Vec<ProduceOutcome>>,
    is_open: RefCell<Vec<bool>>,
    open: Cell<usize>,
    waker: RefCell<Option<Waker>>,
    on_complete: Cell<Option<OnComplete>>,
    series: Option<Series>,
}

impl ProduceGroup {
    /// A group whose outcomes are awaited by [`ProduceGroup::outcomes`].
    pub fn awaited(parts: usize) -> Rc<Self> {
        Self::new(parts, None, None)
    }

    /// As [`ProduceGroup::awaited`], for the next of a series.
    pub fn in_series(parts: usize, series: &Series) -> Rc<Self> {
        Self::new(parts, None, Some(series.clone()))
    }

    /// A group whose outcomes are handed to `on_complete`.
    pub fn answered(parts: usize, on_complete: OnComplete) -> Rc<Self> {
        Self::new(parts, Some(on_complete), None)
    }

    fn new(parts: usize, on_complete: Option<OnComplete>, series: Option<Series>) -> Rc<Self> {
        Rc::new(Self {
            outcomes: RefCell::new(vec![ProduceOutcome::refused(ErrorCode::UnknownServerError); parts]),
            is_open: RefCell::new(vec![true; parts]),
            open: Cell::new(parts),
            waker: RefCell::new(None),
            on_complete: Cell::new(on_complete),
            series,
        })
    }

    /// Why nothing of this group may be appended any more: one before it in its series was refused.
    pub fn refusal(&self) -> Option<ErrorCode> {
        self.series.as_ref().and_then(Series::refusal)
    }

    /// Leaves what [`ProduceGroup::succeed`] will answer, unless it ends otherwise.
    pub fn expect(&self, part: usize, outcome: ProduceOutcome) {
        if self.is_open(part) {
            self.put(part, outcome);
        }
    }

    /// A part has ended as expected.
    pub fn succeed(&self, part: usize) {
        self.end(part, None);
    }

    /// Puts in the outcome of a part. A part that has one already keeps it: it timed out.
    pub fn complete(&self, part: usize, outcome: ProduceOutcome) {
        if let Some(Series(refusal)) = &self.series
            && outcome.error != ErrorCode::None
        {
            refusal.set(refusal.get().or(Some(outcome.error)));
        }
        self.end(part, Some(outcome));
    }

    fn end(&self, part: usize, outcome: Option<ProduceOutcome>) {
        match self.is_open.borrow_mut().get_mut(part) {
            Some(is_open) if *is_open => *is_open = false,
            _ => return,
        }
        if let Some(outcome) = outcome {
            self.put(part, outcome);
        }
        self.open.set(self.open.get() - 1);
        if self.open.get() > 0 {
            return;
        }
        if let Some(on_complete) = self.on_complete.take() {
            on_complete(self.take());
        } else if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn is_open(&self, part: usize) -> bool {
        self.is_open.borrow().get(part) == Some(&true)
    }

    fn put(&self, part: usize, outcome: ProduceOutcome) {
        if let Some(place) = self.outcomes.borrow_mut().get_mut(part) {
            *place = outcome;
        }
    }

    /// Completes what is still open with REQUEST_TIMED_OUT: the records may still become durable, as in Kafka.
    pub fn time_out(&self) {
        let parts = self.outcomes.borrow().len();
        for part in 0..parts {
            self.complete(part, ProduceOutcome::refused(ErrorCode::RequestTimedOut));
        }
    }

    pub fn is_complete(&self) -> bool {
        self.open.get() == 0
    }

    /// Waits for the last part, and takes all outcomes.
    pub async fn outcomes(&self) -> Vec<ProduceOutcome> {
        poll_fn(|context| {
            if self.is_complete() {
                return Poll::Ready(());
            }
            self.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
        self.take()
    }

    fn take(&self) -> Vec<ProduceOutcome> {
        self.outcomes.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base_offset: i64) -> ProduceOutcome {
        ProduceOutcome { base_offset, ..ProduceOutcome::refused(ErrorCode::None) }
    }

    #[test]
    fn the_last_part_completes_the_group_once() {
        let answer = Rc::new(RefCell::new(Vec::new()));
        let place = answer.clone();
        let group = ProduceGroup::answered(3, Box::new(move |outcomes| place.borrow_mut().push(outcomes)));
        group.complete(2, at(7));
        group.complete(2, at(8));
        group.expect(0, at(1));
        group.expect(1, at(4));
        group.succeed(0);
        assert!(!group.is_complete() && answer.borrow().is_empty());
        group.time_out();
        group.succeed(1);
        group.complete(1, at(5));
        group.complete(9, at(5));
        let answers = answer.take();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0], vec![at(1), ProduceOutcome::refused(ErrorCode::RequestTimedOut), at(7)]);
    }
}
