//! Accepting connections on one listening socket of one thread.
//!
//! Promises: a connection is served only once it is counted in the node's limits, and counted no longer than it lives; after
//! `stop` nothing is accepted, and [`Listener::serve`] returns when the connections that were open have been answered.

use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_lite::future::or;
use tracing::{info, warn};

use super::connection::{Service, serve};
use super::limits::{ConnectionLimits, ConnectionSlot, LimitSettings, Refusal};
use super::request::Peer;
use crate::rt::net::{ListenOptions, ReservedAddress, TcpListener, TcpStream};
use crate::rt::sync::{Event, Notify};
use crate::rt::{task, time};

/// After an error of accept, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long a connection waits at most before the limits, which may have changed, are looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Who a client is where nobody asks.
const ANONYMOUS: &str = "User:ANONYMOUS";

/// A listener of this thread.
pub struct Listener {
    pub name: Arc<str>,
    pub service: Rc<Service>,
    /// Of the whole node.
    pub limits: ConnectionLimits,
    /// Asked for each connection: the limits may change while the node runs.
    pub settings: Box<dyn Fn() -> LimitSettings>,
}

/// How many connections are open, for the end.
#[derive(Default)]
struct Open {
    count: Cell<usize>,
    closed: Notify,
}

struct OpenOne(Rc<Open>);

impl Drop for OpenOne {
    fn drop(&mut self) {
        self.0.count.set(self.0.count.get() - 1);
        self.0.closed.notify_all();
    }
}

impl Listener {
    /// Accepts and serves until `stop` is set and every connection has ended.
    pub async fn serve(self: Rc<Self>, socket: TcpListener, stop: Event) {
        let open = Rc::new(Open::default());
        loop {
            let accepted = or(async { Some(socket.accept().await) }, stopped(&stop)).await;
            let stream = match accepted {
                None => break,
                Some(Ok(stream)) => stream,
                Some(Err(error)) => {
                    warn!(listener = %self.name, %error, "cannot accept a connection");
                    or(time::sleep(ACCEPT_PAUSE), stop.wait()).await;
                    continue;
                }
            };
            let Some(slot) = self.admit(&stream, &stop).await else { continue };
            let Ok(local) = stream.local_addr() else { continue };
            let peer = Rc::new(Peer {
                address: canonical(stream.peer_addr()),
                local,
                listener: self.name.clone(),
                principal: ANONYMOUS.into(),
                software: RefCell::default(),
                gone: Event::new(),
            });
            open.count.set(open.count.get() + 1);
            let one = OpenOne(open.clone());
            let (service, stop) = (self.service.clone(), stop.clone());
            drop(task::spawn(async move {
                serve(&stream, &service, peer, &stop).await;
                drop((stream, slot, one));
            }));
        }
        drop(socket);
        while open.count.get() > 0 {
            open.closed.notified().await;
        }
    }

    /// Counts a new connection, waiting while the node is full. `None`: it is refused, or this node stops.
    async fn admit(&self, stream: &TcpStream, stop: &Event) -> Option<ConnectionSlot> {
        let ip = canonical(stream.peer_addr()).ip();
        loop {
            let ended = self.limits.ended();
            let now_ms = time::now().as_ns() / 1_000_000;
            match self.limits.admit(now_ms, &(self.settings)(), &self.name, ip) {
                Ok(slot) => return Some(slot),
                Err(Refusal::TooManyFromAddress { max }) => {
                    info!(
                        listener = %self.name, %ip,
                        "refused a connection: the address has its maximum of {max} (max.connections.per.ip)"
                    );
                    return None;
                }
                Err(Refusal::WaitForSlot) => {
                    or(or(self.limits.slot_freed(ended), time::sleep(LOOK_AGAIN)), stop.wait()).await;
                }
                Err(Refusal::WaitMs(ms)) => {
                    or(time::sleep(Duration::from_millis(ms).min(LOOK_AGAIN)), stop.wait()).await;
                }
            }
            if stop.is_set() {
                return None;
            }
        }
    }
}

/// Where a listener without a host listens: on every address, of IPv6 and IPv4 where the machine has both.
pub fn any_address(port: u16) -> SocketAddr {
    let probe = SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0));
    match ReservedAddress::take(probe, &ListenOptions::default()) {
        Ok(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)),
        Err(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)),
    }
}

/// A client that came by IPv4 to a socket of both families has its address in IPv6's clothes.
fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => SocketAddr::from((ip, address.port())),
        IpAddr::V6(_) => address,
    }
}

async fn stopped<T>(stop: &Event) -> Option<T> {
    stop.wait().await;
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_host_every_address_is_heard_on() {
        let thread = task::spawn_thread("listens", None, || async {
            let options = ListenOptions::default();
            let socket = TcpListener::bind(any_address(0), &options).unwrap();
            let port = socket.local_addr().port();
            // What listens has a queue: both are connected before anybody accepts.
            let by_v4 = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            let accepted = socket.accept().await.unwrap();
            assert_eq!(canonical(accepted.peer_addr()), by_v4.local_addr().unwrap());
            if std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
                let by_v6 = std::net::TcpStream::connect((Ipv6Addr::LOCALHOST, port)).unwrap();
                let accepted = socket.accept().await.unwrap();
                assert_eq!(canonical(accepted.peer_addr()), by_v6.local_addr().unwrap());
            }
        });
        thread.unwrap().join_blocking().unwrap();
    }
}
