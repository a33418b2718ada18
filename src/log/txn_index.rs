//! Index of aborted transactions (`.txnindex`): 34-byte entries, in the order of their abort markers.
//!
//! Entry: version (i16, 0), producer id, first offset, last offset (of the marker), last stable offset when the marker was
//! written (each i64). Promise: a file that does not hold whole, ordered entries of this version is refused.

/// Size of an entry.
pub const ABORTED_TXN_BYTES: usize = 34;
const VERSION: i16 = 0;

/// Why a file is no transaction index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TxnIndexError {
    #[error("{len} bytes are no whole number of {ABORTED_TXN_BYTES}-byte entries")]
    Length { len: usize },
    #[error("entry {entry} has version {version}, this knows {VERSION}")]
    Version { entry: usize, version: i16 },
    #[error("entry {entry} is not after the one before it, or starts before the segment")]
    Order { entry: usize },
}

/// A transaction that a consumer with `read_committed` must skip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbortedTxn {
    pub producer_id: i64,
    pub first_offset: i64,
    pub last_offset: i64,
    pub last_stable_offset: i64,
}

impl AbortedTxn {
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&VERSION.to_be_bytes());
        for field in [self.producer_id, self.first_offset, self.last_offset, self.last_stable_offset] {
            out.extend_from_slice(&field.to_be_bytes());
        }
    }
}

/// The aborted transactions of one segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TxnIndex {
    entries: Vec<AbortedTxn>,
}

impl TxnIndex {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn entries(&self) -> &[AbortedTxn] {
        &self.entries
    }

    /// Adds a transaction, which must end after the last one did.
    pub fn append(&mut self, txn: AbortedTxn) -> Result<(), TxnIndexError> {
        if self.entries.last().is_some_and(|last| last.last_offset >= txn.last_offset) {
            return Err(TxnIndexError::Order { entry: self.entries.len() });
        }
        self.entries.push(txn);
        Ok(())
    }

    /// Drops what was aborted at or after `offset`.
    pub fn truncate_to(&mut self, offset: i64) {
        let keep = self.entries.partition_point(|txn| txn.last_offset < offset);
        self.entries.truncate(keep);
    }

    /// Adds to `found` the transactions that overlap `[fetch_offset, upper_bound_offset)`. True where no later segment can
    /// hold another one.
    pub fn collect(&self, fetch_offset: i64, upper_bound_offset: i64, found: &mut Vec<AbortedTxn>) -> bool {
        for txn in &self.entries {
            if txn.last_offset >= fetch_offset && txn.first_offset < upper_bound_offset {
                found.push(*txn);
            }
            if txn.last_stable_offset >= upper_bound_offset {
                return true;
            }
        }
        false
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.entries.len() * ABORTED_TXN_BYTES);
        self.entries.iter().for_each(|txn| txn.write(&mut bytes));
        bytes
    }

    pub fn parse(base_offset: i64, bytes: &[u8]) -> Result<Self, TxnIndexError> {
        let (chunks, rest) = bytes.as_chunks::<ABORTED_TXN_BYTES>();
        if !rest.is_empty() {
            return Err(TxnIndexError::Length { len: bytes.len() });
        }
        let mut index = Self::default();
        for (entry, chunk) in chunks.iter().enumerate() {
            let version = i16::from_be_bytes([chunk[0], chunk[1]]);
            if version != VERSION {
                return Err(TxnIndexError::Version { entry, version });
            }
            let (fields, _) = chunk[2..].as_chunks::<8>();
            let [producer_id, first_offset, last_offset, last_stable_offset] = match fields {
                &[a, b, c, d] => [a, b, c, d].map(i64::from_be_bytes),
                _ => return Err(TxnIndexError::Length { len: bytes.len() }),
            };
            if last_offset < base_offset {
                return Err(TxnIndexError::Order { entry });
            }
            index.append(AbortedTxn { producer_id, first_offset, last_offset, last_stable_offset })?;
        }
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn txn(producer_id: i64, first_offset: i64, last_offset: i64, last_stable_offset: i64) -> AbortedTxn {
        AbortedTxn { producer_id, first_offset, last_offset, last_stable_offset }
    }

    #[test]
    fn layout_and_order() {
        let mut index = TxnIndex::default();
        index.append(txn(5, 10, 20, 10)).unwrap();
        index.append(txn(6, 12, 30, 21)).unwrap();
        assert!(index.append(txn(7, 12, 30, 21)).is_err());
        let bytes = index.to_bytes();
        assert_eq!(bytes.len(), 2 * ABORTED_TXN_BYTES);
        assert_eq!(bytes[..18], [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 10]);
        assert_eq!(TxnIndex::parse(10, &bytes), Ok(index));
        assert_eq!(TxnIndex::parse(21, &bytes), Err(TxnIndexError::Order { entry: 0 }));
        assert!(TxnIndex::parse(0, &bytes[..40]).is_err());
        let mut newer = bytes.clone();
        newer[1] = 1;
        assert_eq!(TxnIndex::parse(0, &newer), Err(TxnIndexError::Version { entry: 0, version: 1 }));
    }

    #[test]
    fn collects_what_overlaps() {
        let mut index = TxnIndex::default();
        for t in [txn(1, 0, 10, 11), txn(2, 5, 20, 12), txn(3, 12, 40, 41)] {
            index.append(t).unwrap();
        }
        let mut found = vec![];
        assert!(index.collect(11, 30, &mut found));
        assert_eq!(found.iter().map(|t| t.producer_id).collect::<Vec<_>>(), [2, 3]);
        found.clear();
        assert!(!index.collect(21, 100, &mut found));
        assert_eq!(found.iter().map(|t| t.producer_id).collect::<Vec<_>>(), [3]);
        index.truncate_to(20);
        assert_eq!(index.entries().len(), 1);
    }
}
