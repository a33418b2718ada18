//! What a log has to know of an entry of its segments, whatever its format: a batch (magic 2), or a message that an old broker
//! wrote (magic 0 and 1: one record, or a set compressed into one).
//!
//! Promises: read from the entry's first bytes alone, at most `HEADER_SIZE`; checks no more than magic and length. Old entries
//! are served as they lie in the file (KIP-724), have no leader epoch and no producer; nothing writes new ones.

use super::NO_TIMESTAMP;
use ringmain_protocol::records::legacy::Entry;
use ringmain_protocol::records::{BatchHeader, HEADER_SIZE, LOG_OVERHEAD, NO_PARTITION_LEADER_EPOCH, RecordError};

const LENGTH_AT: usize = 8;
const MAGIC_AT: usize = 16;
const ATTRIBUTES_AT: usize = 17;
/// The attributes' bits that name the codec.
const COMPRESSION: u8 = 0x07;
const TIMESTAMP_AT: usize = 18;
/// Bytes of an old message without key and value, and up to the end of its timestamp if it has one.
const OLD_HEAD_BYTES: usize = 26;
/// What the length field says at least with magic 0 and 1: checksum, magic, attributes, timestamp, lengths of key and value.
const MIN_LENGTHS: [i32; 2] = [14, 22];

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryHead {
    /// The offset of the first record; of a compressed old message, whose records alone tell that, the last one's.
    pub base_offset: i64,
    /// Whether it is the first one's.
    pub has_base_offset: bool,
    pub last_offset: i64,
    /// All of it.
    pub size_bytes: usize,
    /// `NO_TIMESTAMP` with magic 0.
    pub max_timestamp: i64,
    /// -1: none.
    pub leader_epoch: i32,
}

impl EntryHead {
    /// The entry at the front of `bytes`; `None` where they are too few to tell.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, RecordError> {
        let Some(&magic) = bytes.get(MAGIC_AT) else { return Ok(None) };
        if magic.cast_signed() == BatchHeader::MAGIC {
            return bytes
                .first_chunk::<HEADER_SIZE>()
                .map(|head| Ok(Self::from(&BatchHeader::parse(head)?)))
                .transpose();
        }
        Self::parse_old(bytes)
    }

    fn parse_old(bytes: &[u8]) -> Result<Option<Self>, RecordError> {
        let Some(head) = bytes.first_chunk::<OLD_HEAD_BYTES>() else { return Ok(None) };
        let magic = head[MAGIC_AT].cast_signed();
        let least = usize::try_from(magic).ok().and_then(|magic| MIN_LENGTHS.get(magic));
        let least = *least.ok_or(RecordError::UnsupportedMagic { magic })?;
        let length = i32_at(head, LENGTH_AT);
        if length < least {
            return Err(RecordError::InvalidLength { length });
        }
        let offset = i64_at(head, 0);
        Ok(Some(Self {
            base_offset: offset,
            has_base_offset: head[ATTRIBUTES_AT] & COMPRESSION == 0,
            last_offset: offset,
            size_bytes: LOG_OVERHEAD + length.unsigned_abs() as usize,
            max_timestamp: if magic == 0 { NO_TIMESTAMP } else { i64_at(head, TIMESTAMP_AT) },
            leader_epoch: NO_PARTITION_LEADER_EPOCH,
        }))
    }

    /// The offset after its last record.
    pub fn next_offset(&self) -> i64 {
        self.last_offset.saturating_add(1)
    }
}

impl From<&BatchHeader> for EntryHead {
    #[inline]
    fn from(header: &BatchHeader) -> Self {
        Self {
            base_offset: header.base_offset,
            has_base_offset: true,
            last_offset: header.last_offset(),
            size_bytes: header.size_bytes(),
            max_timestamp: header.max_timestamp,
            leader_epoch: header.partition_leader_epoch,
        }
    }
}

impl From<&Entry<'_>> for EntryHead {
    fn from(entry: &Entry<'_>) -> Self {
        match entry {
            Entry::Batch(batch) => Self::from(batch.header()),
            Entry::Message(message) => Self {
                base_offset: message.offset,
                has_base_offset: message.compression().is_ok_and(|codec| !codec.is_compressed()),
                last_offset: message.offset,
                size_bytes: message.bytes().len(),
                max_timestamp: message.timestamp,
                leader_epoch: NO_PARTITION_LEADER_EPOCH,
            },
        }
    }
}

fn i32_at(head: &[u8; OLD_HEAD_BYTES], at: usize) -> i32 {
    head.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| i32::from_be_bytes(*bytes))
}

fn i64_at(head: &[u8; OLD_HEAD_BYTES], at: usize) -> i64 {
    head.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ringmain_protocol::records::legacy::Entries;

    proptest! {
        /// What the first bytes tell is what the whole entry says, and a lack of bytes is never an error of theirs.
        #[test]
        fn the_front_agrees_with_the_whole(
            offset: i64,
            length in prop_oneof![10i32..120, any::<i32>()],
            magic in -1i8..4,
            attributes in 0u8..16,
            mut rest in proptest::collection::vec(any::<u8>(), 0..120),
        ) {
            // Key and value: none, so that old messages are often sound.
            let fields = if magic == 1 { 8 } else { 0 };
            if let Some(lengths) = rest.get_mut(fields..fields + 8) {
                lengths.copy_from_slice(&[0xff; 8]);
            }
            let mut bytes = [&offset.to_be_bytes()[..], &length.to_be_bytes(), &[0; 4]].concat();
            bytes.extend([magic.cast_unsigned(), attributes]);
            bytes.extend(rest);
            let front = EntryHead::parse(&bytes);
            if let Some(Ok(entry)) = Entries::new(&bytes).next() {
                prop_assert_eq!(&front, &Ok(Some(EntryHead::from(&entry))));
            }
            for len in 0..bytes.len() {
                let less = EntryHead::parse(&bytes[..len]);
                prop_assert!(less == front || less == Ok(None) || magic == 2 && len < HEADER_SIZE, "{len}");
                prop_assert!(less != Ok(None) || len < HEADER_SIZE);
            }
        }
    }
}
