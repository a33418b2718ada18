//! Listeners and streams of the simulated world, as tasks see them; `wire` is what lies between them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use bytes::BytesMut;

use super::disk::errno;
use super::wire::{Conn, ListenerState, Route};
use super::world::Thread;
use crate::rt::buf::Segment;
use crate::rt::net::ListenOptions;
use crate::rt::{Backend, backend_if_any};

/// What a socket buffers each way unless its listener says otherwise.
pub(crate) const SOCKET_BUFFER_BYTES: usize = 64 << 10;
/// The largest piece that one receive returns in memory of the world's.
const RECV_BYTES: usize = 64 << 10;
/// When an unanswered connection request is repeated; afterwards it times out.
const SYN_RETRIES_S: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// The address of a node.
pub(crate) fn ip(node: u16) -> Ipv4Addr {
    let [high, low] = node.to_be_bytes();
    Ipv4Addr::new(10, 77, high, low)
}

/// The node that an address means on `here`.
fn node_of(address: IpAddr, here: u16) -> Option<u16> {
    if address.is_loopback() || address.is_unspecified() {
        return Some(here);
    }
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [10, 77, high, low] => Some(u16::from_be_bytes([high, low])),
            _ => None,
        },
        IpAddr::V6(_) => None,
    }
}

pub(crate) struct Listener {
    thread: Rc<Thread>,
    state: Rc<ListenerState>,
}

impl Listener {
    /// Takes the address; connections are refused until `listen`.
    pub(crate) fn reserve(thread: Rc<Thread>, address: SocketAddr, options: &ListenOptions) -> io::Result<Listener> {
        let node = thread.node.id;
        if !thread.alive() || node_of(address.ip(), node) != Some(node) {
            return Err(errno(libc::EADDRNOTAVAIL));
        }
        let net = &thread.world.net;
        let port = match address.port() {
            0 => net.free_port(node),
            port => port,
        };
        let state = Rc::new(ListenerState {
            node,
            address: SocketAddr::new(address.ip(), port),
            backlog: options.backlog.max(1) as usize,
            reuse_port: options.reuse_port,
            recv_buffer_bytes: options.recv_buffer_bytes.unwrap_or(SOCKET_BUFFER_BYTES).max(2048),
            send_buffer_bytes: options.send_buffer_bytes.unwrap_or(SOCKET_BUFFER_BYTES).max(2048),
            listening: Cell::new(false),
            queue: RefCell::default(),
            waker: RefCell::new(None),
        });
        net.reserve(&state)?;
        Ok(Listener { thread, state })
    }

    pub(crate) fn listen(&self) {
        self.state.listening.set(true);
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.state.address
    }

    pub(crate) async fn accept(&self) -> io::Result<Stream> {
        let conn = poll_fn(|cx| match self.state.queue.borrow_mut().pop_front() {
            Some(conn) => Poll::Ready(conn),
            None => {
                self.state.waker.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
        })
        .await;
        Ok(Stream::new(self.thread.clone(), conn, 1))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.thread.world.net.release(&self.state);
        let queue: VecDeque<_> = self.state.queue.take();
        for conn in queue {
            conn.reset_peer(&self.thread.world, 1);
        }
    }
}

/// One end of a connection.
#[derive(Clone)]
pub(crate) struct Stream {
    end: Rc<End>,
}

struct End {
    thread: Rc<Thread>,
    conn: Rc<Conn>,
    side: usize,
    sending: Cell<bool>,
    /// A send was given up half-way.
    broken: Cell<bool>,
    handed_off: Cell<bool>,
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.handed_off.get() {
            self.conn.close(&self.thread.world, self.side);
        }
    }
}

impl Stream {
    fn new(thread: Rc<Thread>, conn: Rc<Conn>, side: usize) -> Stream {
        let (sending, broken, handed_off) = (Cell::new(false), Cell::new(false), Cell::new(false));
        Stream { end: Rc::new(End { thread, conn, side, sending, broken, handed_off }) }
    }

    pub(crate) async fn connect(thread: Rc<Thread>, address: SocketAddr) -> io::Result<Stream> {
        let world = thread.world.clone();
        let from = thread.node.id;
        let to = node_of(address.ip(), from).ok_or_else(|| errno(libc::ENETUNREACH))?;
        for retry_s in SYN_RETRIES_S {
            pause(&thread, world.net.latency_ns(&world, from, to)).await;
            match world.net.route(&world, from, to, address.port()) {
                Route::Listener(listener) => {
                    let conn = Conn::new(&world, from, to, address, &listener);
                    listener.queue.borrow_mut().push_back(conn.clone());
                    if let Some(waker) = listener.waker.take() {
                        waker.wake();
                    }
                    // The stream exists before its opening is known here: dropping this future closes it.
                    let stream = Stream::new(thread.clone(), conn, 0);
                    pause(&thread, world.net.latency_ns(&world, to, from)).await;
                    return Ok(stream);
                }
                Route::Refused => {
                    pause(&thread, world.net.latency_ns(&world, to, from)).await;
                    return Err(errno(libc::ECONNREFUSED));
                }
                Route::Silence => pause(&thread, Duration::from_secs(retry_s).as_nanos() as u64).await,
            }
        }
        Err(errno(libc::ETIMEDOUT))
    }

    pub(crate) fn peer_addr(&self) -> SocketAddr {
        self.end.conn.address(1 - self.end.side)
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        self.end.conn.address(self.end.side)
    }

    pub(crate) async fn recv(&self) -> io::Result<Vec<u8>> {
        let end = &self.end;
        poll_fn(|cx| end.conn.poll_recv(&end.thread.world, end.side, RECV_BYTES, cx)).await
    }

    pub(crate) async fn recv_into(&self, mut room: BytesMut, most: usize) -> io::Result<BytesMut> {
        let end = &self.end;
        let most = most.min(room.capacity());
        let bytes = poll_fn(|cx| end.conn.poll_recv(&end.thread.world, end.side, most, cx)).await?;
        room.extend_from_slice(&bytes);
        Ok(room)
    }

    pub(crate) async fn send(&self, segments: &[Segment]) -> io::Result<()> {
        let end = &self.end;
        if end.broken.get() {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "an earlier send was given up half-way"));
        }
        if end.sending.replace(true) {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "another send is under way on this stream"));
        }
        let mut guard = SendGuard { end, over: false };
        let mut result = Ok(());
        for segment in segments {
            let mut rest = segment.as_ref();
            while !rest.is_empty() && result.is_ok() {
                match poll_fn(|cx| end.conn.poll_send(&end.thread.world, end.side, rest, cx)).await {
                    Ok(taken) => rest = &rest[taken..],
                    Err(error) => result = Err(error),
                }
            }
        }
        guard.over = true;
        result
    }

    /// How many of the bytes sent the peer's node has taken so far.
    pub(crate) fn taken_bytes(&self) -> u64 {
        self.end.conn.taken_bytes(self.end.side)
    }

    pub(crate) fn shutdown(&self) -> io::Result<()> {
        self.end.conn.shutdown(&self.end.thread.world, self.end.side)
    }

    pub(crate) fn into_handoff(self) -> io::Result<Handoff> {
        let busy = |what| io::Error::new(io::ErrorKind::ResourceBusy, what);
        if Rc::strong_count(&self.end) > 1 {
            return Err(busy("a stream with other handles cannot be handed off"));
        }
        if self.end.broken.get() {
            return Err(busy("a stream that is sending cannot be handed off"));
        }
        self.end.handed_off.set(true);
        Ok(Handoff { conn: self.end.conn.id, side: self.end.side, taken: false })
    }

    pub(crate) fn from_handoff(thread: Rc<Thread>, mut handoff: Handoff) -> io::Result<Stream> {
        handoff.taken = true;
        let conn = thread.world.net.connection(handoff.conn).ok_or_else(|| errno(libc::ECONNRESET))?;
        Ok(Stream::new(thread, conn, handoff.side))
    }
}

struct SendGuard<'a> {
    end: &'a End,
    over: bool,
}

impl Drop for SendGuard<'_> {
    fn drop(&mut self) {
        self.end.sending.set(false);
        if !self.over {
            self.end.broken.set(true);
        }
    }
}

/// Names a connection, so that it is `Send`.
pub(crate) struct Handoff {
    conn: u64,
    side: usize,
    taken: bool,
}

impl Drop for Handoff {
    fn drop(&mut self) {
        if self.taken {
            return;
        }
        if let Some(Backend::Sim(thread)) = backend_if_any()
            && let Some(conn) = thread.world.net.connection(self.conn)
        {
            conn.close(&thread.world, self.side);
        }
    }
}

async fn pause(thread: &Rc<Thread>, ns: u64) {
    super::Sleep::new(thread.clone(), thread.world.now_ns().saturating_add(ns)).await;
}

/// Wakes and forgets.
pub(crate) fn wake(waker: &Cell<Option<Waker>>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}
