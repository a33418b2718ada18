//! The system calls on sockets that need no waiting: making one, options, addresses.
#![allow(unsafe_code)]

use std::io;
use std::mem::size_of;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

pub(super) fn check(result: i32) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

pub(super) fn socket(address: &SocketAddr) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    // SAFETY: no pointers.
    let fd = unsafe { libc::socket(family, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    check(fd)?;
    // SAFETY: a new descriptor that nothing else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub(super) fn set_option(fd: &OwnedFd, level: i32, option: i32, value: i32) -> io::Result<()> {
    // SAFETY: a pointer to an int and its size.
    check(unsafe {
        libc::setsockopt(fd.as_raw_fd(), level, option, (&raw const value).cast(), size_of::<i32>() as libc::socklen_t)
    })
}

pub(super) fn set_buffer_sizes(fd: &OwnedFd, recv_bytes: Option<usize>, send_bytes: Option<usize>) -> io::Result<()> {
    for (option, bytes) in [(libc::SO_RCVBUF, recv_bytes), (libc::SO_SNDBUF, send_bytes)] {
        if let Some(bytes) = bytes {
            set_option(fd, libc::SOL_SOCKET, option, i32::try_from(bytes).unwrap_or(i32::MAX))?;
        }
    }
    Ok(())
}

pub(super) fn to_raw(address: &SocketAddr) -> (libc::sockaddr_storage, libc::socklen_t) {
    // SAFETY: all zeros is a valid sockaddr_storage.
    let mut raw: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
    let len = match address {
        SocketAddr::V4(v4) => {
            let inet = libc::sockaddr_in {
                sin_family: libc::AF_INET as _,
                sin_port: v4.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(v4.ip().octets()) },
                sin_zero: [0; 8],
            };
            // SAFETY: sockaddr_storage is as large and as aligned as every kind of address.
            unsafe { (&raw mut raw).cast::<libc::sockaddr_in>().write(inet) };
            size_of::<libc::sockaddr_in>()
        }
        SocketAddr::V6(v6) => {
            let inet = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as _,
                sin6_port: v6.port().to_be(),
                sin6_flowinfo: v6.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: v6.ip().octets() },
                sin6_scope_id: v6.scope_id(),
            };
            // SAFETY: as above.
            unsafe { (&raw mut raw).cast::<libc::sockaddr_in6>().write(inet) };
            size_of::<libc::sockaddr_in6>()
        }
    };
    (raw, len as libc::socklen_t)
}

pub(super) type NameCall = unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32;

/// The address of either end: `call` is getsockname or getpeername.
pub(super) fn name(fd: &OwnedFd, call: NameCall) -> io::Result<SocketAddr> {
    // SAFETY: all zeros is a valid sockaddr_storage.
    let mut raw: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
    let mut len = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    // SAFETY: `raw` has room for `len` bytes.
    check(unsafe { call(fd.as_raw_fd(), (&raw mut raw).cast(), &mut len) })?;
    match i32::from(raw.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says which kind it is.
            let inet = unsafe { (&raw const raw).cast::<libc::sockaddr_in>().read() };
            let ip = Ipv4Addr::from(inet.sin_addr.s_addr.to_ne_bytes());
            Ok(SocketAddrV4::new(ip, u16::from_be(inet.sin_port)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let inet = unsafe { (&raw const raw).cast::<libc::sockaddr_in6>().read() };
            let (ip, port) = (Ipv6Addr::from(inet.sin6_addr.s6_addr), u16::from_be(inet.sin6_port));
            Ok(SocketAddrV6::new(ip, port, inet.sin6_flowinfo, inet.sin6_scope_id).into())
        }
        family => Err(io::Error::other(format!("a socket of address family {family}"))),
    }
}
