//! The receiving half of a stream of the real world.
//!
//! Promises: what is received ahead of its reader is bounded, a stream and a thread (`QUEUED_BUFFERS`,
//! `COPIED_OUT_BYTES`), and a reader that stops does not keep the thread's buffers: what it has left unread is copied out
//! when they run short. A stream has at most one operation in flight, so bytes keep their order where a reader changes between
//! the shared buffers and memory of its own. That memory is the operation's until it ends; if the reader has gone by then, what
//! has come into it waits in the queue.
#![allow(unsafe_code)]

use super::net::{StreamInner, set_waker};
use super::recv_bufs::{self, Filled};
use super::ring::{Completion, Key, Op};
use super::thread::Thread;
use bytes::{Buf, Bytes, BytesMut};
use io_uring::{cqueue, opcode, types};
use std::collections::VecDeque;
use std::io;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Receive buffers that may wait for a stream's reader before receiving is stopped. A multishot receive may still bring
/// as many as the thread has in one go; a stream that does is then received from one buffer at a time.
const QUEUED_BUFFERS: usize = 4;
/// So many small receives in a row make a stream worth a multishot receive again.
const SMALL_RECEIVES: u8 = 8;
const SMALL_BYTES: usize = 32 << 10;
/// Bytes copied out of receive buffers for readers that stopped, in one thread, from which on no stream gets a multishot
/// receive: beyond it, each takes in at most `QUEUED_BUFFERS / 2` buffers.
const COPIED_OUT_BYTES: usize = 32 << 20;

#[derive(Default)]
pub(super) struct Receive {
    pub(super) queue: VecDeque<Received>,
    pub(super) op: Option<Key>,
    /// The operation goes on after what it brings.
    multishot: bool,
    /// The operation has been asked to end: the queue is full, the reader wants it elsewhere or has gone, or the stream is handed off.
    pub(super) stopping: bool,
    /// In the thread's line for buffers.
    starved: bool,
    /// Start no more receives: the stream is dropped or handed off.
    pub(super) closed: bool,
    /// Nobody will read what still comes in.
    pub(super) dropped: bool,
    /// Received from one buffer at a time, and none ahead of the reader: because it brought too much at once, or most of what it
    /// brings goes to its reader's memory.
    single: bool,
    small_receives: u8,
    lent: Lent,
    pub(super) end: Option<End>,
    pub(super) waker: Option<Waker>,
}

/// Where the memory of a reader is that receives into its own.
#[derive(Default)]
enum Lent {
    /// With the reader, or given up by it: what the operation in flight brings goes to the queue.
    #[default]
    No,
    /// With the operation in flight, and the reader waits for it.
    Out,
    /// The operation has ended; the reader has not looked yet.
    Back(BytesMut),
}

#[derive(Clone, Copy)]
pub(super) enum End {
    Eof,
    Error(i32),
}

pub(super) enum Received {
    Shared(Filled),
    /// Not in a shared buffer: copied out of one that others needed, or come into memory whose reader has gone.
    Own(Bytes),
}

/// Received bytes; empty at the end of the stream. Drop it soon: its buffer is one of a few that all connections of the
/// thread receive into.
pub(crate) struct RecvBuf(Option<Received>);

impl Deref for RecvBuf {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], Received::as_ref)
    }
}

impl AsRef<[u8]> for Received {
    fn as_ref(&self) -> &[u8] {
        match self {
            Received::Shared(filled) => filled.as_ref(),
            Received::Own(bytes) => bytes,
        }
    }
}

impl Received {
    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Received::Shared(filled) => Bytes::copy_from_slice(filled.as_ref()),
            Received::Own(bytes) => bytes,
        }
    }
}

/// A receive into `room`, which is empty. Dropped while the kernel has the memory, it leaves what comes to the queue.
pub(super) struct RecvInto<'a> {
    pub(super) stream: &'a Rc<StreamInner>,
    pub(super) thread: &'a Thread,
    /// `None` while an operation has it.
    pub(super) room: Option<BytesMut>,
    pub(super) most: usize,
}

impl RecvInto<'_> {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<BytesMut>> {
        let RecvInto { stream, thread, .. } = *self;
        let mut receive = stream.receive.borrow_mut();
        let mut room = match self.room.take() {
            Some(room) => room,
            None => match std::mem::take(&mut receive.lent) {
                Lent::Back(room) => room,
                lent => {
                    receive.lent = lent;
                    set_waker(&mut receive.waker, cx);
                    return Poll::Pending;
                }
            },
        };
        (receive.single, receive.small_receives) = (true, 0);
        if receive.multishot {
            receive.stop(thread);
        }
        receive.take_queued(thread, &mut room, self.most);
        if !room.is_empty() {
            return Poll::Ready(Ok(room));
        }
        match receive.end {
            Some(End::Eof) => return Poll::Ready(Ok(room)),
            Some(End::Error(error)) => return Poll::Ready(Err(io::Error::from_raw_os_error(error))),
            None => set_waker(&mut receive.waker, cx),
        }
        if receive.op.is_some() {
            self.room = Some(room);
        } else {
            stream.lend(thread, &mut receive, room, self.most);
        }
        Poll::Pending
    }
}

impl Drop for RecvInto<'_> {
    fn drop(&mut self) {
        if self.room.is_some() {
            return;
        }
        let mut receive = self.stream.receive.borrow_mut();
        match std::mem::take(&mut receive.lent) {
            Lent::Out => receive.stop(self.thread),
            Lent::Back(room) if !room.is_empty() => {
                self.thread.copied_out_bytes.update(|sum| sum + room.len());
                receive.queue.push_front(Received::Own(room.freeze()));
            }
            Lent::Back(_) | Lent::No => {}
        }
    }
}

impl StreamInner {
    pub(super) fn poll_receive(self: &Rc<Self>, thread: &Thread, cx: &mut Context<'_>) -> Poll<io::Result<RecvBuf>> {
        let mut receive = self.receive.borrow_mut();
        let next = receive.queue.pop_front();
        if receive.queue.len() < QUEUED_BUFFERS / 2 && (next.is_none() || !receive.single) {
            self.arm(thread, &mut receive);
        }
        if let Some(received) = next {
            drop(receive);
            thread.leaves_queue(&received);
            return Poll::Ready(Ok(RecvBuf(Some(received))));
        }
        match receive.end {
            Some(End::Eof) => Poll::Ready(Ok(RecvBuf(None))),
            Some(End::Error(error)) => Poll::Ready(Err(io::Error::from_raw_os_error(error))),
            None => {
                set_waker(&mut receive.waker, cx);
                Poll::Pending
            }
        }
    }

    /// Starts receiving if it has to be started. Returns whether it did.
    fn arm(self: &Rc<Self>, thread: &Thread, receive: &mut Receive) -> bool {
        if receive.op.is_some() || receive.starved || receive.closed || receive.end.is_some() {
            return false;
        }
        let fd = types::Fd(self.fd.as_raw_fd());
        receive.multishot = !receive.single && thread.copied_out_bytes.get() <= COPIED_OUT_BYTES;
        let entry = if receive.multishot {
            opcode::RecvMulti::new(fd, recv_bufs::GROUP).build()
        } else {
            let one = opcode::Recv::new(fd, std::ptr::null_mut(), 0).buf_group(recv_bufs::GROUP).build();
            one.flags(io_uring::squeue::Flags::BUFFER_SELECT)
        };
        receive.op = Some(thread.push(entry, Op::Receive(self.clone())));
        true
    }

    /// Starts receiving into `room`, at most `most` bytes of it. No operation is in flight.
    fn lend(self: &Rc<Self>, thread: &Thread, receive: &mut Receive, mut room: BytesMut, most: usize) {
        let free = room.spare_capacity_mut();
        let ask = u32::try_from(free.len().min(most)).unwrap_or(u32::MAX);
        // The memory does not move with its handle: the operation owns it from here on.
        let entry = opcode::Recv::new(types::Fd(self.fd.as_raw_fd()), free.as_mut_ptr().cast(), ask).build();
        receive.op = Some(thread.push(entry, Op::ReceiveInto(self.clone(), room)));
        receive.lent = Lent::Out;
    }

    pub(super) fn receive_completed(self: &Rc<Self>, thread: &Thread, completion: Completion) {
        let mut receive = self.receive.borrow_mut();
        let over = if cqueue::more(completion.flags) {
            None
        } else {
            receive.op = None;
            (receive.multishot, receive.stopping) = (false, false);
            thread.ring.borrow_mut().remove(completion.key)
        };
        let len = usize::try_from(completion.result).unwrap_or(0);
        let over = match over {
            Some(Op::ReceiveInto(_, room)) => {
                self.take_back(thread, &mut receive, room, len);
                None
            }
            over => {
                if let Some(id) = cqueue::buffer_select(completion.flags) {
                    self.take_shared(thread, &mut receive, thread.recv_bufs.filled(id, len));
                }
                over
            }
        };
        match completion.result {
            1.. => {}
            0 => receive.end = Some(End::Eof),
            error => match -error {
                libc::ENOBUFS if !receive.closed => {
                    receive.starved = true;
                    thread.starved.borrow_mut().push_back(self.clone());
                }
                libc::ENOBUFS | libc::ECANCELED | libc::EINTR | libc::EAGAIN => {}
                error => receive.end = Some(End::Error(error)),
            },
        }
        if receive.op.is_some() {
            if receive.queue.len() >= QUEUED_BUFFERS {
                receive.stop(thread);
            }
        } else if receive.queue.len() < QUEUED_BUFFERS / 2 && !receive.single {
            self.arm(thread, &mut receive);
        }
        let waker = receive.waker.take();
        drop(receive);
        drop(over);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn take_shared(self: &Rc<Self>, thread: &Thread, receive: &mut Receive, filled: Filled) {
        let len = filled.as_ref().len();
        if len == 0 {
            return;
        }
        // A stream that is handed off keeps what comes in until the operation has ended.
        if receive.dropped {
            self.reset_on_close();
            return;
        }
        let peer = Rc::as_ptr(self).addr() as u64;
        thread.moderation.borrow_mut().received(peer, thread.turn_ns());
        receive.enqueue(Received::Shared(filled), thread, self);
        receive.choose_kind(len);
    }

    /// `room` comes back with `len` more bytes.
    fn take_back(self: &Rc<Self>, thread: &Thread, receive: &mut Receive, mut room: BytesMut, len: usize) {
        let filled = room.len().saturating_add(len);
        assert!(filled <= room.capacity(), "the kernel reported {len} bytes in memory for fewer");
        // SAFETY: within the capacity; the kernel has written `len` bytes behind those that were there.
        unsafe { room.set_len(filled) };
        if matches!(receive.lent, Lent::Out) {
            receive.lent = Lent::Back(room);
            return;
        }
        receive.lent = Lent::No;
        if room.is_empty() {
            return;
        }
        if receive.dropped {
            self.reset_on_close();
        } else {
            receive.enqueue(Received::Own(room.freeze()), thread, self);
        }
    }

    /// Gives the shared buffers that this stream has not read back, keeping copies.
    fn copy_out(&self, thread: &Thread) {
        let mut receive = self.receive.borrow_mut();
        for received in std::mem::take(&mut receive.queue) {
            thread.leaves_queue(&received);
            receive.queue.push_back(Received::Own(received.into_bytes()));
        }
        let copied: usize = receive.queue.iter().map(|received| received.as_ref().len()).sum();
        thread.copied_out_bytes.update(|bytes| bytes + copied);
    }
}

impl Receive {
    /// Adds to the queue and keeps account of it.
    pub(super) fn enqueue(&mut self, received: Received, thread: &Thread, stream: &Rc<StreamInner>) {
        match &received {
            Received::Shared(filled) => {
                if let Some(holder) = thread.holders.borrow_mut().get_mut(usize::from(filled.id())) {
                    *holder = Some(stream.clone());
                }
            }
            Received::Own(bytes) => thread.copied_out_bytes.update(|sum| sum + bytes.len()),
        }
        self.queue.push_back(received);
    }

    /// Moves what waits in the queue behind the bytes of `room`, until there are `most` or no room is left.
    fn take_queued(&mut self, thread: &Thread, room: &mut BytesMut, most: usize) {
        while let Some(first) = self.queue.front_mut() {
            let free = most.min(room.capacity()).saturating_sub(room.len());
            let bytes = first.as_ref();
            if bytes.len() <= free {
                room.extend_from_slice(bytes);
                if let Some(taken) = self.queue.pop_front() {
                    thread.leaves_queue(&taken);
                }
                continue;
            }
            room.extend_from_slice(bytes.get(..free).unwrap_or_default());
            match first {
                Received::Shared(filled) => filled.skip(free),
                Received::Own(bytes) => {
                    bytes.advance(free);
                    thread.copied_out_bytes.update(|sum| sum.saturating_sub(free));
                }
            }
            return;
        }
    }

    /// Asks the operation in flight, if there is one, to end.
    pub(super) fn stop(&mut self, thread: &Thread) {
        if let Some(key) = self.op
            && !std::mem::replace(&mut self.stopping, true)
        {
            thread.ring.borrow_mut().cancel(key);
        }
    }

    /// Decides how the next receive is made, after one of `len` bytes.
    fn choose_kind(&mut self, len: usize) {
        if self.queue.len() > QUEUED_BUFFERS {
            (self.single, self.small_receives) = (true, 0);
        } else if len > SMALL_BYTES {
            self.small_receives = 0;
        } else if self.single {
            self.small_receives += 1;
            self.single = self.small_receives < SMALL_RECEIVES;
        }
    }
}

impl Thread {
    /// Accounts for what has been taken out of a stream's queue.
    pub(super) fn leaves_queue(&self, received: &Received) {
        match received {
            Received::Shared(filled) => {
                let holder = self.holders.borrow_mut().get_mut(usize::from(filled.id())).and_then(Option::take);
                drop(holder);
            }
            Received::Own(bytes) => self.copied_out_bytes.update(|sum| sum.saturating_sub(bytes.len())),
        }
    }

    /// Starts receives that found no buffer, in order, as far as there are buffers. If all are taken, they are taken
    /// from streams whose readers have had a turn and left them.
    pub(super) fn restart_starved(&self) {
        if self.starved.borrow().is_empty() {
            return;
        }
        if self.recv_bufs.available() == 0 {
            let holders: Vec<_> = self.holders.borrow().iter().flatten().cloned().collect();
            for stream in holders {
                stream.copy_out(self);
            }
        }
        // Each of them has data, so each takes a buffer and there will be another turn for those that get none now.
        let mut buffers = self.recv_bufs.available();
        while buffers > 0 {
            let next = self.starved.borrow_mut().pop_front();
            let Some(stream) = next else { break };
            let mut receive = stream.receive.borrow_mut();
            receive.starved = false;
            // Else its reader starts it, when it has caught up, or has it come into its own memory.
            if receive.queue.len() < QUEUED_BUFFERS / 2 && stream.arm(self, &mut receive) {
                buffers -= 1;
            }
        }
    }
}
