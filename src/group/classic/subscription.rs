//! Which topics a consumer's subscription names: the part of its metadata that is the same in every version.

use bytes::Bytes;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::ConsumerProtocolSubscription;
use ringmain_protocol::primitives::Decoder;

/// `None` where the bytes are no subscription.
pub(in crate::group) fn topics(metadata: &Bytes) -> Option<Vec<String>> {
    let mut d = Decoder::new(metadata.clone());
    d.i16("version").ok().filter(|version| *version >= 0)?;
    ConsumerProtocolSubscription::decode(&mut d, 0).ok().map(|subscription| subscription.topics)
}
