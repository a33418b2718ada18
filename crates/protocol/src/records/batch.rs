//! Batches as they lie in a buffer.
//!
//! Promises: a [`BatchRef`] borrows exactly the bytes its length field counts; nothing is copied. [`Batches`] takes a bounded
//! step per batch and stops at the first error.
//! What it does not check: the CRC ([`BatchRef::verify_crc`]) and the records inside.

use super::header::{BatchHeader, CRC_START, HEADER_SIZE, LOG_OVERHEAD, SIZE_UP_TO_MAGIC};
use super::{Decompressor, RecordError, Records, crc32c};

/// One complete magic-2 batch in a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchRef<'a> {
    header: BatchHeader,
    bytes: &'a [u8],
}

/// The extent of the entry (batch, or message of an older format) at the front of a buffer.
pub(super) struct Extent {
    pub size: usize,
    pub magic: i8,
}

/// Finds where the first entry ends; `None` where the buffer ends inside of it.
pub(super) fn extent(buffer: &[u8]) -> Result<Option<Extent>, RecordError> {
    /// A magic-0 message with neither key nor value.
    const MIN_LENGTH: i32 = 14;
    let Some(head) = buffer.first_chunk::<SIZE_UP_TO_MAGIC>() else { return Ok(None) };
    let length = i32::from_be_bytes([head[8], head[9], head[10], head[11]]);
    let magic = head[SIZE_UP_TO_MAGIC - 1] as i8;
    if length < MIN_LENGTH {
        return Err(RecordError::InvalidLength { length });
    }
    if !(0..=BatchHeader::MAGIC).contains(&magic) {
        return Err(RecordError::UnsupportedMagic { magic });
    }
    let size = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(LOG_OVERHEAD);
    if magic == BatchHeader::MAGIC && size < HEADER_SIZE {
        return Err(RecordError::InvalidLength { length });
    }
    Ok((size <= buffer.len()).then_some(Extent { size, magic }))
}

impl<'a> BatchRef<'a> {
    /// The batch at the front of `buffer`, which may hold more after it.
    /// Errors: not complete, not magic 2, or a length below the header's.
    #[inline]
    pub fn parse(buffer: &'a [u8]) -> Result<Self, RecordError> {
        let Some(head) = buffer.first_chunk::<HEADER_SIZE>() else {
            return Err(RecordError::Truncated { needed: HEADER_SIZE, available: buffer.len() });
        };
        let header = BatchHeader::parse(head)?;
        let size = header.size_bytes();
        let bytes = buffer.get(..size).ok_or(RecordError::Truncated { needed: size, available: buffer.len() })?;
        Ok(Self { header, bytes })
    }

    #[inline]
    pub fn header(&self) -> &BatchHeader {
        &self.header
    }

    /// The whole batch, header included.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What follows the header: the records, compressed as the attributes say.
    #[inline]
    pub fn payload(&self) -> &'a [u8] {
        self.bytes.get(HEADER_SIZE..).unwrap_or_default()
    }

    /// Compares the stored checksum with that of the bytes.
    pub fn verify_crc(&self) -> Result<(), RecordError> {
        let computed = crc32c(self.bytes.get(CRC_START..).unwrap_or_default());
        if computed == self.header.crc {
            Ok(())
        } else {
            Err(RecordError::CrcMismatch { stored: self.header.crc, computed })
        }
    }

    /// The records. Compressed ones are decompressed into `decompressor`'s buffer first, to at most `limit_bytes`.
    pub fn records<'r>(
        &self,
        decompressor: &'r mut Decompressor,
        limit_bytes: usize,
    ) -> Result<Records<'r>, RecordError>
    where
        'a: 'r,
    {
        let compression = self.header.attributes.compression()?;
        if self.header.record_count <= 0 || !compression.is_compressed() {
            return Records::new(&self.header, self.payload());
        }
        let records = decompressor.decompress(compression, self.payload(), limit_bytes)?;
        Records::new(&self.header, records)
    }
}

/// The batches of a buffer, one after the other.
///
/// Ends at the end of the buffer, after an error, or in front of a batch that is not complete: a fetch response may end in one.
/// [`Batches::rest`] is what was not consumed. Messages of magic 0 and 1 are an error here; [`legacy::Entries`](super::legacy::Entries) takes both.
#[derive(Debug, Clone)]
pub struct Batches<'a> {
    rest: &'a [u8],
    done: bool,
}

impl<'a> Batches<'a> {
    pub fn new(buffer: &'a [u8]) -> Self {
        Self { rest: buffer, done: false }
    }

    /// The bytes after the last batch returned: empty, a part of a batch, or what the error is about.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Batches<'a> {
    type Item = Result<BatchRef<'a>, RecordError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let batch = match extent(self.rest) {
            Ok(None) => {
                self.done = true;
                return None;
            }
            Ok(Some(_)) => BatchRef::parse(self.rest),
            Err(error) => Err(error),
        };
        match &batch {
            Ok(batch) => self.rest = self.rest.get(batch.bytes.len()..).unwrap_or_default(),
            Err(_) => self.done = true,
        }
        Some(batch)
    }
}
