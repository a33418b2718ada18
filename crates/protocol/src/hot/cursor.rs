//! Reads values from borrowed bytes, with the checks of [`Decoder`](crate::primitives::Decoder) and no allocation.

use std::ops::Range;

use super::TopicRef;
use crate::primitives::{DecodeError, DecodeErrorKind, MAX_STRING_BYTES, read_uvarint};
use crate::uuid::Uuid;

/// A place in a frame. Copying it is how a walk is repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    frame: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, DecodeError>;

impl<'a> Cursor<'a> {
    pub(super) fn new(frame: &'a [u8], at: usize) -> Self {
        Cursor { frame, at: at.min(frame.len()) }
    }

    pub(super) fn left(&self) -> usize {
        self.frame.len() - self.at
    }

    #[cold]
    pub(super) fn error(&self, field: &'static str, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { message: "", field, left: self.left(), kind }
    }

    /// Steps over `len` bytes and tells where they are.
    #[inline]
    pub(super) fn skip(&mut self, len: usize, field: &'static str) -> Read<Range<usize>> {
        if len > self.left() {
            return Err(self.error(field, DecodeErrorKind::Truncated { needed: len }));
        }
        let range = self.at..self.at + len;
        self.at = range.end;
        Ok(range)
    }

    #[inline]
    fn take<const N: usize>(&mut self, field: &'static str) -> Read<[u8; N]> {
        let bytes = self.frame.get(self.at..).and_then(|rest| rest.first_chunk::<N>().copied());
        let Some(bytes) = bytes else { return Err(self.error(field, DecodeErrorKind::Truncated { needed: N })) };
        self.at += N;
        Ok(bytes)
    }

    pub(super) fn i8(&mut self, field: &'static str) -> Read<i8> {
        self.take(field).map(i8::from_be_bytes)
    }

    pub(super) fn i16(&mut self, field: &'static str) -> Read<i16> {
        self.take(field).map(i16::from_be_bytes)
    }

    pub(super) fn i32(&mut self, field: &'static str) -> Read<i32> {
        self.take(field).map(i32::from_be_bytes)
    }

    pub(super) fn i64(&mut self, field: &'static str) -> Read<i64> {
        self.take(field).map(i64::from_be_bytes)
    }

    pub(super) fn uuid(&mut self, field: &'static str) -> Read<Uuid> {
        self.take(field).map(Uuid)
    }

    #[inline]
    pub(super) fn uvarint(&mut self, field: &'static str) -> Read<u32> {
        match self.frame.get(self.at) {
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Ok(byte.into())
            }
            _ => self.long_uvarint(field),
        }
    }

    fn long_uvarint(&mut self, field: &'static str) -> Read<u32> {
        let rest = self.frame.get(self.at..).unwrap_or_default();
        match read_uvarint(rest) {
            Ok((value, len)) => {
                self.at += len;
                Ok(value)
            }
            Err(true) => Err(self.error(field, DecodeErrorKind::Truncated { needed: rest.len() + 1 })),
            Err(false) => Err(self.error(field, DecodeErrorKind::VarintTooLong)),
        }
    }

    /// A length; any negative one is null.
    #[inline]
    fn opt_len(&mut self, flexible: bool, field: &'static str) -> Read<Option<usize>> {
        if flexible {
            let value = self.uvarint(field)?;
            if value > i32::MAX as u32 {
                return Err(self.error(field, DecodeErrorKind::BadLength(value.into())));
            }
            Ok(value.checked_sub(1).map(|len| len as usize))
        } else {
            Ok(usize::try_from(self.i32(field)?).ok())
        }
    }

    /// The count of an array that is not null, whose elements take `min_bytes` at least.
    pub(super) fn count(&mut self, flexible: bool, min_bytes: usize, field: &'static str) -> Read<usize> {
        match self.opt_len(flexible, field)? {
            None => Err(self.error(field, DecodeErrorKind::UnexpectedNull)),
            Some(count) if count > self.left() / min_bytes => {
                Err(self.error(field, DecodeErrorKind::BadLength(count as i64)))
            }
            Some(count) => Ok(count),
        }
    }

    pub(super) fn opt_str(&mut self, flexible: bool, field: &'static str) -> Read<Option<&'a str>> {
        let len = if flexible { self.opt_len(true, field)? } else { usize::try_from(i32::from(self.i16(field)?)).ok() };
        let Some(len) = len else { return Ok(None) };
        if len > MAX_STRING_BYTES {
            return Err(self.error(field, DecodeErrorKind::StringTooLong(len)));
        }
        let range = self.skip(len, field)?;
        match self.frame.get(range).map(std::str::from_utf8) {
            Some(Ok(text)) => Ok(Some(text)),
            _ => Err(self.error(field, DecodeErrorKind::NotUtf8)),
        }
    }

    pub(super) fn str(&mut self, flexible: bool, field: &'static str) -> Read<&'a str> {
        self.opt_str(flexible, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
    }

    /// A topic's id where the version has ids, else its name.
    pub(super) fn topic(&mut self, flexible: bool, by_id: bool, field: &'static str) -> Read<TopicRef<'a>> {
        if by_id { self.uuid(field).map(TopicRef::Id) } else { self.str(flexible, field).map(TopicRef::Name) }
    }

    /// Where bytes are, or null.
    #[inline]
    pub(super) fn opt_bytes(&mut self, flexible: bool, field: &'static str) -> Read<Option<Range<usize>>> {
        match self.opt_len(flexible, field)? {
            Some(len) => self.skip(len, field).map(Some),
            None => Ok(None),
        }
    }

    /// A section of tagged fields. `known` reads the content of one it knows and says so; the others are stepped over.
    pub(super) fn tags(&mut self, mut known: impl FnMut(u32, &mut Self) -> Read<bool>) -> Read<()> {
        let field = "tagged fields";
        let count = self.uvarint(field)?;
        if count == 0 {
            return Ok(());
        }
        if count as usize > self.left() / 2 {
            return Err(self.error(field, DecodeErrorKind::BadLength(count.into())));
        }
        for _ in 0..count {
            let tag = self.uvarint(field)?;
            let size = self.uvarint(field)?;
            let mut content = *self;
            self.skip(size as usize, field)?;
            if known(tag, &mut content)? && content.at != self.at {
                return Err(self.error(field, DecodeErrorKind::TagSizeMismatch));
            }
        }
        Ok(())
    }

    #[inline]
    /// A section of tagged fields of which none is known; nothing where the version has no such sections.
    pub(super) fn skip_tags(&mut self, flexible: bool) -> Read<()> {
        if flexible { self.tags(|_, _| Ok(false)) } else { Ok(()) }
    }
}
