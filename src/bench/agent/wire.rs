//! Messages between hosts: JSON behind its length in four bytes.
//!
//! Promises: memory grows with what has arrived, up to a limit; what is too long, cut or not understood is an error that says so.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SILENCE;
use crate::rt::buf::Segment;
use crate::rt::net::TcpStream;
use crate::rt::time::{self, Instant};
use crate::server::framing::{self, FrameReader};

/// An order is a workload at most.
pub const MAX_ORDER_BYTES: usize = 1 << 20;
/// What a host measured in days, and the gaps in what it saw.
pub const MAX_TOLD_BYTES: usize = 256 << 20;

/// Sends one message.
pub async fn send(stream: &TcpStream, message: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    let length = i32::try_from(body.len()).map_err(|_| io::Error::other("the message is too long"))?;
    stream.send(vec![Segment::from(length.to_be_bytes().to_vec()), Segment::from(body)]).await
}

/// Receives messages, one after the other.
pub struct Receiver {
    stream: TcpStream,
    frames: FrameReader,
    max_bytes: usize,
    heard_at: Instant,
}

impl Receiver {
    pub fn new(stream: TcpStream, max_bytes: usize) -> Receiver {
        Receiver { stream, frames: FrameReader::new(max_bytes), max_bytes, heard_at: time::now() }
    }

    /// The next message. An error once no byte has come for [`SILENCE`]. Dropped before its end, it loses nothing.
    pub async fn next<M: DeserializeOwned>(&mut self) -> Result<M, String> {
        loop {
            let frame = self.frames.next_frame().map_err(|bad| {
                format!("a message of {} bytes; there are none longer than {}", bad.announced, self.max_bytes)
            })?;
            if let Some(frame) = frame {
                return serde_json::from_slice(&frame).map_err(|error| format!("a message makes no sense: {error}"));
            }
            let left = (self.heard_at + SILENCE).saturating_duration_since(time::now());
            match time::timeout(left, framing::receive(&self.stream, self.frames.lend())).await {
                Ok(Ok(arrival)) if arrival.is_empty() => return Err("the connection was closed".to_owned()),
                Ok(Ok(arrival)) => {
                    self.heard_at = time::now();
                    self.frames.take(arrival);
                }
                Ok(Err(error)) => return Err(format!("the connection failed: {error}")),
                Err(_) => return Err(format!("nothing was heard for {} s", SILENCE.as_secs())),
            }
        }
    }
}
