//! A cursor over received bytes that reads values and keeps account of the memory they need.

use bytes::{Buf, Bytes};

use super::tagged::{RawTaggedField, UnknownTaggedFields};
use super::{DecodeError, DecodeErrorKind, MAX_STRING_BYTES, WireStruct, read_uvarint, read_uvarlong};
use super::{unzigzag32, unzigzag64};
use crate::uuid::Uuid;

/// Reading a message allocates at most this many bytes for each byte of it. No honest message needs as much: an array
/// element's structure in memory is never larger than this many times its shortest form on the wire, which the compiler
/// checks for each of them.
pub const MAX_EXPANSION: usize = 40;

/// Reads values from the front of a [`Bytes`]. Byte fields are slices of it, not copies.
#[derive(Debug, Clone)]
pub struct Decoder {
    buf: Bytes,
    /// Bytes that may still be allocated.
    budget: usize,
}

type Read<T> = Result<T, DecodeError>;

macro_rules! fixed_width {
    ($($name:ident $get:ident $ty:ty;)*) => { $(
        #[inline]
        pub fn $name(&mut self, field: &'static str) -> Read<$ty> {
            self.need(size_of::<$ty>(), field)?;
            Ok(self.buf.$get())
        }
    )* };
}

macro_rules! fixed_arrays {
    ($($many:ident $opt:ident $one:ident $ty:ty;)*) => { $(
        pub fn $many(&mut self, flexible: bool, field: &'static str) -> Read<Vec<$ty>> {
            self.$opt(flexible, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
        }

        pub fn $opt(&mut self, flexible: bool, field: &'static str) -> Read<Option<Vec<$ty>>> {
            self.opt_array::<$ty, { size_of::<$ty>() }>(flexible, field, |d| d.$one(field))
        }
    )* };
}

impl Decoder {
    pub fn new(buf: Bytes) -> Self {
        let budget = buf.len().saturating_mul(MAX_EXPANSION);
        Decoder { buf, budget }
    }

    pub fn remaining(&self) -> usize {
        self.buf.len()
    }

    /// What has not been read.
    pub fn into_rest(self) -> Bytes {
        self.buf
    }

    /// The bytes that have not been read.
    pub fn rest(&self) -> &[u8] {
        &self.buf
    }

    /// An error at this place.
    #[cold]
    pub fn error(&self, field: &'static str, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { message: "", field, left: self.buf.len(), kind }
    }

    /// Fails unless everything has been read.
    pub fn finish(&self) -> Read<()> {
        if self.buf.is_empty() {
            Ok(())
        } else {
            Err(self.error("end", DecodeErrorKind::TrailingBytes(self.buf.len())))
        }
    }

    #[inline]
    fn need(&self, needed: usize, field: &'static str) -> Read<()> {
        if self.buf.len() >= needed { Ok(()) } else { Err(self.error(field, DecodeErrorKind::Truncated { needed })) }
    }

    /// Takes `bytes` from what may be allocated.
    fn claim(&mut self, bytes: usize, field: &'static str) -> Read<()> {
        match self.budget.checked_sub(bytes) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => Err(self.error(field, DecodeErrorKind::TooExpansive)),
        }
    }

    fixed_width! {
        i8 get_i8 i8;
        i16 get_i16 i16;
        i32 get_i32 i32;
        i64 get_i64 i64;
        u8 get_u8 u8;
        u16 get_u16 u16;
        u32 get_u32 u32;
        f64 get_f64 f64;
    }

    #[inline]
    pub fn bool(&mut self, field: &'static str) -> Read<bool> {
        Ok(self.i8(field)? != 0)
    }

    pub fn uuid(&mut self, field: &'static str) -> Read<Uuid> {
        self.need(16, field)?;
        let mut id = [0; 16];
        self.buf.copy_to_slice(&mut id);
        Ok(Uuid(id))
    }

    #[cold]
    fn varint_error(&self, field: &'static str, truncated: bool) -> DecodeError {
        let needed = self.buf.len() + 1;
        let kind = if truncated { DecodeErrorKind::Truncated { needed } } else { DecodeErrorKind::VarintTooLong };
        self.error(field, kind)
    }

    pub fn uvarint(&mut self, field: &'static str) -> Read<u32> {
        let (value, len) = read_uvarint(&self.buf).map_err(|truncated| self.varint_error(field, truncated))?;
        self.buf.advance(len);
        Ok(value)
    }

    pub fn uvarlong(&mut self, field: &'static str) -> Read<u64> {
        let (value, len) = read_uvarlong(&self.buf).map_err(|truncated| self.varint_error(field, truncated))?;
        self.buf.advance(len);
        Ok(value)
    }

    pub fn varint(&mut self, field: &'static str) -> Read<i32> {
        Ok(unzigzag32(self.uvarint(field)?))
    }

    pub fn varlong(&mut self, field: &'static str) -> Read<i64> {
        Ok(unzigzag64(self.uvarlong(field)?))
    }

    /// A length or count; any negative one means null, as in Kafka. The caller has yet to hold it against the bytes there are.
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

    /// The next `len` bytes, not copied.
    pub fn slice(&mut self, len: usize, field: &'static str) -> Read<Bytes> {
        self.need(len, field)?;
        Ok(self.buf.split_to(len))
    }

    pub fn bytes(&mut self, flexible: bool, field: &'static str) -> Read<Bytes> {
        self.opt_bytes(flexible, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
    }

    pub fn opt_bytes(&mut self, flexible: bool, field: &'static str) -> Read<Option<Bytes>> {
        match self.opt_len(flexible, field)? {
            Some(len) => self.slice(len, field).map(Some),
            None => Ok(None),
        }
    }

    pub fn string(&mut self, flexible: bool, field: &'static str) -> Read<String> {
        self.opt_string(flexible, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
    }

    pub fn opt_string(&mut self, flexible: bool, field: &'static str) -> Read<Option<String>> {
        let len = if flexible { self.opt_len(true, field)? } else { usize::try_from(i32::from(self.i16(field)?)).ok() };
        let Some(len) = len else { return Ok(None) };
        if len > MAX_STRING_BYTES {
            return Err(self.error(field, DecodeErrorKind::StringTooLong(len)));
        }
        self.need(len, field)?;
        let text = self.buf.get(..len).map(std::str::from_utf8);
        let Some(Ok(text)) = text else { return Err(self.error(field, DecodeErrorKind::NotUtf8)) };
        let text = text.to_owned();
        self.claim(len, field)?;
        self.buf.advance(len);
        Ok(Some(text))
    }

    /// The count of an array whose elements take `min_bytes` at least, or null. The bytes for them are there.
    pub fn opt_array_len(&mut self, flexible: bool, min_bytes: usize, field: &'static str) -> Read<Option<usize>> {
        let len = self.opt_len(flexible, field)?;
        if let Some(len) = len
            && len > self.buf.len() / min_bytes.max(1)
        {
            return Err(self.error(field, DecodeErrorKind::BadLength(len as i64)));
        }
        Ok(len)
    }

    fn opt_array<T, const MIN_BYTES: usize>(
        &mut self,
        flexible: bool,
        field: &'static str,
        mut read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Option<Vec<T>>> {
        const { assert!(MIN_BYTES > 0 && size_of::<T>() <= MIN_BYTES * MAX_EXPANSION) };
        let Some(len) = self.opt_array_len(flexible, MIN_BYTES, field)? else { return Ok(None) };
        self.claim(len.saturating_mul(size_of::<T>()), field)?;
        let mut values = Vec::with_capacity(len);
        for _ in 0..len {
            values.push(read(self)?);
        }
        Ok(Some(values))
    }

    fixed_arrays! {
        i8s opt_i8s i8 i8;
        i16s opt_i16s i16 i16;
        i32s opt_i32s i32 i32;
        i64s opt_i64s i64 i64;
        uuids opt_uuids uuid Uuid;
    }

    pub fn strings(&mut self, flexible: bool, field: &'static str) -> Read<Vec<String>> {
        self.opt_strings(flexible, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
    }

    pub fn opt_strings(&mut self, flexible: bool, field: &'static str) -> Read<Option<Vec<String>>> {
        self.opt_array::<String, 1>(flexible, field, |d| d.string(flexible, field))
    }

    pub fn structs<T: WireStruct>(&mut self, flexible: bool, version: i16, field: &'static str) -> Read<Vec<T>> {
        self.opt_structs(flexible, version, field)?.ok_or_else(|| self.error(field, DecodeErrorKind::UnexpectedNull))
    }

    pub fn opt_structs<T: WireStruct>(
        &mut self,
        flexible: bool,
        version: i16,
        field: &'static str,
    ) -> Read<Option<Vec<T>>> {
        const { assert!(T::MIN_BYTES > 0 && size_of::<T>() <= T::MIN_BYTES * MAX_EXPANSION) };
        let Some(len) = self.opt_array_len(flexible, T::MIN_BYTES, field)? else { return Ok(None) };
        self.claim(len.saturating_mul(size_of::<T>()), field)?;
        let mut values = Vec::with_capacity(len);
        for _ in 0..len {
            values.push(T::read(self, version)?);
        }
        Ok(Some(values))
    }

    /// A structure behind a marker byte: negative for null.
    pub fn opt_struct<T: WireStruct>(&mut self, version: i16, field: &'static str) -> Read<Option<T>> {
        if self.i8(field)? < 0 { Ok(None) } else { T::read(self, version).map(Some) }
    }

    /// A tagged structure that may be null: 0, or 1 and the structure. Apache Kafka marks it by a varint, not as [`Self::opt_struct`].
    pub fn opt_tagged_struct<T: WireStruct>(&mut self, version: i16, field: &'static str) -> Read<Option<T>> {
        if self.uvarint(field)? == 0 { Ok(None) } else { T::read(self, version).map(Some) }
    }

    /// How many tagged fields follow. Each takes two bytes or more.
    pub fn tag_count(&mut self) -> Read<u32> {
        let count = self.uvarint("tagged fields")?;
        if count as usize > self.buf.len() / 2 {
            return Err(self.error("tagged fields", DecodeErrorKind::BadLength(count.into())));
        }
        Ok(count)
    }

    /// The tag of the next tagged field, and how many bytes remain behind its content.
    pub fn tag(&mut self) -> Read<(u32, usize)> {
        let tag = self.uvarint("tagged fields")?;
        let size = self.uvarint("tagged fields")?;
        match self.buf.len().checked_sub(size as usize) {
            Some(end) => Ok((tag, end)),
            None => Err(self.error("tagged fields", DecodeErrorKind::BadLength(size.into()))),
        }
    }

    /// Keeps the content of an unknown tagged field that ends with `end` bytes remaining; `more` fields follow it.
    pub fn unknown_tag(&mut self, unknown: &mut UnknownTaggedFields, tag: u32, end: usize, more: u32) -> Read<()> {
        let len = self.buf.len().saturating_sub(end);
        let data = self.slice(len, "tagged fields")?;
        if unknown.0.len() == unknown.0.capacity() {
            // Room for all that may follow, once: the bytes for them are there, so their number is no lie.
            let room = more as usize + 1;
            self.claim(room.saturating_mul(size_of::<RawTaggedField>()), "tagged fields")?;
            unknown.0.reserve_exact(room);
        }
        unknown.0.push(RawTaggedField { tag, data });
        Ok(())
    }

    /// Fails unless a tagged field's content ended where its size said.
    pub fn end_tag(&self, end: usize) -> Read<()> {
        if self.buf.len() == end { Ok(()) } else { Err(self.error("tagged fields", DecodeErrorKind::TagSizeMismatch)) }
    }

    /// A section of tagged fields none of which is known.
    pub fn unknown_tags(&mut self) -> Read<UnknownTaggedFields> {
        let mut unknown = UnknownTaggedFields::default();
        for more in (0..self.tag_count()?).rev() {
            let (tag, end) = self.tag()?;
            self.unknown_tag(&mut unknown, tag, end, more)?;
        }
        Ok(unknown)
    }
}
