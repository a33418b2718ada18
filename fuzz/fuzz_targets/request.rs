//! A frame as a client sends it: header, then any request. What decodes is written again and decodes to the same; Produce and
//! Fetch read in place agree with their owned forms on what is a request.
#![no_main]

use bytes::{Bytes, BytesMut};
use libfuzzer_sys::fuzz_target;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::header::RequestHeaderRef;
use ringmain_protocol::hot::{FetchRequestRef, ProduceRequestRef};
use ringmain_protocol::messages::rpc::RequestKind;
use ringmain_protocol::primitives::{Decoder, EncodeErrorKind};

fuzz_target!(|data: &[u8]| {
    let Ok(header) = RequestHeaderRef::parse(data) else { return };
    let (api_key, version) = (header.api_key, header.api_version);
    let frame = Bytes::copy_from_slice(data);
    let mut d = Decoder::new(frame.slice(header.body_at..));
    let decoded = RequestKind::decode(api_key, &mut d, version);
    match api_key {
        ApiKey::Produce => {
            let hot = ProduceRequestRef::parse(&frame, header.body_at, version);
            // Either finds the other's fault, but perhaps at another place.
            assert_eq!(hot.is_ok(), decoded.is_ok(), "{hot:?} {decoded:?}");
            if let (Ok(hot), Ok(RequestKind::Produce(owned))) = (hot, &decoded) {
                let partitions = owned.topic_data.iter().map(|t| t.partition_data.len()).sum::<usize>();
                assert_eq!((hot.partition_count, hot.partitions().count()), (partitions, partitions));
            }
        }
        ApiKey::Fetch => {
            let hot = FetchRequestRef::parse(&frame, header.body_at, version);
            assert_eq!(hot.is_ok(), decoded.is_ok(), "{hot:?} {decoded:?}");
            if let (Ok(hot), Ok(RequestKind::Fetch(owned))) = (hot, &decoded) {
                let partitions = owned.topics.iter().map(|t| t.partitions.len()).sum::<usize>();
                assert_eq!((hot.partition_count, hot.partitions().count()), (partitions, partitions));
            }
        }
        _ => {}
    }
    let Ok(request) = decoded else { return };
    let mut buf = BytesMut::new();
    if let Err(error) = request.encode(&mut buf, version) {
        // Tags may come in any order, and are kept so.
        assert_eq!(error.kind, EncodeErrorKind::TagOrder, "{request:?}");
        return;
    }
    assert_eq!(buf.len(), request.encoded_size(version));
    let mut again = Decoder::new(buf.freeze());
    let read = RequestKind::decode(api_key, &mut again, version);
    assert_eq!(format!("{read:?}"), format!("Ok({request:?})"));
    assert_eq!(again.remaining(), 0);
});
