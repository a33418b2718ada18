//! The value of a record of the metadata log, or of the remote log metadata topic.
#![no_main]

use bytes::{Bytes, BytesMut};
use libfuzzer_sys::fuzz_target;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::messages::storage::RemoteLogMetadataRecord;
use ringmain_protocol::primitives::{Decoder, EncodeErrorKind};

fuzz_target!(|data: &[u8]| {
    let bytes = Bytes::copy_from_slice(data);
    let mut buf = BytesMut::new();
    if let Ok((record, version)) = MetadataRecord::decode(&mut Decoder::new(bytes.clone())) {
        match record.encode(&mut buf, version) {
            Ok(()) => {
                assert_eq!(buf.len(), record.encoded_size(version));
                let read = MetadataRecord::decode(&mut Decoder::new(buf.split().freeze()));
                assert_eq!(format!("{read:?}"), format!("Ok(({record:?}, {version}))"));
            }
            Err(error) => assert_eq!(error.kind, EncodeErrorKind::TagOrder, "{record:?}"),
        }
    }
    buf.clear();
    if let Ok((record, version)) = RemoteLogMetadataRecord::decode(&mut Decoder::new(bytes)) {
        match record.encode(&mut buf, version) {
            Ok(()) => {
                let read = RemoteLogMetadataRecord::decode(&mut Decoder::new(buf.split().freeze()));
                assert_eq!(format!("{read:?}"), format!("Ok(({record:?}, {version}))"));
            }
            Err(error) => assert_eq!(error.kind, EncodeErrorKind::TagOrder, "{record:?}"),
        }
    }
});
