//! A record of a coordinator's log: which coordinator, key and value parted by the key's length, then both.
#![no_main]

use bytes::{Bytes, BytesMut};
use libfuzzer_sys::fuzz_target;
use ringmain_protocol::messages::{group_coordinator, share_coordinator, transaction_coordinator};
use ringmain_protocol::primitives::{Decoder, EncodeErrorKind};

macro_rules! coordinator {
    ($module:ident, $key:expr, $value:expr) => {{
        let Ok(key) = $module::CoordinatorKey::decode(&mut Decoder::new($key)) else { return };
        let mut buf = BytesMut::new();
        if let Err(error) = key.encode(&mut buf) {
            panic!("{error}: {key:?}");
        }
        let read = $module::CoordinatorKey::decode(&mut Decoder::new(buf.split().freeze()));
        assert_eq!(read.as_ref(), Ok(&key));
        let api_key = key.api_key();
        let Ok((value, version)) = $module::CoordinatorValue::decode(api_key, &mut Decoder::new($value)) else {
            return;
        };
        buf.clear();
        match value.encode(&mut buf, version) {
            Ok(()) => {
                let read = $module::CoordinatorValue::decode(api_key, &mut Decoder::new(buf.split().freeze()));
                assert_eq!(format!("{read:?}"), format!("Ok(({value:?}, {version}))"));
            }
            Err(error) => assert_eq!(error.kind, EncodeErrorKind::TagOrder, "{value:?}"),
        }
    }};
}

fuzz_target!(|data: &[u8]| {
    let [which, key_len, rest @ ..] = data else { return };
    let rest = Bytes::copy_from_slice(rest);
    let at = usize::from(*key_len).min(rest.len());
    let (key, value) = (rest.slice(..at), rest.slice(at..));
    match which % 3 {
        0 => coordinator!(group_coordinator, key, value),
        1 => coordinator!(transaction_coordinator, key, value),
        _ => coordinator!(share_coordinator, key, value),
    }
});
