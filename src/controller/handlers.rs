//! What the CONTROLLER listener serves: requests to the quorum controller, straight or in an Envelope (KIP-590), and what any
//! controller tells of the quorum and of itself.
//!
//! Promises: a request that only the active controller may answer is answered NOT_CONTROLLER elsewhere, in the form of that
//! request; in an Envelope, by the envelope's error. Only requests that Kafka forwards are taken out of an Envelope.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message as _, Request as RequestMessage};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::messages::rpc::{
    alter_configs_response, describe_cluster_response, incremental_alter_configs_response,
};
use ringmain_protocol::primitives::Decoder;

use super::driver::{Inbox, RaftReply};
use super::node::QuorumLeader;
use super::quorum::{self, supported_features};
use super::raft::wire;
use crate::api::{admin, api_versions};
use crate::metadata::image::Image;
use crate::rt::sync::{Event, watch};
use crate::rt::time;
use crate::server::request::{self, Header, Peer, Request};
use crate::server::response::{Outcome, encode};
use crate::server::router::{LocalFuture, Overlap, Router, Started, malformed};

/// What handlers look at.
#[derive(Clone)]
pub struct Context {
    pub cluster_id: Arc<str>,
    pub inbox: Rc<Inbox>,
    pub images: Rc<watch::Sender<Image>>,
    pub leader: Rc<watch::Receiver<QuorumLeader>>,
}

/// How a request is answered where this node is not the active controller.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// In its own form.
    Answer,
    /// By nothing: the envelope says it.
    Silent,
}

/// The whole table of the listener.
pub fn router(context: &Context) -> Router {
    let mut router = Router::default();
    admin_requests(&mut router, context, Refusal::Answer);
    broker_requests(&mut router, context);
    raft_requests(&mut router, context);
    describe_cluster(&mut router, context);
    envelope(&mut router, context);
    api_versions(&mut router, context);
    router
}

/// One kind of request to the quorum controller.
struct Kind<Req: RequestMessage> {
    wrap: fn(Req) -> quorum::Request,
    unwrap: fn(quorum::Response) -> Option<Req::Response>,
    /// Every item of the request failed with this.
    failed: fn(&Req, ErrorCode) -> Req::Response,
}

fn serve<Req: RequestMessage + 'static>(router: &mut Router, context: &Context, refusal: Refusal, kind: Kind<Req>) {
    let inbox = context.inbox.clone();
    let kind = Rc::new(kind);
    router.serve(Req::API_KEY, Overlap::No, move |request| {
        let header = request.header;
        let asked = match decode::<Req>(&header, request.body) {
            Ok(asked) => asked,
            Err(started) => return started,
        };
        let answer = inbox.quorum((kind.wrap)(asked.clone()));
        let kind = kind.clone();
        Started::Pending(Box::pin(async move {
            let answer = answer.await.ok().and_then(|answer| (kind.unwrap)(answer));
            match (answer, refusal) {
                (Some(answer), _) => encode(&header, &answer),
                (None, Refusal::Answer) => encode(&header, &(kind.failed)(&asked, ErrorCode::NotController)),
                (None, Refusal::Silent) => Outcome::Silent,
            }
        }))
    });
}

fn decode<Req: RequestMessage>(header: &Header, body: Bytes) -> Result<Req, Started> {
    Req::decode(&mut Decoder::new(body), header.version).map_err(|error| malformed(&error))
}

macro_rules! kind {
    ($name:ident, $failed:expr) => {
        Kind {
            wrap: quorum::Request::$name,
            unwrap: |response| match response {
                quorum::Response::$name(response) => Some(response),
                _ => None,
            },
            failed: $failed,
        }
    };
}

/// Requests of clients, which brokers forward.
fn admin_requests(router: &mut Router, context: &Context, refusal: Refusal) {
    serve(router, context, refusal, kind!(CreateTopics, admin::create_topics_refused));
    serve(router, context, refusal, kind!(DeleteTopics, admin::delete_topics_refused));
    serve(router, context, refusal, kind!(CreatePartitions, admin::create_partitions_refused));
    serve(
        router,
        context,
        refusal,
        kind!(IncrementalAlterConfigs, |asked: &IncrementalAlterConfigsRequest, error| {
            let responses = asked
                .resources
                .iter()
                .map(|resource| incremental_alter_configs_response::AlterConfigsResourceResponse {
                    error_code: error.code(),
                    resource_type: resource.resource_type,
                    resource_name: resource.resource_name.clone(),
                    ..Default::default()
                })
                .collect();
            IncrementalAlterConfigsResponse { responses, ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(AlterConfigs, |asked: &AlterConfigsRequest, error| {
            let responses = asked
                .resources
                .iter()
                .map(|resource| alter_configs_response::AlterConfigsResourceResponse {
                    error_code: error.code(),
                    resource_type: resource.resource_type,
                    resource_name: resource.resource_name.clone(),
                    ..Default::default()
                })
                .collect();
            AlterConfigsResponse { responses, ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(UpdateFeatures, |_: &UpdateFeaturesRequest, error| {
            UpdateFeaturesResponse { error_code: error.code(), ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(UnregisterBroker, |_: &UnregisterBrokerRequest, error| {
            UnregisterBrokerResponse { error_code: error.code(), ..Default::default() }
        }),
    );
}

/// Requests of brokers and controllers themselves.
fn broker_requests(router: &mut Router, context: &Context) {
    let refusal = Refusal::Answer;
    serve(
        router,
        context,
        refusal,
        kind!(BrokerRegistration, |_: &BrokerRegistrationRequest, error| {
            BrokerRegistrationResponse { error_code: error.code(), ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(BrokerHeartbeat, |_: &BrokerHeartbeatRequest, error| {
            BrokerHeartbeatResponse { error_code: error.code(), is_fenced: true, ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(ControllerRegistration, |_: &ControllerRegistrationRequest, error| {
            ControllerRegistrationResponse { error_code: error.code(), ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(AlterPartition, |_: &AlterPartitionRequest, error| {
            AlterPartitionResponse { error_code: error.code(), ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(AssignReplicasToDirs, |_: &AssignReplicasToDirsRequest, error| {
            AssignReplicasToDirsResponse { error_code: error.code(), ..Default::default() }
        }),
    );
    serve(
        router,
        context,
        refusal,
        kind!(AllocateProducerIds, |_: &AllocateProducerIdsRequest, error| {
            AllocateProducerIdsResponse { error_code: error.code(), ..Default::default() }
        }),
    );
}

// ---- the quorum ----

macro_rules! raft_api {
    ($router:expr, $context:expr, $name:ident, $request:ty, $response:ident) => {{
        let inbox = $context.inbox.clone();
        $router.answer_later(move |_, asked: $request| {
            let inbox = inbox.clone();
            async move {
                let failed = |error: ErrorCode| $response { error_code: error.code(), ..Default::default() };
                let request = match wire::decode_request(wire::RpcRequest::$name(asked)) {
                    Ok(request) => request,
                    Err(error) => return failed(error),
                };
                let Ok(RaftReply::Plain(response)) = inbox.raft(request).await else {
                    return failed(ErrorCode::BrokerNotAvailable);
                };
                match wire::encode_response(response, wall_offset_ms()) {
                    wire::RpcResponse::$name(response) => response,
                    _ => failed(ErrorCode::UnknownServerError),
                }
            }
        });
    }};
}

fn raft_requests(router: &mut Router, context: &Context) {
    raft_api!(router, context, Vote, VoteRequest, VoteResponse);
    raft_api!(router, context, BeginQuorumEpoch, BeginQuorumEpochRequest, BeginQuorumEpochResponse);
    raft_api!(router, context, EndQuorumEpoch, EndQuorumEpochRequest, EndQuorumEpochResponse);
    raft_api!(router, context, FetchSnapshot, FetchSnapshotRequest, FetchSnapshotResponse);
    raft_api!(router, context, AddRaftVoter, AddRaftVoterRequest, AddRaftVoterResponse);
    raft_api!(router, context, RemoveRaftVoter, RemoveRaftVoterRequest, RemoveRaftVoterResponse);
    raft_api!(router, context, UpdateRaftVoter, UpdateRaftVoterRequest, UpdateRaftVoterResponse);
    describe_quorum(router, context);
    let inbox = context.inbox.clone();
    router.answer_later(move |call, asked: FetchRequest| {
        let inbox = inbox.clone();
        async move {
            let failed = |error: ErrorCode| FetchResponse { error_code: error.code(), ..Default::default() };
            let request = match wire::decode_request(wire::RpcRequest::Fetch(asked)) {
                Ok(request) => request,
                Err(error) => return failed(error),
            };
            match inbox.raft(request).await {
                Ok(RaftReply::Fetch(head, records)) => {
                    wire::encode_fetch_response(&head, records, call.header.version < FIRST_FETCH_WITH_TOPIC_IDS)
                }
                _ => failed(ErrorCode::BrokerNotAvailable),
            }
        }
    });
}

/// From this version on Fetch names topics by id.
const FIRST_FETCH_WITH_TOPIC_IDS: i16 = 13;

fn describe_quorum(router: &mut Router, context: &Context) {
    raft_api!(router, context, DescribeQuorum, DescribeQuorumRequest, DescribeQuorumResponse);
}

/// What turns times of the monotonic clock into those of the wall.
fn wall_offset_ms() -> i64 {
    time::wall_ms().saturating_sub(i64::try_from(time::now().as_ns() / 1_000_000).unwrap_or(i64::MAX))
}

// ---- the cluster as a controller tells it (KIP-919) ----

const CONTROLLER_ENDPOINTS: i8 = 2;

fn describe_cluster(router: &mut Router, context: &Context) {
    let context = context.clone();
    router.answer(move |call, asked: DescribeClusterRequest| {
        let leader = context.leader.get();
        let mut answer = DescribeClusterResponse {
            endpoint_type: CONTROLLER_ENDPOINTS,
            cluster_id: context.cluster_id.to_string(),
            controller_id: leader.leader_id.unwrap_or(-1),
            ..Default::default()
        };
        if asked.endpoint_type != CONTROLLER_ENDPOINTS {
            answer.error_code = ErrorCode::MismatchedEndpointType.code();
            answer.error_message = Some("The request was sent to an endpoint of type CONTROLLER".to_owned());
            return answer;
        }
        let image = context.images.latest();
        answer.brokers = image
            .controllers()
            .filter_map(|controller| {
                let named = controller.listeners.iter().find(|l| *l.name == *call.peer.listener);
                let listener = named.or(controller.listeners.first())?;
                Some(describe_cluster_response::DescribeClusterBroker {
                    broker_id: controller.id,
                    host: listener.host.clone(),
                    port: listener.port.into(),
                    ..Default::default()
                })
            })
            .collect();
        answer
    });
}

fn api_versions(router: &mut Router, context: &Context) {
    let context = context.clone();
    let own = ApiKey::ApiVersions;
    let mut apis: Vec<(ApiKey, i16, i16)> = router.served().collect();
    apis.push((own, own.min_version(), own.max_version()));
    apis.sort_unstable_by_key(|(key, ..)| key.key());
    router.serve(own, Overlap::No, move |request| {
        let image = context.images.latest();
        let kraft_version = context.leader.get().kraft_version;
        let raft = (kraft_version > 0).then(|| ("kraft.version".to_owned(), kraft_version));
        let features = api_versions::Features {
            supported: supported_features(),
            finalized: image.features().map(|(name, level)| (name.to_owned(), level)).chain(raft).collect(),
            epoch: image.offset(),
        };
        api_versions::start(&apis, &features, request)
    });
}

// ---- forwarded requests ----

fn envelope(router: &mut Router, context: &Context) {
    let mut inner = Router::default();
    admin_requests(&mut inner, context, Refusal::Silent);
    describe_quorum(&mut inner, context);
    let inner = Rc::new(inner);
    router.serve(ApiKey::Envelope, Overlap::No, move |request| {
        let header = request.header;
        let asked = match decode::<EnvelopeRequest>(&header, request.body) {
            Ok(asked) => asked,
            Err(started) => return started,
        };
        let opened = open_envelope(&inner, asked, &request.peer);
        Started::Pending(Box::pin(async move {
            let answer = match opened {
                Ok(answer) => answer.await,
                Err(error) => Err(error),
            };
            let response = match answer {
                Ok(response_data) => EnvelopeResponse { response_data: Some(response_data), ..Default::default() },
                Err(error) => EnvelopeResponse { error_code: error.code(), ..Default::default() },
            };
            encode(&header, &response)
        }))
    });
}

type Forwarded = LocalFuture<Result<Bytes, ErrorCode>>;

/// Starts the request in the envelope.
fn open_envelope(inner: &Router, asked: EnvelopeRequest, peer: &Peer) -> Result<Forwarded, ErrorCode> {
    let address = client_address(&asked.client_host_address).ok_or(ErrorCode::InvalidRequest)?;
    let principal = match asked.request_principal {
        Some(bytes) => read_principal(bytes).ok_or(ErrorCode::PrincipalDeserializationFailure)?,
        None => return Err(ErrorCode::PrincipalDeserializationFailure),
    };
    let (header, body) = request::parse(asked.request_data, &None).map_err(|_| ErrorCode::InvalidRequest)?;
    let Some(api) = inner.api(header.api).filter(|_| header.api.is_forwardable()) else {
        return Err(ErrorCode::InvalidRequest);
    };
    if !api.supports(header.version) {
        return Err(ErrorCode::UnsupportedVersion);
    }
    let client = Peer {
        address: SocketAddr::new(address, 0),
        local: peer.local,
        listener: peer.listener.clone(),
        principal,
        software: RefCell::default(),
        gone: Event::new(),
    };
    let started = api.start(Request { header, body, peer: Rc::new(client) });
    Ok(Box::pin(async move {
        let outcome = match started {
            Started::Done(outcome) => outcome,
            Started::Pending(pending) => pending.await,
        };
        match outcome {
            // Without the length of the frame.
            Outcome::Answer(response) => Ok(response.to_bytes().slice(4..)),
            Outcome::Silent => Err(ErrorCode::NotController),
            Outcome::Close(_) => Err(ErrorCode::InvalidRequest),
        }
    }))
}

fn client_address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets))),
        16 => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
        _ => None,
    }
}

/// `Type:name` of Kafka's default principal: a version in front of the message.
fn read_principal(bytes: Bytes) -> Option<Arc<str>> {
    let mut d = Decoder::new(bytes);
    let version = d.i16("version").ok()?;
    let principal = DefaultPrincipalData::decode(&mut d, version).ok()?;
    Some(format!("{}:{}", principal.r#type, principal.name).into())
}
