//! TCP: listeners and streams.
//!
//! Bytes arrive in order, cut anywhere. A stream's clones are one stream, and the last one dropped closes it; the peer sees
//! the end of the stream, or a reset if bytes were left unread. One `recv` or `recv_into` and one `send` at a time on a stream; the
//! ways to receive may alternate. A `recv` dropped before its end loses nothing; a stream whose `send` was dropped before its end must be dropped too: nobody knows what went out.
//! Receiving is bounded: a reader that stops makes the peer wait.

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;

use bytes::BytesMut;

use super::buf::Segment;
use super::{Backend, backend, real, sim};

pub use super::real::net::set_zero_copy_from;

/// How a listener is set up. `None` leaves the system's default.
#[derive(Clone, Debug)]
pub struct ListenOptions {
    /// Connections that may wait for `accept`.
    pub backlog: u32,
    /// Several listeners, one a thread, share the address and the connections.
    pub reuse_port: bool,
    pub recv_buffer_bytes: Option<usize>,
    pub send_buffer_bytes: Option<usize>,
}

impl Default for ListenOptions {
    fn default() -> ListenOptions {
        ListenOptions { backlog: 1024, reuse_port: false, recv_buffer_bytes: None, send_buffer_bytes: None }
    }
}

/// An address taken for listening. Whoever connects is refused until `listen`.
pub struct ReservedAddress {
    inner: ListenerIn,
}

impl ReservedAddress {
    /// Takes `address`; port 0 takes a free one, see `local_addr`.
    pub fn take(address: SocketAddr, options: &ListenOptions) -> io::Result<ReservedAddress> {
        let inner = match backend() {
            Backend::Real(thread) => ListenerIn::Real(real::net::TcpListener::reserve(thread, address, options)?),
            Backend::Sim(thread) => ListenerIn::Sim(sim::net::Listener::reserve(thread, address, options)?),
        };
        Ok(ReservedAddress { inner })
    }

    pub fn local_addr(&self) -> SocketAddr {
        self.inner.local_addr()
    }

    pub fn listen(self) -> io::Result<TcpListener> {
        match &self.inner {
            ListenerIn::Real(listener) => listener.listen()?,
            ListenerIn::Sim(listener) => listener.listen(),
        }
        Ok(TcpListener { inner: self.inner })
    }
}

/// A listening socket. Dropping it closes it and the connections that nobody has accepted.
pub struct TcpListener {
    inner: ListenerIn,
}

enum ListenerIn {
    Real(real::net::TcpListener),
    Sim(sim::net::Listener),
}

impl ListenerIn {
    fn local_addr(&self) -> SocketAddr {
        match self {
            ListenerIn::Real(listener) => listener.local_addr(),
            ListenerIn::Sim(listener) => listener.local_addr(),
        }
    }
}

impl TcpListener {
    /// Listens on `address`; port 0 takes a free one, see `local_addr`.
    pub fn bind(address: SocketAddr, options: &ListenOptions) -> io::Result<TcpListener> {
        ReservedAddress::take(address, options)?.listen()
    }

    pub fn local_addr(&self) -> SocketAddr {
        self.inner.local_addr()
    }

    /// The next connection. An error (too many open files) concerns one connection; go on after a pause.
    pub async fn accept(&self) -> io::Result<TcpStream> {
        let inner = match &self.inner {
            ListenerIn::Real(listener) => StreamIn::Real(listener.accept().await?),
            ListenerIn::Sim(listener) => StreamIn::Sim(listener.accept().await?),
        };
        Ok(TcpStream { inner })
    }
}

/// A connected socket. Clones are the same one.
#[derive(Clone)]
pub struct TcpStream {
    inner: StreamIn,
}

#[derive(Clone)]
enum StreamIn {
    Real(real::net::TcpStream),
    Sim(sim::net::Stream),
}

impl TcpStream {
    pub async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
        let inner = match backend() {
            Backend::Real(thread) => StreamIn::Real(real::net::TcpStream::connect(thread, address).await?),
            Backend::Sim(thread) => StreamIn::Sim(sim::net::Stream::connect(thread, address).await?),
        };
        Ok(TcpStream { inner })
    }

    pub fn peer_addr(&self) -> SocketAddr {
        match &self.inner {
            StreamIn::Real(stream) => stream.peer_addr(),
            StreamIn::Sim(stream) => stream.peer_addr(),
        }
    }

    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.inner {
            StreamIn::Real(stream) => stream.local_addr(),
            StreamIn::Sim(stream) => Ok(stream.local_addr()),
        }
    }

    /// Bytes that have arrived, at least one; none at the end of the stream.
    pub async fn recv(&self) -> io::Result<RecvBuf> {
        let inner = match &self.inner {
            StreamIn::Real(stream) => RecvIn::Real(stream.recv().await?),
            StreamIn::Sim(stream) => RecvIn::Sim(stream.recv().await?),
        };
        Ok(RecvBuf { inner })
    }

    /// Bytes that have arrived, at least one and at most `most`, straight into `room`: for who expects many. `room` is empty and has
    /// capacity; it comes back as it was at the end of the stream. Dropped before its end, this loses `room`, but none of the bytes.
    pub async fn recv_into(&self, room: BytesMut, most: usize) -> io::Result<BytesMut> {
        if !room.is_empty() || room.capacity().min(most) == 0 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "memory to receive into has to be empty, and some",
            ));
        }
        match &self.inner {
            StreamIn::Real(stream) => stream.recv_into(room, most).await,
            StreamIn::Sim(stream) => stream.recv_into(room, most).await,
        }
    }

    /// Sends all the segments, one after the other: done once the system has taken them, which says nothing of their arrival.
    pub async fn send(&self, segments: Vec<Segment>) -> io::Result<()> {
        match &self.inner {
            StreamIn::Real(stream) => stream.send(segments).await,
            StreamIn::Sim(stream) => stream.send(&segments).await,
        }
    }

    /// How many of the bytes sent the peer's system has taken so far.
    pub fn taken_bytes(&self) -> io::Result<u64> {
        match &self.inner {
            StreamIn::Real(stream) => stream.taken_bytes(),
            StreamIn::Sim(stream) => Ok(stream.taken_bytes()),
        }
    }

    /// Ends our direction: the peer sees the end of the stream after what was sent. Receiving goes on.
    pub fn shutdown(&self) -> io::Result<()> {
        match &self.inner {
            StreamIn::Real(stream) => stream.shutdown(),
            StreamIn::Sim(stream) => stream.shutdown(),
        }
    }

    /// Takes the stream off this thread. An error, and the end of this handle, if there are other clones or a send is under
    /// way.
    pub async fn into_handoff(self) -> io::Result<Handoff> {
        let inner = match self.inner {
            StreamIn::Real(stream) => HandoffIn::Real(stream.into_handoff().await?),
            StreamIn::Sim(stream) => HandoffIn::Sim(stream.into_handoff()?),
        };
        Ok(Handoff { inner })
    }

    /// Goes on with the stream on this thread.
    pub fn from_handoff(handoff: Handoff) -> io::Result<TcpStream> {
        let inner = match (backend(), handoff.inner) {
            (Backend::Real(thread), HandoffIn::Real(handoff)) => {
                StreamIn::Real(real::net::TcpStream::from_handoff(thread, handoff)?)
            }
            (Backend::Sim(thread), HandoffIn::Sim(handoff)) => {
                StreamIn::Sim(sim::net::Stream::from_handoff(thread, handoff)?)
            }
            _ => return Err(io::Error::other("a stream cannot move between the real and the simulated world")),
        };
        Ok(TcpStream { inner })
    }
}

/// Received bytes; empty at the end of the stream. Drop it soon: its memory is one of a few buffers that all connections of
/// the thread receive into.
pub struct RecvBuf {
    inner: RecvIn,
}

enum RecvIn {
    Real(real::net::RecvBuf),
    Sim(Vec<u8>),
}

impl Deref for RecvBuf {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match &self.inner {
            RecvIn::Real(bytes) => bytes,
            RecvIn::Sim(bytes) => bytes,
        }
    }
}

/// A stream on its way to another thread. `Send`. Dropping it closes the stream.
pub struct Handoff {
    inner: HandoffIn,
}

enum HandoffIn {
    Real(real::net::Handoff),
    Sim(sim::net::Handoff),
}
