//! zstd frames. Written as Kafka's Java client does: streamed, so without the content size, flushed, then ended.

use super::{DecodeError, ENDS_EARLY};
use zstd::zstd_safe::{CCtx, CParameter, DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

/// The largest window that Kafka's readers accept (128 MiB), which level 22 writes.
const WINDOW_LOG_MAX: u32 = 27;
/// A context that grew beyond this for a large window is given back: level 3 has a window of 2 MiB.
const KEPT_BYTES: usize = 16 << 20;

#[derive(Default)]
pub struct Encoder {
    context: Option<CCtx<'static>>,
}

impl Encoder {
    pub fn encode(&mut self, level: i32, input: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        const FAILED: &str = "zstd refused";
        let context = match &mut self.context {
            Some(context) => context,
            None => self.context.insert(CCtx::try_create().ok_or("no memory for a zstd context")?),
        };
        context.reset(ResetDirective::SessionOnly).map_err(|_| FAILED)?;
        context.set_parameter(CParameter::CompressionLevel(level)).map_err(|_| FAILED)?;
        let mut source = InBuffer::around(input);
        while source.pos() < input.len() {
            context.compress_stream(&mut room(out), &mut source).map_err(|_| FAILED)?;
        }
        while context.flush_stream(&mut room(out)).map_err(|_| FAILED)? > 0 {}
        while context.end_stream(&mut room(out)).map_err(|_| FAILED)? > 0 {}
        if context.sizeof() > KEPT_BYTES {
            self.context = None;
        }
        Ok(())
    }
}

/// Space behind what `out` holds.
fn room(out: &mut Vec<u8>) -> OutBuffer<'_, Vec<u8>> {
    const STEP_BYTES: usize = 16 << 10;
    let at = out.len();
    if out.capacity() - at < STEP_BYTES / 4 {
        out.reserve(STEP_BYTES);
    }
    OutBuffer::around_pos(out, at)
}

pub type Context = DCtx<'static>;

pub struct Decoder<'d, 'i> {
    context: &'d mut Option<Context>,
    input: &'i [u8],
    in_frame: bool,
    started: bool,
}

impl<'d, 'i> Decoder<'d, 'i> {
    pub fn new(context: &'d mut Option<Context>, input: &'i [u8]) -> Self {
        Self { context, input, in_frame: false, started: false }
    }

    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, DecodeError> {
        let context = match self.context {
            Some(context) => context,
            None => self.context.insert(DCtx::try_create().ok_or("no memory for a zstd context")?),
        };
        if !self.started {
            const RESET: DecodeError = DecodeError::Corrupt("the zstd context could not be reset");
            context.reset(ResetDirective::SessionOnly).map_err(|_| RESET)?;
            context.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX)).map_err(|_| RESET)?;
            self.started = true;
        }
        loop {
            if self.input.is_empty() && !self.in_frame {
                return Ok(0);
            }
            let mut source = InBuffer::around(self.input);
            let mut target = OutBuffer::around(&mut *out);
            let hint = context
                .decompress_stream(&mut target, &mut source)
                .map_err(|_| DecodeError::Corrupt("a frame is malformed or its window exceeds 128 MiB"))?;
            let (consumed, produced) = (source.pos(), target.pos());
            self.input = self.input.get(consumed..).unwrap_or_default();
            self.in_frame = hint != 0;
            if produced > 0 {
                return Ok(produced);
            }
            if consumed == 0 && self.in_frame {
                return Err(ENDS_EARLY.into());
            }
        }
    }
}

impl Drop for Decoder<'_, '_> {
    fn drop(&mut self) {
        if self.context.as_ref().is_some_and(|context| context.sizeof() > KEPT_BYTES) {
            *self.context = None;
        }
    }
}
