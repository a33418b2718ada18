//! Rules of the encoding that Kafka's vectors do not show.

use bytes::{Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::group_coordinator::{
    CoordinatorKey, CoordinatorValue, OffsetCommitKey, OffsetCommitValue,
};
use ringmain_protocol::messages::metadata::{MetadataRecord, TopicRecord};
use ringmain_protocol::messages::rpc::{FetchRequest, JoinGroupResponse, MetadataRequest};
use ringmain_protocol::primitives::{DecodeErrorKind, Decoder, EncodeErrorKind, RawTaggedField, UnknownTaggedFields};
use ringmain_protocol::uuid::Uuid;

fn encode<M: Message>(message: &M, version: i16) -> Result<Bytes, EncodeErrorKind> {
    let mut buf = BytesMut::new();
    message.encode(&mut buf, version).map_err(|e| e.kind)?;
    Ok(buf.freeze())
}

#[test]
fn a_field_that_the_version_lacks_is_dropped_if_ignorable_and_refused_if_not() {
    let ignorable = FetchRequest { rack_id: "rack".into(), ..Default::default() };
    assert_eq!(encode(&ignorable, 4), encode(&FetchRequest::default(), 4));
    let needed = FetchRequest { forgotten_topics_data: vec![Default::default()], ..Default::default() };
    assert_eq!(encode(&needed, 6), Err(EncodeErrorKind::NotInVersion(6)));
    let error = needed.encode(&mut BytesMut::new(), 6).unwrap_err().to_string();
    assert!(error.contains("FetchRequest: ForgottenTopicsData"), "{error}");
}

#[test]
fn null_is_written_only_where_the_version_allows_it() {
    let nothing = JoinGroupResponse { protocol_name: None, ..Default::default() };
    assert!(encode(&nothing, 7).is_ok());
    assert_eq!(encode(&nothing, 6), Err(EncodeErrorKind::UnexpectedNull));
    let everything = MetadataRequest { topics: None, ..Default::default() };
    assert_eq!(encode(&everything, 0), Err(EncodeErrorKind::UnexpectedNull));
    let error = MetadataRequest::decode(&mut Decoder::new(Bytes::from_static(&[0xff; 4])), 0).unwrap_err();
    assert_eq!(
        (error.message, error.field, error.kind),
        ("MetadataRequest", "Topics", DecodeErrorKind::UnexpectedNull)
    );
}

#[test]
fn unsupported_versions_are_errors() {
    assert_eq!(encode(&FetchRequest::default(), 3), Err(EncodeErrorKind::UnsupportedVersion(3)));
    assert_eq!(encode(&FetchRequest::default(), 19), Err(EncodeErrorKind::UnsupportedVersion(19)));
    let error = FetchRequest::decode(&mut Decoder::new(Bytes::new()), 19).unwrap_err();
    assert_eq!(error.kind, DecodeErrorKind::UnsupportedVersion(19));
}

#[test]
fn strings_end_at_32767_bytes() {
    let of = |len| MetadataRequest {
        topics: Some(vec![ringmain_protocol::messages::rpc::metadata_request::MetadataRequestTopic {
            name: Some("x".repeat(len)),
            ..Default::default()
        }]),
        ..Default::default()
    };
    for version in [8, 13] {
        assert!(encode(&of(32_767), version).is_ok());
        assert_eq!(encode(&of(32_768), version), Err(EncodeErrorKind::TooLong(32_768)));
    }
    let mut bytes = vec![2];
    bytes.extend_from_slice(&[0; 16]);
    bytes.extend_from_slice(&[0x81, 0x80, 0x02]);
    bytes.resize(40_000, b'x');
    let error = MetadataRequest::decode(&mut Decoder::new(bytes.into()), 13).unwrap_err();
    assert_eq!(error.kind, DecodeErrorKind::StringTooLong(32_768));
}

#[test]
fn tagged_fields_must_rise_and_need_a_flexible_version() {
    let tag = |tag| RawTaggedField { tag, data: Bytes::from_static(b"x") };
    let with = |tags: &[u32]| FetchRequest {
        unknown_tagged_fields: UnknownTaggedFields(tags.iter().map(|&t| tag(t)).collect()),
        cluster_id: Some("c".into()),
        ..Default::default()
    };
    assert!(encode(&with(&[5, 9]), 12).is_ok());
    assert_eq!(encode(&with(&[9, 5]), 12), Err(EncodeErrorKind::TagOrder));
    assert_eq!(encode(&with(&[0]), 12), Err(EncodeErrorKind::TagOrder), "tag 0 is the cluster id's");
    let older = FetchRequest { cluster_id: None, ..with(&[5]) };
    assert_eq!(encode(&older, 11), Err(EncodeErrorKind::NotInVersion(11)));
}

#[test]
fn many_empty_tagged_fields_are_no_reason_to_refuse_a_message() {
    let tags = |range: std::ops::Range<u32>| range.map(|tag| RawTaggedField { tag, data: Bytes::new() }).collect();
    for count in [1, 2, 100, 20_000] {
        let request =
            FetchRequest { unknown_tagged_fields: UnknownTaggedFields(tags(2..2 + count)), ..Default::default() };
        let bytes = encode(&request, 12).unwrap();
        assert_eq!(FetchRequest::decode(&mut Decoder::new(bytes), 12), Ok(request));
        let request =
            MetadataRequest { unknown_tagged_fields: UnknownTaggedFields(tags(0..count)), ..Default::default() };
        let bytes = encode(&request, 13).unwrap();
        assert_eq!(MetadataRequest::decode(&mut Decoder::new(bytes), 13), Ok(request));
    }
}

#[test]
fn a_tagged_field_must_fill_its_size() {
    // Cluster id "c" (tag 0) in three bytes where two would do, after an empty fetch request of version 12.
    let good = encode(&FetchRequest { cluster_id: Some("c".into()), ..Default::default() }, 12).unwrap();
    let at = good.len() - 3;
    assert_eq!(good[at], 2, "the field's size");
    let mut bad = good.to_vec();
    bad[at] = 3;
    bad.push(0);
    let error = FetchRequest::decode(&mut Decoder::new(bad.into()), 12).unwrap_err();
    assert_eq!(error.kind, DecodeErrorKind::TagSizeMismatch);
}

#[test]
fn metadata_records_have_their_frame() {
    let record = MetadataRecord::from(TopicRecord { name: "t".into(), topic_id: Uuid::ONE, ..Default::default() });
    let mut buf = BytesMut::new();
    record.encode(&mut buf, 0).unwrap();
    assert_eq!(&buf[..5], &[1, 2, 0, 2, b't'], "frame version 1, TopicRecord is 2, version 0, then its name");
    assert_eq!((record.encoded_size(0), record.name()), (buf.len(), "TopicRecord"));
    let bytes = buf.freeze();
    assert_eq!(MetadataRecord::decode(&mut Decoder::new(bytes.clone())), Ok((record, 0)));

    let kind =
        |bytes: &[u8]| MetadataRecord::decode(&mut Decoder::new(Bytes::copy_from_slice(bytes))).unwrap_err().kind;
    assert_eq!(kind(&[2, 2, 0]), DecodeErrorKind::UnknownFrameVersion(2));
    assert_eq!(kind(&[1, 99, 0]), DecodeErrorKind::UnknownApiKey(99));
    assert_eq!(kind(&[1, 2, 9]), DecodeErrorKind::UnsupportedVersion(9));
    assert_eq!(kind(&[&bytes[..], &[0]].concat()), DecodeErrorKind::TrailingBytes(1));
}

#[test]
fn coordinator_records_have_their_prefixes() {
    let key = CoordinatorKey::from(OffsetCommitKey { group: "g".into(), topic: "t".into(), partition: 3 });
    let mut buf = BytesMut::new();
    key.encode(&mut buf).unwrap();
    assert_eq!(&buf[..], &[0, 1, 0, 1, b'g', 0, 1, b't', 0, 0, 0, 3]);
    assert_eq!(CoordinatorKey::decode(&mut Decoder::new(buf.freeze())), Ok(key));

    let value = CoordinatorValue::from(OffsetCommitValue { offset: 5, metadata: "m".into(), ..Default::default() });
    let mut buf = BytesMut::new();
    value.encode(&mut buf, 3).unwrap();
    assert_eq!(&buf[..2], &[0, 3]);
    assert_eq!(CoordinatorValue::decode(1, &mut Decoder::new(buf.freeze())), Ok((value, 3)));
    let error = CoordinatorKey::decode(&mut Decoder::new(Bytes::from_static(&[0, 99]))).unwrap_err();
    assert_eq!(error.kind, DecodeErrorKind::UnknownApiKey(99));
}
