//! ApiVersions: what this listener serves, exactly the router's table, and the cluster's features.

use std::rc::Rc;

use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::api_versions_request::ApiVersionsRequest;
use ringmain_protocol::messages::rpc::api_versions_response::{
    ApiVersion, ApiVersionsResponse, FinalizedFeatureKey, SupportedFeatureKey,
};
use ringmain_protocol::primitives::Decoder;

use super::Broker;
use crate::metadata::image::SupportedFeatures;
use crate::server::request::Request;
use crate::server::response::{encode, encode_version};
use crate::server::router::{Overlap, Router, Started, malformed};

/// From this version on a feature's lowest level may be 0 (KAFKA-17011).
const FIRST_WITH_LEVEL_ZERO: i16 = 4;
/// From this version on clients name themselves (KIP-511).
const FIRST_WITH_SOFTWARE: i16 = 3;

/// An API with its lowest and highest version.
pub type Served = (ApiKey, i16, i16);

/// The features of this node, and those that the cluster has agreed on as of `epoch` (-1 where that is not known yet).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    pub supported: SupportedFeatures,
    pub finalized: Vec<(String, i16)>,
    pub epoch: i64,
}

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let mut apis: Vec<Served> = router.served().collect();
    let own = ApiKey::ApiVersions;
    apis.push((own, own.min_version(), own.max_version()));
    apis.sort_by_key(|(key, ..)| key.key());
    let broker = broker.clone();
    router.serve(own, Overlap::No, move |request| {
        let image = broker.shard.image();
        let features = Features {
            supported: broker.supported_features.clone(),
            finalized: image.features().map(|(name, level)| (name.to_owned(), level)).collect(),
            epoch: image.offset(),
        };
        start(&apis, &features, request)
    });
}

pub fn start(apis: &[Served], features: &Features, request: Request) -> Started {
    let header = request.header;
    if !ApiKey::ApiVersions.supports(header.version) {
        // The client learns which versions it may use instead; version 0 is what every client can read.
        let own = apis.iter().filter(|(key, ..)| *key == ApiKey::ApiVersions);
        let error_code = ErrorCode::UnsupportedVersion.into();
        let response = ApiVersionsResponse { error_code, api_keys: own.map(advertise).collect(), ..Default::default() };
        return Started::Done(encode_version(&header, &response, 0));
    }
    let body = match ApiVersionsRequest::decode(&mut Decoder::new(request.body), header.version) {
        Ok(body) => body,
        Err(error) => return malformed(&error),
    };
    if header.version >= FIRST_WITH_SOFTWARE {
        if !is_valid_software(&body.client_software_name) || !is_valid_software(&body.client_software_version) {
            let error_code = ErrorCode::InvalidRequest.into();
            let response = ApiVersionsResponse { error_code, finalized_features_epoch: -1, ..Default::default() };
            return Started::Done(encode(&header, &response));
        }
        *request.peer.software.borrow_mut() = Some((body.client_software_name, body.client_software_version));
    }
    Started::Done(encode(&header, &answer(apis, features, header.version)))
}

fn answer(apis: &[Served], features: &Features, version: i16) -> ApiVersionsResponse {
    let supported = features.supported.iter().filter(|(_, (min, _))| version >= FIRST_WITH_LEVEL_ZERO || *min > 0);
    ApiVersionsResponse {
        api_keys: apis.iter().map(advertise).collect(),
        supported_features: supported
            .map(|(name, (min_version, max_version))| SupportedFeatureKey {
                name: name.clone(),
                min_version: *min_version,
                max_version: *max_version,
                ..Default::default()
            })
            .collect(),
        finalized_features_epoch: features.epoch,
        finalized_features: features
            .finalized
            .iter()
            .map(|(name, level)| FinalizedFeatureKey {
                name: name.clone(),
                max_version_level: *level,
                min_version_level: *level,
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    }
}

fn advertise((key, min_version, max_version): &Served) -> ApiVersion {
    // librdkafka turns off much of what it can do unless Produce starts at 0, though 0 to 2 are gone (KAFKA-18659).
    let min_version = if *key == ApiKey::Produce { 0 } else { *min_version };
    ApiVersion { api_key: key.key(), min_version, max_version: *max_version, ..Default::default() }
}

/// Letters, digits, `-` and `.`, with a letter or digit at both ends.
fn is_valid_software(text: &str) -> bool {
    let bytes = text.as_bytes();
    let solid = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    solid(bytes.first())
        && solid(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn software_names_follow_kip_511() {
        for (name, valid) in [
            ("a", true),
            ("apache-kafka-java", true),
            ("4.3.1-SNAPSHOT", true),
            ("", false),
            ("-a", false),
            ("a-", false),
            ("a b", false),
            ("ä", false),
        ] {
            assert_eq!(is_valid_software(name), valid, "{name:?}");
        }
    }

    #[test]
    fn old_versions_see_no_feature_that_may_be_off() {
        let features = Features {
            supported: [("metadata.version".into(), (7, 30)), ("kraft.version".into(), (0, 1))].into(),
            finalized: vec![("metadata.version".into(), 30)],
            epoch: 5,
        };
        let apis = [(ApiKey::Produce, 3, 13), (ApiKey::Fetch, 4, 18)];
        let old = answer(&apis, &features, 3);
        assert_eq!(old.supported_features.len(), 1);
        assert_eq!(answer(&apis, &features, 4).supported_features.len(), 2);
        let versions: Vec<_> = old.api_keys.iter().map(|api| (api.min_version, api.max_version)).collect();
        assert_eq!(versions, [(0, 13), (4, 18)]);
        assert_eq!((old.finalized_features_epoch, old.finalized_features.len()), (5, 1));
    }
}
