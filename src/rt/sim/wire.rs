//! What lies between the two ends of the simulated connections.
//!
//! Each direction of a connection is a send buffer, segments under way, and a receive buffer, all bounded. The seed cuts the
//! bytes into segments and delays each; deliveries take the segment that was sent first, so bytes stay in order. Where a link
//! is blocked or the target has no power, deliveries wait, as retransmissions would; loss is a long delay, or a reset.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::disk::errno;
use super::net::{SOCKET_BUFFER_BYTES, ip, wake};
use super::world::World;

/// The largest segment.
const SEGMENT_BYTES: usize = 64 << 10;

/// By node and port.
type Listeners = BTreeMap<(u16, u16), Vec<Rc<ListenerState>>>;

pub(crate) struct Net {
    listeners: RefCell<Listeners>,
    conns: RefCell<BTreeMap<u64, Rc<Conn>>>,
    next_port: RefCell<BTreeMap<u16, u16>>,
    blocked: RefCell<BTreeSet<(u16, u16)>>,
    pub(crate) latency_ns: Cell<(u64, u64)>,
    pub(crate) stalls_per_million: Cell<u32>,
    pub(crate) resets_per_million: Cell<u32>,
    pub(crate) silent_crashes_per_million: Cell<u32>,
}

pub(crate) struct ListenerState {
    pub(crate) node: u16,
    pub(crate) address: SocketAddr,
    pub(crate) backlog: usize,
    pub(crate) reuse_port: bool,
    pub(crate) recv_buffer_bytes: usize,
    pub(crate) send_buffer_bytes: usize,
    pub(crate) listening: Cell<bool>,
    pub(crate) queue: RefCell<VecDeque<Rc<Conn>>>,
    pub(crate) waker: RefCell<Option<Waker>>,
}

/// What a connection request meets.
pub(crate) enum Route {
    Listener(Rc<ListenerState>),
    Refused,
    Silence,
}

impl Default for Net {
    fn default() -> Net {
        Net {
            listeners: RefCell::default(),
            conns: RefCell::default(),
            next_port: RefCell::default(),
            blocked: RefCell::default(),
            latency_ns: Cell::new((50_000, 500_000)),
            stalls_per_million: Cell::new(0),
            resets_per_million: Cell::new(0),
            silent_crashes_per_million: Cell::new(0),
        }
    }
}

impl Net {
    /// A port that nobody listens on.
    pub(crate) fn free_port(&self, node: u16) -> u16 {
        let mut next_port = self.next_port.borrow_mut();
        let next = next_port.entry(node).or_insert(32_768);
        loop {
            let port = *next;
            *next = if port == u16::MAX { 32_768 } else { port + 1 };
            if !self.listeners.borrow().contains_key(&(node, port)) {
                return port;
            }
        }
    }

    pub(crate) fn reserve(&self, listener: &Rc<ListenerState>) -> io::Result<()> {
        let mut listeners = self.listeners.borrow_mut();
        let there = listeners.entry((listener.node, listener.address.port())).or_default();
        if there.iter().any(|other| !(other.reuse_port && listener.reuse_port)) {
            return Err(errno(libc::EADDRINUSE));
        }
        there.push(listener.clone());
        Ok(())
    }

    pub(crate) fn release(&self, listener: &Rc<ListenerState>) {
        let key = (listener.node, listener.address.port());
        let mut listeners = self.listeners.borrow_mut();
        if let Some(there) = listeners.get_mut(&key) {
            there.retain(|other| !Rc::ptr_eq(other, listener));
            if there.is_empty() {
                listeners.remove(&key);
            }
        }
    }

    pub(crate) fn connection(&self, id: u64) -> Option<Rc<Conn>> {
        self.conns.borrow().get(&id).cloned()
    }

    pub(crate) fn connections(&self) -> usize {
        self.conns.borrow().len()
    }

    pub(crate) fn latency_ns(&self, world: &World, from: u16, to: u16) -> u64 {
        let (low, high) = if from == to { (5_000, 50_000) } else { self.latency_ns.get() };
        let latency_ns = low + world.below(high.saturating_sub(low) + 1);
        if world.below(100) == 0 { latency_ns.saturating_mul(10) } else { latency_ns }
    }

    /// Where a connection request that arrives now ends.
    pub(crate) fn route(&self, world: &World, from: u16, to: u16, port: u16) -> Route {
        if !self.passes(world, from, to) || !self.passes(world, to, from) {
            return Route::Silence;
        }
        let listeners = self.listeners.borrow();
        let there: Vec<_> = listeners.get(&(to, port)).into_iter().flatten().filter(|l| l.listening.get()).collect();
        if there.is_empty() {
            return Route::Refused;
        }
        let listener = there[world.below(there.len() as u64) as usize];
        if listener.queue.borrow().len() >= listener.backlog {
            return Route::Silence;
        }
        Route::Listener(listener.clone())
    }

    /// Whether what `from` has sent can reach `to` now.
    fn passes(&self, world: &World, from: u16, to: u16) -> bool {
        let powered = world.nodes.borrow().get(&to).is_some_and(|node| node.powered.get());
        powered && !self.blocked.borrow().contains(&(from, to))
    }

    pub(crate) fn block(&self, from: u16, to: u16) {
        self.blocked.borrow_mut().insert((from, to));
    }

    pub(crate) fn heal(&self, world: &Rc<World>, from: u16, to: u16) {
        self.blocked.borrow_mut().remove(&(from, to));
        self.deliver_held(world);
    }

    pub(crate) fn heal_all(&self, world: &Rc<World>) {
        self.blocked.borrow_mut().clear();
        self.deliver_held(world);
    }

    /// Schedules what had waited for a link or a node that works again.
    pub(crate) fn deliver_held(&self, world: &Rc<World>) {
        let conns: Vec<_> = self.conns.borrow().values().cloned().collect();
        for conn in conns {
            for side in 0..2 {
                if self.passes(world, conn.node[side], conn.node[1 - side]) {
                    for _ in 0..conn.pipe[side].held.take() {
                        conn.schedule(world, side, milliseconds(world, 200));
                    }
                }
            }
        }
    }

    /// The node's sockets vanish. Their peers hear of it at once, or, in a silent crash, when they next send to the node.
    pub(crate) fn power_off(&self, world: &Rc<World>, node: u16) {
        let conns: Vec<_> = self.conns.borrow().values().cloned().collect();
        for conn in conns {
            for side in 0..2 {
                if conn.node[side] == node && !conn.end[side].gone.replace(true) {
                    let silent = world.chance(self.silent_crashes_per_million.get());
                    conn.pipe[side].state.borrow_mut().unsent.clear();
                    if !silent {
                        conn.reset_peer(world, side);
                    }
                }
            }
        }
    }

    pub(crate) fn clear(&self) {
        self.listeners.borrow_mut().clear();
        self.conns.borrow_mut().clear();
    }
}

/// A connection. `end[0]` is who opened it; `pipe[side]` carries what `end[side]` sends.
pub(crate) struct Conn {
    pub(crate) id: u64,
    node: [u16; 2],
    address: [SocketAddr; 2],
    pipe: [Pipe; 2],
    end: [ConnEnd; 2],
}

#[derive(Default)]
struct ConnEnd {
    /// Closed, or lost with its node.
    gone: Cell<bool>,
    /// Reset by the other side.
    broken: Cell<bool>,
    /// The reset has not been reported yet.
    error_due: Cell<bool>,
    receiver: Cell<Option<Waker>>,
    sender: Cell<Option<Waker>>,
}

struct Pipe {
    send_buffer_bytes: usize,
    recv_buffer_bytes: usize,
    /// Deliveries that were due while the link was blocked.
    held: Cell<usize>,
    state: RefCell<PipeState>,
}

#[derive(Default)]
struct PipeState {
    unsent: VecDeque<u8>,
    /// The sender is done; the end follows what is unsent.
    ending: bool,
    end_sent: bool,
    under_way: VecDeque<Flight>,
    under_way_bytes: usize,
    received: VecDeque<Vec<u8>>,
    received_bytes: usize,
    /// Of all that was ever sent.
    taken_bytes: u64,
    ended: bool,
}

enum Flight {
    Data(Vec<u8>),
    End,
    Reset,
}

impl Conn {
    pub(crate) fn new(world: &Rc<World>, from: u16, to: u16, target: SocketAddr, at: &ListenerState) -> Rc<Conn> {
        // A node calls itself by the address that it was called by.
        let own = if from == to && target.ip().is_loopback() { target.ip() } else { IpAddr::V4(ip(from)) };
        let called = if target.ip().is_loopback() { target.ip() } else { IpAddr::V4(ip(to)) };
        let pipe = |send_buffer_bytes, recv_buffer_bytes| Pipe {
            send_buffer_bytes,
            recv_buffer_bytes,
            held: Cell::new(0),
            state: RefCell::default(),
        };
        let conn = Rc::new(Conn {
            id: world.next_sequence(),
            node: [from, to],
            address: [SocketAddr::new(own, world.net.free_port(from)), SocketAddr::new(called, target.port())],
            pipe: [pipe(SOCKET_BUFFER_BYTES, at.recv_buffer_bytes), pipe(at.send_buffer_bytes, SOCKET_BUFFER_BYTES)],
            end: Default::default(),
        });
        world.trace("connect", &[u64::from(from), u64::from(to), conn.id]);
        world.net.conns.borrow_mut().insert(conn.id, conn.clone());
        conn
    }

    pub(crate) fn address(&self, side: usize) -> SocketAddr {
        self.address[side]
    }

    /// How many bytes sent by `side` have arrived.
    pub(crate) fn taken_bytes(&self, side: usize) -> u64 {
        self.pipe[side].state.borrow().taken_bytes
    }

    fn take_error(&self, side: usize) -> io::Result<()> {
        if self.end[side].error_due.replace(false) { Err(errno(libc::ECONNRESET)) } else { Ok(()) }
    }

    pub(crate) fn poll_recv(
        self: &Rc<Conn>,
        world: &Rc<World>,
        side: usize,
        most: usize,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<Vec<u8>>> {
        let mut state = self.pipe[1 - side].state.borrow_mut();
        let Some(mut bytes) = state.received.pop_front() else {
            let (ended, broken) = (state.ended, self.end[side].broken.get());
            drop(state);
            if let Err(error) = self.take_error(side) {
                return Poll::Ready(Err(error));
            }
            if ended || broken {
                return Poll::Ready(Ok(Vec::new()));
            }
            self.end[side].receiver.set(Some(cx.waker().clone()));
            return Poll::Pending;
        };
        // The kernel knows no borders: join segments, and leave some of the bytes for later.
        while world.below(2) == 0 && bytes.len() < most {
            let Some(next) = state.received.pop_front() else { break };
            bytes.extend_from_slice(&next);
        }
        let keep = bytes.len().min(most);
        let keep = if world.below(4) == 0 { 1 + world.below(keep as u64) as usize } else { keep };
        if keep < bytes.len() {
            let rest = bytes.split_off(keep);
            state.received.push_front(rest);
        }
        state.received_bytes -= bytes.len();
        drop(state);
        self.pump(world, 1 - side);
        Poll::Ready(Ok(bytes))
    }

    pub(crate) fn poll_send(
        self: &Rc<Conn>,
        world: &Rc<World>,
        side: usize,
        bytes: &[u8],
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Err(error) = self.take_error(side) {
            return Poll::Ready(Err(error));
        }
        let mut state = self.pipe[side].state.borrow_mut();
        if self.end[side].broken.get() || state.ending {
            return Poll::Ready(Err(errno(libc::EPIPE)));
        }
        let room = self.pipe[side].send_buffer_bytes.saturating_sub(state.unsent.len());
        if room == 0 {
            self.end[side].sender.set(Some(cx.waker().clone()));
            return Poll::Pending;
        }
        let taken = room.min(bytes.len());
        state.unsent.extend(&bytes[..taken]);
        drop(state);
        self.pump(world, side);
        Poll::Ready(Ok(taken))
    }

    pub(crate) fn shutdown(self: &Rc<Conn>, world: &Rc<World>, side: usize) -> io::Result<()> {
        if self.end[side].broken.get() {
            return Err(errno(libc::ENOTCONN));
        }
        self.pipe[side].state.borrow_mut().ending = true;
        self.pump(world, side);
        Ok(())
    }

    /// This end is closed by its owner.
    pub(crate) fn close(self: &Rc<Conn>, world: &Rc<World>, side: usize) {
        if self.end[side].gone.replace(true) {
            return;
        }
        let unread = self.pipe[1 - side].state.borrow().received_bytes > 0;
        if !self.end[side].broken.get() {
            // What the runtime had taken from the kernel already counts as read there.
            if unread && world.below(2) == 0 {
                self.reset_peer(world, side);
            } else {
                self.pipe[side].state.borrow_mut().ending = true;
                self.pump(world, side);
            }
        }
        self.forget_if_over(world);
    }

    /// Sends a reset from this end to the other; the end itself is over.
    pub(crate) fn reset_peer(self: &Rc<Conn>, world: &Rc<World>, side: usize) {
        self.end[side].gone.set(true);
        {
            let mut state = self.pipe[side].state.borrow_mut();
            if state.end_sent && matches!(state.under_way.back(), Some(Flight::Reset)) {
                return;
            }
            state.unsent.clear();
            state.ending = true;
            state.end_sent = true;
            state.under_way.push_back(Flight::Reset);
        }
        let delay_ns = world.net.latency_ns(world, self.node[side], self.node[1 - side]);
        self.schedule(world, side, delay_ns);
    }

    /// Sends what the receiver has room for.
    fn pump(self: &Rc<Conn>, world: &Rc<World>, side: usize) {
        let pipe = &self.pipe[side];
        let mut segments = 0;
        {
            let mut state = pipe.state.borrow_mut();
            loop {
                let window = pipe.recv_buffer_bytes.saturating_sub(state.received_bytes + state.under_way_bytes);
                let most = window.min(state.unsent.len()).min(SEGMENT_BYTES);
                // As TCP, do not fill a nearly full window with ever smaller segments.
                if most == 0 || most < state.unsent.len().min(pipe.recv_buffer_bytes / 4).min(SEGMENT_BYTES) {
                    break;
                }
                let few = if world.below(4) == 0 { most.min(1460) } else { most };
                let len = 1 + world.below(few as u64) as usize;
                let bytes: Vec<u8> = state.unsent.drain(..len).collect();
                state.under_way_bytes += len;
                state.under_way.push_back(Flight::Data(bytes));
                segments += 1;
            }
            if state.ending && !state.end_sent && state.unsent.is_empty() {
                state.end_sent = true;
                state.under_way.push_back(Flight::End);
                segments += 1;
            }
        }
        for _ in 0..segments {
            let mut delay_ns = world.net.latency_ns(world, self.node[side], self.node[1 - side]);
            if world.chance(world.net.stalls_per_million.get()) {
                delay_ns += milliseconds(world, 3_000);
            }
            self.schedule(world, side, delay_ns);
        }
        if segments > 0 {
            wake(&self.end[side].sender);
        }
    }

    fn schedule(self: &Rc<Conn>, world: &Rc<World>, side: usize, delay_ns: u64) {
        let (conn, world_then) = (self.clone(), world.clone());
        world.call_after(delay_ns, move || conn.deliver(&world_then, side));
    }

    /// A segment sent by `side` is due at the other end.
    fn deliver(self: &Rc<Conn>, world: &Rc<World>, side: usize) {
        let pipe = &self.pipe[side];
        let target = &self.end[1 - side];
        if !world.net.passes(world, self.node[side], self.node[1 - side]) {
            pipe.held.set(pipe.held.get() + 1);
            return;
        }
        let Some(flight) = pipe.state.borrow_mut().under_way.pop_front() else { return };
        world.trace("deliver", &[self.id, side as u64]);
        match flight {
            Flight::Data(bytes) => {
                let lost = self.node[0] != self.node[1] && world.chance(world.net.resets_per_million.get());
                let mut state = pipe.state.borrow_mut();
                state.under_way_bytes -= bytes.len();
                if target.gone.get() {
                    drop(state);
                    self.reset_peer(world, 1 - side);
                } else if lost {
                    drop(state);
                    self.break_end(side);
                    self.break_end(1 - side);
                } else if !target.broken.get() {
                    state.received_bytes += bytes.len();
                    state.taken_bytes += bytes.len() as u64;
                    state.received.push_back(bytes);
                    drop(state);
                    wake(&target.receiver);
                }
            }
            Flight::End => {
                pipe.state.borrow_mut().ended = true;
                wake(&target.receiver);
            }
            Flight::Reset => self.break_end(1 - side),
        }
        self.forget_if_over(world);
    }

    /// The end learns that the connection is no more.
    fn break_end(&self, side: usize) {
        let end = &self.end[side];
        if !end.gone.get() && !end.broken.replace(true) {
            end.error_due.set(true);
        }
        let mut state = self.pipe[side].state.borrow_mut();
        state.unsent.clear();
        drop(state);
        wake(&end.receiver);
        wake(&end.sender);
    }

    fn forget_if_over(&self, world: &World) {
        let over = |side: usize| {
            let idle = self.pipe[side].state.borrow().under_way.is_empty();
            self.end[side].gone.get() && (idle || self.end[1 - side].gone.get())
        };
        if over(0) && over(1) {
            world.net.conns.borrow_mut().remove(&self.id);
        }
    }
}

/// A delay from the seed, from one millisecond to `most`, in nanoseconds.
fn milliseconds(world: &World, most: u64) -> u64 {
    (1 + world.below(most)) * 1_000_000
}
