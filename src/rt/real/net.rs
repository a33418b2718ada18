//! Sockets of the real world: listeners and streams over a thread's ring.
//!
//! Promises: a send owns its segments until the kernel has let go of them, a receive its reader's memory (see `receive`). Dropping a future or the last handle of a stream with
//! operations in flight is sound: they are cancelled, and the descriptor is closed after them.
//! The caller must send one thing at a time on a stream, and must not go on with one whose send it has dropped.
#![allow(unsafe_code)]

pub(crate) use super::receive::RecvBuf;
use super::receive::{End, Receive, Received, RecvInto};
use super::ring::{Completion, Key, Op, Payload};
use super::sockets::{check, name, set_buffer_sizes, set_option, socket, to_raw};
use super::thread::{OnDrop, Thread};
use crate::rt::buf::Segment;
pub(crate) use crate::rt::net::ListenOptions;
use bytes::{Bytes, BytesMut};
use io_uring::{cqueue, opcode, types};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::mem::size_of;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

/// Connections accepted by the kernel that may wait for `accept`.
const QUEUED_CONNECTIONS: usize = 128;
/// Pieces of memory in one send; the kernel takes 1024 (IOV_MAX).
const PIECES_PER_SEND: usize = 256;
/// The most bytes a single send asks for.
const BYTES_PER_SEND: usize = 1 << 30;

/// Sends of at least this many bytes let the network card read the segments in place (SEND_ZC); slower on loopback.
static ZERO_COPY_FROM_BYTES: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Turns zero-copy sends on for sends of at least `bytes` in the whole process; None turns them off, as at start.
pub fn set_zero_copy_from(bytes: Option<usize>) {
    ZERO_COPY_FROM_BYTES.store(bytes.unwrap_or(usize::MAX), Ordering::Relaxed);
}

/// A listening socket. Dropping it closes it and the connections nobody has accepted.
pub(crate) struct TcpListener {
    thread: Rc<Thread>,
    inner: Rc<ListenerInner>,
    local: SocketAddr,
    backlog: u32,
}

pub(super) struct ListenerInner {
    fd: OwnedFd,
    state: RefCell<Accepting>,
}

#[derive(Default)]
struct Accepting {
    queue: VecDeque<OwnedFd>,
    error: Option<io::Error>,
    op: Option<Key>,
    stopping: bool,
    closed: bool,
    waker: Option<Waker>,
}

impl TcpListener {
    /// Takes the address; connections are refused until `listen`.
    pub(crate) fn reserve(thread: Rc<Thread>, address: SocketAddr, options: &ListenOptions) -> io::Result<TcpListener> {
        let fd = socket(&address)?;
        set_option(&fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, 1)?;
        if options.reuse_port {
            set_option(&fd, libc::SOL_SOCKET, libc::SO_REUSEPORT, 1)?;
        }
        // Every address of IPv6 stands for those of IPv4, too, whatever the machine's default.
        if address.is_ipv6() && address.ip().is_unspecified() {
            set_option(&fd, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, 0)?;
        }
        // Accepted sockets inherit these, and TCP_NODELAY.
        set_buffer_sizes(&fd, options.recv_buffer_bytes, options.send_buffer_bytes)?;
        set_option(&fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
        let (raw, len) = to_raw(&address);
        // SAFETY: `raw` holds an address of `len` bytes.
        check(unsafe { libc::bind(fd.as_raw_fd(), (&raw const raw).cast(), len) })?;
        let local = name(&fd, libc::getsockname)?;
        let inner = Rc::new(ListenerInner { fd, state: RefCell::default() });
        Ok(TcpListener { thread, inner, local, backlog: options.backlog })
    }

    pub(crate) fn listen(&self) -> io::Result<()> {
        let backlog = i32::try_from(self.backlog).unwrap_or(i32::MAX);
        // SAFETY: no pointers.
        check(unsafe { libc::listen(self.inner.fd.as_raw_fd(), backlog) })?;
        Ok(())
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The next connection. Errors such as EMFILE are passed on; accepting goes on with the next call.
    pub(crate) async fn accept(&self) -> io::Result<TcpStream> {
        loop {
            let fd = poll_fn(|cx| self.inner.poll_accept(&self.thread, cx)).await?;
            // A connection that is gone already has no peer.
            if let Ok(peer) = name(&fd, libc::getpeername) {
                return TcpStream::new(self.thread.clone(), fd, peer);
            }
        }
    }
}

impl Drop for TcpListener {
    fn drop(&mut self) {
        let mut state = self.inner.state.borrow_mut();
        state.closed = true;
        let queued = std::mem::take(&mut state.queue);
        if let Some(key) = state.op {
            self.thread.ring.borrow_mut().cancel(key);
        }
        drop(state);
        drop(queued);
        // The address is free from here on, not only when the cancellation has gone through.
        // SAFETY: no pointers. There is nothing to do about a failure.
        unsafe { libc::shutdown(self.inner.fd.as_raw_fd(), libc::SHUT_RDWR) };
    }
}

impl ListenerInner {
    fn poll_accept(self: &Rc<Self>, thread: &Thread, cx: &mut Context<'_>) -> Poll<io::Result<OwnedFd>> {
        let mut state = self.state.borrow_mut();
        if let Some(fd) = state.queue.pop_front() {
            return Poll::Ready(Ok(fd));
        }
        if let Some(error) = state.error.take() {
            return Poll::Ready(Err(error));
        }
        if state.op.is_none() {
            self.arm(thread, &mut state);
        }
        set_waker(&mut state.waker, cx);
        Poll::Pending
    }

    fn arm(self: &Rc<Self>, thread: &Thread, state: &mut Accepting) {
        let fd = types::Fd(self.fd.as_raw_fd());
        let entry = opcode::AcceptMulti::new(fd).flags(libc::SOCK_CLOEXEC).build();
        state.op = Some(thread.push(entry, Op::Accept(self.clone())));
    }

    pub(super) fn completed(self: &Rc<Self>, thread: &Thread, completion: Completion) {
        let mut state = self.state.borrow_mut();
        // SAFETY: a descriptor that the kernel has just made for us.
        let connection = (completion.result >= 0).then(|| unsafe { OwnedFd::from_raw_fd(completion.result) });
        let over = if cqueue::more(completion.flags) {
            None
        } else {
            state.op = None;
            state.stopping = false;
            thread.ring.borrow_mut().remove(completion.key)
        };
        match connection {
            Some(connection) if !state.closed => state.queue.push_back(connection),
            Some(_) => {}
            None if matches!(-completion.result, libc::ECANCELED | libc::EINTR | libc::EAGAIN | libc::ECONNABORTED) => {
            }
            None => state.error = Some(io::Error::from_raw_os_error(-completion.result)),
        }
        if !state.closed {
            match state.op {
                Some(key) if state.queue.len() >= QUEUED_CONNECTIONS && !state.stopping => {
                    state.stopping = true;
                    thread.ring.borrow_mut().cancel(key);
                }
                None if state.queue.is_empty() && state.error.is_none() => self.arm(thread, &mut state),
                _ => {}
            }
        }
        let waker = state.waker.take();
        drop(state);
        drop(over);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A connected socket; clones are the same one.
#[derive(Clone)]
pub(crate) struct TcpStream {
    handle: Rc<Handle>,
}

/// What all clones of a stream share; its drop ends the stream.
struct Handle {
    thread: Rc<Thread>,
    inner: Rc<StreamInner>,
    peer: SocketAddr,
}

pub(super) struct StreamInner {
    pub(super) fd: OwnedFd,
    pub(super) receive: RefCell<Receive>,
    send: RefCell<Sending>,
}

#[derive(Default)]
struct Sending {
    op: Option<Key>,
    result: Option<io::Result<()>>,
    /// A send's future was dropped before its end: part of it may have gone out.
    broken: bool,
    waker: Option<Waker>,
}

/// A stream on its way to another thread.
pub(crate) struct Handoff {
    fd: OwnedFd,
    peer: SocketAddr,
    unread: Vec<Bytes>,
    end: Option<End>,
}

impl TcpStream {
    fn new(thread: Rc<Thread>, fd: OwnedFd, peer: SocketAddr) -> io::Result<TcpStream> {
        let inner = Rc::new(StreamInner { fd, receive: RefCell::default(), send: RefCell::default() });
        Ok(TcpStream { handle: Rc::new(Handle { thread, inner, peer }) })
    }

    pub(crate) async fn connect(thread: Rc<Thread>, address: SocketAddr) -> io::Result<TcpStream> {
        let socket = socket(&address)?;
        set_option(&socket, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
        let (raw, len) = to_raw(&address);
        let raw = Box::new(raw);
        let entry = opcode::Connect::new(types::Fd(socket.as_raw_fd()), (&raw const *raw).cast(), len).build();
        let operation = thread.start(entry, Payload::Connect { socket, _address: raw }, OnDrop::Cancel);
        match operation.await {
            (0, Payload::Connect { socket, .. }) => {
                let peer = name(&socket, libc::getpeername)?;
                TcpStream::new(thread, socket, peer)
            }
            (error, _) => Err(io::Error::from_raw_os_error(-error)),
        }
    }

    pub(crate) fn peer_addr(&self) -> SocketAddr {
        self.handle.peer
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        name(&self.handle.inner.fd, libc::getsockname)
    }

    /// Received bytes that wait for `recv`.
    #[cfg(test)]
    pub(super) fn unread_bytes(&self) -> usize {
        let receive = self.handle.inner.receive.borrow();
        receive.queue.iter().map(|received| received.as_ref().len()).sum()
    }

    #[cfg(test)]
    pub(super) fn no_delay(&self) -> io::Result<bool> {
        std::net::TcpStream::from(self.handle.inner.fd.try_clone()?).nodelay()
    }

    /// The next bytes, in a shared buffer. One task at a time.
    pub(crate) async fn recv(&self) -> io::Result<RecvBuf> {
        poll_fn(|cx| self.handle.inner.poll_receive(&self.handle.thread, cx)).await
    }

    /// The next bytes, at most `most`, in `room`, which is empty. One task at a time.
    pub(crate) async fn recv_into(&self, room: BytesMut, most: usize) -> io::Result<BytesMut> {
        let Handle { thread, inner, .. } = &*self.handle;
        let mut receiving = RecvInto { stream: inner, thread, room: Some(room), most };
        poll_fn(|cx| receiving.poll(cx)).await
    }

    /// Sends all of `segments`, in order. An error leaves it open how much went out.
    pub(crate) async fn send(&self, segments: Vec<Segment>) -> io::Result<()> {
        let Handle { thread, inner, .. } = &*self.handle;
        {
            let mut sending = inner.send.borrow_mut();
            if sending.broken {
                return Err(io::Error::new(io::ErrorKind::BrokenPipe, "an earlier send was given up half-way"));
            }
            if sending.op.is_some() || sending.result.is_some() {
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, "another send is under way on this stream"));
            }
            let Some(op) = SendOp::new(inner.clone(), segments) else { return Ok(()) };
            sending.op = Some(op.start(thread));
        }
        let mut guard = SendGuard { inner, over: false };
        let result = poll_fn(|cx| {
            let mut sending = inner.send.borrow_mut();
            match sending.result.take() {
                Some(result) => Poll::Ready(result),
                None => {
                    set_waker(&mut sending.waker, cx);
                    Poll::Pending
                }
            }
        })
        .await;
        guard.over = true;
        result
    }

    /// How many of the bytes sent the peer's system has acknowledged so far.
    pub(crate) fn taken_bytes(&self) -> io::Result<u64> {
        // The kernel's struct tcp_info as far as tcpi_bytes_acked (since Linux 4.1), whose place in it never changes.
        const BYTES_ACKED: usize = 15;
        let mut info = [0u64; BYTES_ACKED + 1];
        let mut size = size_of_val(&info) as libc::socklen_t;
        let fd = self.handle.inner.fd.as_raw_fd();
        // SAFETY: the kernel writes at most `size` bytes, which the buffer has.
        check(unsafe {
            libc::getsockopt(fd, libc::IPPROTO_TCP, libc::TCP_INFO, info.as_mut_ptr().cast(), &raw mut size)
        })?;
        Ok(info[BYTES_ACKED])
    }

    /// Ends our direction: the peer sees the end of the stream after what was sent. Receiving goes on.
    pub(crate) fn shutdown(&self) -> io::Result<()> {
        // SAFETY: no pointers.
        check(unsafe { libc::shutdown(self.handle.inner.fd.as_raw_fd(), libc::SHUT_WR) })
    }

    /// Takes the stream off this thread. An error if there are other clones or a send is under way.
    pub(crate) async fn into_handoff(self) -> io::Result<Handoff> {
        let busy = |what| io::Error::new(io::ErrorKind::ResourceBusy, what);
        if Rc::strong_count(&self.handle) > 1 {
            return Err(busy("a stream with other handles cannot be handed off"));
        }
        let Handle { thread, inner, peer } = &*self.handle;
        {
            let sending = inner.send.borrow();
            if sending.op.is_some() || sending.broken {
                return Err(busy("a stream that is sending cannot be handed off"));
            }
        }
        poll_fn(|cx| {
            let mut receive = inner.receive.borrow_mut();
            receive.closed = true;
            match receive.op {
                None => Poll::Ready(()),
                Some(_) => {
                    receive.stop(thread);
                    set_waker(&mut receive.waker, cx);
                    Poll::Pending
                }
            }
        })
        .await;
        let fd = inner.fd.try_clone()?;
        let (queue, end) = {
            let mut receive = inner.receive.borrow_mut();
            (std::mem::take(&mut receive.queue), receive.end)
        };
        let unread = queue
            .into_iter()
            .map(|received| {
                thread.leaves_queue(&received);
                received.into_bytes()
            })
            .collect();
        Ok(Handoff { fd, peer: *peer, unread, end })
    }

    /// Goes on with a stream from another thread.
    pub(crate) fn from_handoff(thread: Rc<Thread>, handoff: Handoff) -> io::Result<TcpStream> {
        let Handoff { fd, peer, unread, end } = handoff;
        let stream = TcpStream::new(thread, fd, peer)?;
        let mut receive = stream.handle.inner.receive.borrow_mut();
        for bytes in unread {
            receive.enqueue(Received::Own(bytes), &stream.handle.thread, &stream.handle.inner);
        }
        receive.end = end;
        drop(receive);
        Ok(stream)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut receive = self.inner.receive.borrow_mut();
        receive.closed = true;
        receive.dropped = true;
        let (queue, op) = (std::mem::take(&mut receive.queue), receive.op);
        drop(receive);
        for received in &queue {
            self.thread.leaves_queue(received);
            self.inner.reset_on_close();
        }
        let sending = self.inner.send.borrow().op;
        if sending.is_some() {
            // A cancellation may miss a send that is just being tried again, which would then wait for as long as the other end likes.
            // SAFETY: no pointers. There is nothing to do about a failure.
            unsafe { libc::shutdown(self.inner.fd.as_raw_fd(), libc::SHUT_RDWR) };
        }
        let mut ring = self.thread.ring.borrow_mut();
        for key in [op, sending].into_iter().flatten() {
            ring.cancel(key);
        }
    }
}

impl StreamInner {
    /// Makes the close a reset. The kernel does so if it holds unread bytes; what we hold for it counts as well.
    pub(super) fn reset_on_close(&self) {
        let linger = libc::linger { l_onoff: 1, l_linger: 0 };
        let size = size_of::<libc::linger>() as libc::socklen_t;
        // SAFETY: a pointer to a linger and its size. A failure leaves the close as it is.
        unsafe {
            libc::setsockopt(self.fd.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, (&raw const linger).cast(), size)
        };
    }
}

/// Marks the stream as unusable for sending if a send's future is dropped half-way.
struct SendGuard<'a> {
    inner: &'a StreamInner,
    over: bool,
}

impl Drop for SendGuard<'_> {
    fn drop(&mut self) {
        if !self.over {
            let mut sending = self.inner.send.borrow_mut();
            sending.broken = true;
            sending.waker = None;
        }
    }
}

/// A send in flight. Lives in the ring's entry until the kernel has let go of all its segments.
pub(super) struct SendOp {
    stream: Rc<StreamInner>,
    segments: Vec<Segment>,
    /// The first segment not wholly sent, and how much of it is.
    at: (usize, usize),
    left: usize,
    pieces: Vec<libc::iovec>,
    message: libc::msghdr,
    /// Zero-copy sends whose memory the kernel still reads.
    notices_due: usize,
    result_given: bool,
}

impl SendOp {
    /// None if there is nothing to send.
    fn new(stream: Rc<StreamInner>, segments: Vec<Segment>) -> Option<Box<SendOp>> {
        let left = segments.iter().map(Segment::len).sum();
        // SAFETY: all zeros is a valid, empty msghdr.
        let message = unsafe { std::mem::zeroed() };
        let op =
            SendOp { stream, segments, at: (0, 0), left, pieces: vec![], message, notices_due: 0, result_given: false };
        (left > 0).then(|| Box::new(op))
    }

    /// Hands the first part to the ring.
    fn start(mut self: Box<Self>, thread: &Thread) -> Key {
        let entry = self.next_part();
        thread.push(entry, Op::Send(self))
    }

    /// An entry that sends what is left, or the first part of it. It points into self, which is boxed.
    fn next_part(self: &mut Box<Self>) -> io_uring::squeue::Entry {
        let (first, offset) = self.at;
        let mut bytes = 0;
        self.pieces.clear();
        for (i, segment) in self.segments.iter().enumerate().skip(first) {
            let segment =
                if i == first { segment.as_ref().get(offset..).unwrap_or_default() } else { segment.as_ref() };
            if segment.is_empty() {
                continue;
            }
            let piece = &segment[..segment.len().min(BYTES_PER_SEND - bytes)];
            self.pieces.push(libc::iovec { iov_base: piece.as_ptr().cast_mut().cast(), iov_len: piece.len() });
            bytes += piece.len();
            if self.pieces.len() == PIECES_PER_SEND || bytes == BYTES_PER_SEND {
                break;
            }
        }
        self.message.msg_iov = self.pieces.as_mut_ptr();
        self.message.msg_iovlen = self.pieces.len() as _;
        let fd = types::Fd(self.stream.fd.as_raw_fd());
        let flags = (libc::MSG_NOSIGNAL | libc::MSG_WAITALL) as u32;
        if bytes >= ZERO_COPY_FROM_BYTES.load(Ordering::Relaxed) {
            opcode::SendMsgZc::new(fd, &raw const self.message).flags(flags).build()
        } else {
            opcode::SendMsg::new(fd, &raw const self.message).flags(flags).build()
        }
    }

    fn advance(&mut self, mut sent: usize) {
        self.left = self.left.saturating_sub(sent);
        while let Some(segment) = self.segments.get(self.at.0) {
            let rest = segment.len() - self.at.1;
            if sent < rest {
                self.at.1 += sent;
                return;
            }
            sent -= rest;
            self.at = (self.at.0 + 1, 0);
        }
    }
}

/// A part of a send is done, or its memory is free.
pub(super) fn send_completed(thread: &Thread, completion: Completion) {
    let mut ring = thread.ring.borrow_mut();
    let Some(Op::Send(op)) = ring.get(completion.key) else { return };
    let mut outcome = None;
    if cqueue::notif(completion.flags) {
        op.notices_due -= 1;
    } else {
        if cqueue::more(completion.flags) {
            op.notices_due += 1;
        }
        match completion.result {
            sent @ 1.. => {
                op.advance(sent as usize);
                if op.left == 0 {
                    outcome = Some(Ok(()));
                }
            }
            0 => outcome = Some(Err(io::ErrorKind::WriteZero.into())),
            error if matches!(-error, libc::EINTR | libc::EAGAIN) => {}
            error => outcome = Some(Err(io::Error::from_raw_os_error(-error))),
        }
        // A send that was cancelled half done says how much is done, not that it was cancelled.
        if outcome.is_none() && op.stream.receive.borrow().dropped {
            outcome = Some(Err(io::Error::from_raw_os_error(libc::ECANCELED)));
        }
        if outcome.is_none() {
            let entry = op.next_part();
            // SAFETY: the entry points into the boxed SendOp and its segments, which stay in the ring.
            unsafe { ring.push(entry, completion.key) };
            return;
        }
    }
    op.result_given |= outcome.is_some();
    let over = op.result_given && op.notices_due == 0;
    let stream = outcome.is_some().then(|| op.stream.clone());
    let op = if over { ring.remove(completion.key) } else { None };
    drop(ring);
    if let (Some(result), Some(stream)) = (outcome, stream) {
        let mut sending = stream.send.borrow_mut();
        sending.op = None;
        if !sending.broken {
            sending.result = Some(result);
        }
        let waker = sending.waker.take();
        drop(sending);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
    drop(op);
}

pub(super) fn set_waker(slot: &mut Option<Waker>, cx: &Context<'_>) {
    match slot {
        Some(waker) => waker.clone_from(cx.waker()),
        None => *slot = Some(cx.waker().clone()),
    }
}
