//! Messages between shards: a mailbox for each pair and direction, and the slots in which answers are awaited.
//!
//! Promises: parcels from one shard to another arrive in the order of `post`; every ask is answered exactly once, also
//! when it was cancelled (its slot is free only then, so an answer never finds another's slot). `post` never waits: what
//! a full mailbox does not take stays in an outbox, which the callers' own limits on requests in flight bound.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;

use crate::group::{Caller, Request, Response};
use crate::rt::mailbox::{self, Receiver, Sender, TrySendError};
use crate::rt::sync::{Notify, OneshotReceiver, OneshotSender, oneshot};
use crate::rt::task;

use super::calls::*;
use super::groups::{GroupCall, GroupCounts};
use crate::partition::produce::ProduceGroup;

/// Parcels that one mailbox holds before they stay in the sender's outbox.
const MAILBOX_PARCELS: usize = 1024;

/// Where the asking shard awaits an answer.
pub(super) type SlotId = usize;

pub(super) enum Parcel {
    Ask {
        slot: SlotId,
        ask: Ask,
    },
    /// The asker lost interest; the answer may come early and empty.
    Cancel {
        slot: SlotId,
    },
    Answer {
        slot: SlotId,
        answer: Answer,
    },
}

/// What one shard asks another.
pub(super) enum Ask {
    Produce(ProduceCall),
    Fetch(FetchCall),
    /// Answered once any of these partitions has data past the part's fetch offset, or changed otherwise.
    AwaitData(Vec<FetchPart>),
    ListOffsets(Vec<ListOffsetsPart>),
    LeaderEpochs(Vec<EpochPart>),
    Group(Box<GroupCall>),
    /// Of every coordinator there.
    AllGroups(Box<(Caller, Request)>),
    GroupCounts,
}

pub(super) enum Answer {
    Produce(Vec<ProduceOutcome>),
    Fetch(Vec<FetchOutcome>),
    DataThere,
    ListOffsets(Vec<ListOffsetsOutcome>),
    LeaderEpochs(Vec<EpochOutcome>),
    Group(Box<Result<Response, ErrorCode>>),
    AllGroups(Vec<Result<Response, ErrorCode>>),
    GroupCounts(Box<GroupCounts>),
}

/// One shard's mailboxes: made for all shards together, then each goes to its thread.
pub struct MeshEnd {
    id: usize,
    senders: Vec<Option<Sender<Parcel>>>,
    receivers: Vec<Option<Receiver<Parcel>>>,
}

impl MeshEnd {
    /// How many shards there are.
    pub fn shard_count(&self) -> usize {
        self.senders.len()
    }
}

/// The mailboxes among `count` shards, in the order of their ids.
pub fn mesh(count: usize) -> Vec<MeshEnd> {
    let empty = |id| MeshEnd { id, senders: Vec::with_capacity(count), receivers: Vec::with_capacity(count) };
    let mut ends: Vec<MeshEnd> = (0..count).map(empty).collect();
    for from in 0..count {
        for to in 0..count {
            let pair = (from != to).then(|| mailbox::channel(MAILBOX_PARCELS));
            let (sender, receiver) = pair.map_or((None, None), |(sender, receiver)| (Some(sender), Some(receiver)));
            // Row by row: `to`'s receivers come in the order of `from`.
            if let Some(end) = ends.get_mut(from) {
                end.senders.push(sender);
            }
            if let Some(end) = ends.get_mut(to) {
                end.receivers.push(receiver);
            }
        }
    }
    ends
}

/// The sending side of one shard, and its awaited answers.
pub(super) struct Router {
    pub(super) id: usize,
    lines: Vec<Option<Rc<Line>>>,
    slots: RefCell<Slots>,
}

/// To one other shard.
struct Line {
    sender: Sender<Parcel>,
    outbox: RefCell<VecDeque<Parcel>>,
    /// Whether parcels wait in the outbox or are on their way from it: later ones must queue behind.
    backed_up: Cell<bool>,
    backing_up: Notify,
}

/// Who awaits an answer.
enum Slot {
    Free {
        next: Option<SlotId>,
    },
    Produce {
        group: Rc<ProduceGroup>,
        parts: Vec<usize>,
    },
    Call(OneshotSender<Answer>),
    /// Nobody any more, but the answer is still to come.
    Abandoned,
}

#[derive(Default)]
struct Slots {
    all: Vec<Slot>,
    first_free: Option<SlotId>,
}

impl Slots {
    fn put(&mut self, slot: Slot) -> SlotId {
        match self.first_free {
            Some(id) => {
                let before = self.all.get_mut(id).map(|place| std::mem::replace(place, slot));
                self.first_free = match before {
                    Some(Slot::Free { next }) => next,
                    _ => None,
                };
                id
            }
            None => {
                self.all.push(slot);
                self.all.len() - 1
            }
        }
    }

    fn take(&mut self, id: SlotId) -> Option<Slot> {
        let free = Slot::Free { next: self.first_free };
        match self.all.get_mut(id) {
            None | Some(Slot::Free { .. }) => None,
            Some(place) => {
                self.first_free = Some(id);
                Some(std::mem::replace(place, free))
            }
        }
    }
}

impl Router {
    /// Takes the mailboxes apart: the router, and the receivers with the id of the shard behind each.
    pub(super) fn new(end: MeshEnd) -> (Rc<Router>, Vec<(usize, Receiver<Parcel>)>) {
        let line = |sender| {
            let line = Rc::new(Line {
                sender,
                outbox: RefCell::default(),
                backed_up: Cell::new(false),
                backing_up: Notify::new(),
            });
            task::spawn(line.clone().empty_outbox());
            line
        };
        let lines = end.senders.into_iter().map(|sender| sender.map(line)).collect();
        let receivers = end.receivers.into_iter().enumerate();
        let receivers = receivers.filter_map(|(from, receiver)| Some((from, receiver?))).collect();
        (Rc::new(Router { id: end.id, lines, slots: RefCell::default() }), receivers)
    }

    pub(super) fn shard_count(&self) -> usize {
        self.lines.len()
    }

    /// Sends part of a Produce; its outcomes go into `group` at `parts`.
    pub(super) fn ask_produce(&self, to: usize, call: ProduceCall, group: Rc<ProduceGroup>, parts: Vec<usize>) {
        let slot = self.slots.borrow_mut().put(Slot::Produce { group, parts });
        self.post(to, Parcel::Ask { slot, ask: Ask::Produce(call) });
    }

    /// Asks, and awaits the answer; `None` if the other shard is gone. Dropped early, it cancels the ask.
    pub(super) fn ask(self: &Rc<Self>, to: usize, ask: Ask) -> Asked {
        let (sender, receiver) = oneshot();
        let slot = self.slots.borrow_mut().put(Slot::Call(sender));
        self.post(to, Parcel::Ask { slot, ask });
        Asked { router: self.clone(), to, slot, receiver: Some(receiver) }
    }

    /// Sends an answer back.
    pub(super) fn answer(&self, to: usize, slot: SlotId, answer: Answer) {
        self.post(to, Parcel::Answer { slot, answer });
    }

    /// Hands an answer that has arrived to whom awaits it.
    pub(super) fn deliver(&self, slot: SlotId, answer: Answer) {
        let waiting = self.slots.borrow_mut().take(slot);
        match (waiting, answer) {
            (Some(Slot::Produce { group, parts }), Answer::Produce(outcomes)) => {
                for (part, outcome) in parts.into_iter().zip(outcomes) {
                    group.complete(part, outcome);
                }
            }
            (Some(Slot::Call(sender)), answer) => {
                // Refused only if the asker went in this very turn.
                let _ = sender.send(answer);
            }
            _ => {}
        }
    }

    fn post(&self, to: usize, parcel: Parcel) {
        let Some(line) = self.lines.get(to).and_then(Option::as_ref) else { return };
        let parcel = if line.backed_up.get() {
            parcel
        } else {
            match line.sender.try_send(parcel) {
                Ok(()) => return,
                Err(TrySendError::Full(parcel) | TrySendError::Closed(parcel)) => parcel,
            }
        };
        line.outbox.borrow_mut().push_back(parcel);
        line.backed_up.set(true);
        line.backing_up.notify_one();
    }

    fn abandon(&self, to: usize, slot: SlotId) {
        let mut slots = self.slots.borrow_mut();
        let Some(place) = slots.all.get_mut(slot) else { return };
        // Only if it is still this asker's: the answer may have freed it in this turn, and another taken it.
        match place {
            Slot::Call(sender) if sender.is_closed() => {}
            _ => return,
        }
        *place = Slot::Abandoned;
        drop(slots);
        self.post(to, Parcel::Cancel { slot });
    }
}

impl Line {
    async fn empty_outbox(self: Rc<Self>) {
        loop {
            self.backing_up.notified().await;
            loop {
                let next = self.outbox.borrow_mut().pop_front();
                let Some(parcel) = next else { break };
                if self.sender.send(parcel).await.is_err() {
                    // A shard ends only with the process: its callers end too.
                    self.outbox.borrow_mut().clear();
                    return;
                }
            }
            self.backed_up.set(false);
        }
    }
}

/// The answer to an ask, to come.
pub(super) struct Asked {
    router: Rc<Router>,
    to: usize,
    slot: SlotId,
    receiver: Option<OneshotReceiver<Answer>>,
}

impl Asked {
    pub(super) async fn answer(mut self) -> Option<Answer> {
        let answer = match self.receiver.as_mut() {
            Some(receiver) => receiver.await.ok(),
            None => None,
        };
        self.receiver = None;
        answer
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.receiver.take().is_some() {
            self.router.abandon(self.to, self.slot);
        }
    }
}
