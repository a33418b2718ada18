//! One record of `__consumer_offsets`: Kafka's keys and values, in the versions that Apache Kafka 4.3.1 writes.

use bytes::{Bytes, BytesMut};
use ringmain_protocol::messages::group_coordinator::{
    CoordinatorKey, CoordinatorValue, GroupMetadataKey, GroupMetadataValue, OffsetCommitKey, OffsetCommitValue,
};
use ringmain_protocol::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError};

/// A key and its value; without a value, a tombstone.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub key: CoordinatorKey,
    pub value: Option<CoordinatorValue>,
}

/// The bytes of key and value; without a value, a tombstone.
pub type EncodedRecord = (Bytes, Option<Bytes>);

impl Record {
    pub fn new(key: impl Into<CoordinatorKey>, value: impl Into<CoordinatorValue>) -> Self {
        Record { key: key.into(), value: Some(value.into()) }
    }

    pub fn tombstone(key: impl Into<CoordinatorKey>) -> Self {
        Record { key: key.into(), value: None }
    }

    pub fn offset_commit(group: &str, topic: &str, partition: i32, value: OffsetCommitValue) -> Self {
        Record::new(offset_key(group, topic, partition), value)
    }

    pub fn offset_tombstone(group: &str, topic: &str, partition: i32) -> Self {
        Record::tombstone(offset_key(group, topic, partition))
    }

    pub fn group_metadata(group: &str, value: GroupMetadataValue) -> Self {
        Record::new(GroupMetadataKey { group: group.to_owned() }, value)
    }

    pub fn group_tombstone(group: &str) -> Self {
        Record::tombstone(GroupMetadataKey { group: group.to_owned() })
    }

    /// The bytes of key and value, each led by its type or version.
    pub fn encode(&self) -> Result<EncodedRecord, EncodeError> {
        let mut bytes = BytesMut::with_capacity(self.likely_bytes());
        self.key.encode(&mut bytes)?;
        let key = bytes.split().freeze();
        let Some(value) = &self.value else { return Ok((key, None)) };
        value.encode(&mut bytes, value_version(value))?;
        Ok((key, Some(bytes.freeze())))
    }

    /// Enough for key and value of a commit, which are most of what is written: both go into one piece of memory.
    fn likely_bytes(&self) -> usize {
        const FIXED_BYTES: usize = 64;
        match (&self.key, &self.value) {
            (CoordinatorKey::OffsetCommit(key), Some(CoordinatorValue::OffsetCommit(value))) => {
                FIXED_BYTES + key.group.len() + key.topic.len() + value.metadata.len()
            }
            _ => 2 * FIXED_BYTES,
        }
    }

    /// `None`: a type that this version does not know, which a coordinator skips.
    pub fn decode(key: Bytes, value: Option<Bytes>) -> Result<Option<Self>, DecodeError> {
        let key = match CoordinatorKey::decode(&mut Decoder::new(key)) {
            Ok(key) => key,
            Err(error) if matches!(error.kind, DecodeErrorKind::UnknownApiKey(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let value = match value {
            None => None,
            Some(bytes) => Some(CoordinatorValue::decode(key.api_key(), &mut Decoder::new(bytes))?.0),
        };
        Ok(Some(Record { key, value }))
    }
}

fn offset_key(group: &str, topic: &str, partition: i32) -> OffsetCommitKey {
    OffsetCommitKey { group: group.to_owned(), topic: topic.to_owned(), partition }
}

/// The version that Apache Kafka 4.3.1 writes.
fn value_version(value: &CoordinatorValue) -> i16 {
    match value {
        // Only version 1 can say when an offset expires; only version 4 knows topic ids.
        CoordinatorValue::OffsetCommit(value) if value.expire_timestamp != -1 => 1,
        CoordinatorValue::OffsetCommit(_) => 4,
        CoordinatorValue::GroupMetadata(_) => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringmain_protocol::messages::group_coordinator::consumer_group_member_metadata_value::ClassicMemberMetadata;
    use ringmain_protocol::messages::group_coordinator::group_metadata_value::MemberMetadata;
    use ringmain_protocol::messages::group_coordinator::{
        ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataValue,
    };
    use ringmain_protocol::uuid::Uuid;

    fn round_trip(record: &Record) -> (i16, Record) {
        let (key, value) = record.encode().unwrap();
        let version = value.as_ref().map_or(-1, |v| i16::from_be_bytes([v[0], v[1]]));
        (version, Record::decode(key, value).unwrap().unwrap())
    }

    #[test]
    fn versions_are_those_that_kafka_writes() {
        let offset = OffsetCommitValue { offset: 5, metadata: "m".into(), topic_id: Uuid::ONE, ..Default::default() };
        let expiring = OffsetCommitValue { expire_timestamp: 9, ..Default::default() };
        let members = vec![MemberMetadata { group_instance_id: Some("i".into()), ..Default::default() }];
        let group = GroupMetadataValue { generation: 3, current_state_timestamp: 7, members, ..Default::default() };
        for (record, version) in [
            (Record::offset_commit("g", "t", 1, offset), 4),
            (Record::offset_commit("g", "t", 1, expiring), 1),
            (Record::group_metadata("g", group), 3),
            (Record::offset_tombstone("g", "t", 1), -1),
            (Record::group_tombstone("g"), -1),
        ] {
            assert_eq!(round_trip(&record), (version, record.clone()));
        }
    }

    #[test]
    fn bytes_are_kafkas() {
        let value = OffsetCommitValue { offset: 2, commit_timestamp: 3, ..Default::default() };
        let (key, value) = Record::offset_commit("g", "t", 1, value).encode().unwrap();
        assert_eq!(&key[..], b"\0\x01\0\x01g\0\x01t\0\0\0\x01");
        assert_eq!(&value.unwrap()[..], b"\0\x04\0\0\0\0\0\0\0\x02\xff\xff\xff\xff\x01\0\0\0\0\0\0\0\x03\0");
    }

    #[test]
    fn a_tagged_structure_is_marked_as_kafka_marks_it() {
        let key = ConsumerGroupMemberMetadataKey { group_id: "g".into(), member_id: "m".into() };
        let mut value = ConsumerGroupMemberMetadataValue { classic_member_metadata: None, ..Default::default() };
        for (metadata, tail) in [
            (None, &b"\x01\0\x01\0"[..]),
            (
                Some(ClassicMemberMetadata { session_timeout_ms: 5, ..Default::default() }),
                b"\x01\0\x07\x01\0\0\0\x05\x01\0",
            ),
        ] {
            value.classic_member_metadata = metadata;
            let record = Record::new(key.clone(), value.clone());
            let bytes = record.encode().unwrap().1.unwrap();
            assert!(bytes.ends_with(tail), "{bytes:?}");
            assert_eq!(round_trip(&record), (0, record.clone()));
        }
    }

    #[test]
    fn unknown_types_are_skipped_and_damaged_records_are_errors() {
        assert_eq!(Record::decode(Bytes::from_static(b"\x7f\0abc"), None), Ok(None));
        let (key, value) = Record::group_metadata("g", GroupMetadataValue::default()).encode().unwrap();
        let value = value.unwrap();
        for cut in 0..value.len() {
            assert!(Record::decode(key.clone(), Some(value.slice(..cut))).is_err(), "{cut}");
        }
        for cut in 0..key.len() {
            assert!(Record::decode(key.slice(..cut), None).is_err(), "{cut}");
        }
    }
}
