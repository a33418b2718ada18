//! Any response, its API and version in the first two bytes. What decodes is written again and decodes to the same.
#![no_main]

use bytes::{Bytes, BytesMut};
use libfuzzer_sys::fuzz_target;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::messages::rpc::ResponseKind;
use ringmain_protocol::primitives::{Decoder, EncodeErrorKind};

fuzz_target!(|data: &[u8]| {
    let [key, version, body @ ..] = data else { return };
    let (Some(api_key), version) = (ApiKey::from_key(i16::from(*key)), i16::from(*version)) else { return };
    let mut d = Decoder::new(Bytes::copy_from_slice(body));
    let Ok(response) = ResponseKind::decode(api_key, &mut d, version) else { return };
    let mut buf = BytesMut::new();
    if let Err(error) = response.encode(&mut buf, version) {
        assert_eq!(error.kind, EncodeErrorKind::TagOrder, "{response:?}");
        return;
    }
    assert_eq!(buf.len(), response.encoded_size(version));
    let mut again = Decoder::new(buf.freeze());
    let read = ResponseKind::decode(api_key, &mut again, version);
    assert_eq!(format!("{read:?}"), format!("Ok({response:?})"));
    assert_eq!(again.remaining(), 0);
});
