//! Requests through the broker's real router, against an image in memory and a controller of the test's own.

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message, Request as RequestMessage};
use ringmain_protocol::messages::metadata::{ConfigRecord, MetadataRecord, TopicRecord};
use ringmain_protocol::messages::rpc::{
    RequestKind, ResponseKind, alter_configs_request as full, api_versions_request::ApiVersionsRequest,
    api_versions_response::ApiVersionsResponse, create_partitions_request::*, create_topics_request::*,
    create_topics_response::*, delete_topics_request::*, describe_configs_request::*,
    incremental_alter_configs_request as incremental, incremental_alter_configs_response as incremental_response,
    metadata_request::*,
};
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::uuid::Uuid;

use super::*;
use crate::log::LogContext;
use crate::metadata::config::{BrokerConfig, Settings};
use crate::rt::sim::Sim;
use crate::rt::sync::{Event, watch};
use crate::rt::time;
use crate::server::forward::ForwardRequest;
use crate::server::request::{Header, Peer, Request};
use crate::server::response::Outcome;
use crate::server::router::Started;
use crate::shard::mesh;

const TOPIC: i8 = ConfigResource::TOPIC;
const BROKER: i8 = ConfigResource::BROKER;
const LOGGER: i8 = ConfigResource::BROKER_LOGGER;
/// How long the controller takes, in virtual time.
const CONTROLLER_TAKES: Duration = Duration::from_millis(100);

type Decide = Box<dyn Fn(&RequestKind) -> Result<ResponseKind, ErrorCode>>;

/// A broker's router, and what its requests to the controller were.
struct Node {
    router: Router,
    asked: Rc<RefCell<Vec<ForwardRequest>>>,
    decide: Rc<RefCell<Decide>>,
    peer: Rc<Peer>,
    config: Arc<BrokerConfig>,
    _images: watch::Sender<Image>,
}

fn image() -> Image {
    let config = |resource_type, resource: &str, name: &str, value: &str| {
        MetadataRecord::Config(ConfigRecord {
            resource_type,
            resource_name: resource.into(),
            name: name.into(),
            value: Some(value.into()),
            ..Default::default()
        })
    };
    let topic = TopicRecord { name: "abc".into(), topic_id: Uuid::from_halves(1, 2), ..Default::default() };
    let records = [
        MetadataRecord::Topic(topic),
        config(TOPIC, "abc", "retention.ms", "1000"),
        config(BROKER, "1", "message.max.bytes", "2000000"),
        config(BROKER, "", "log.retention.ms", "5000"),
    ];
    Image::empty().apply(&records, 41, 1).unwrap()
}

impl Node {
    fn start() -> Node {
        let (config, _) = BrokerConfig::from_settings(Settings::embedded_default(), "localhost").unwrap();
        let config = Arc::new(BrokerConfig { node_id: 1, ..config });
        let (images, image) = watch::channel(Arc::new(image()));
        let context = LogContext::new(1 << 20, 1 << 20).unwrap();
        let shard = Shard::start(mesh(1).remove(0), context, config.clone(), image);
        let asked = Rc::new(RefCell::new(Vec::new()));
        let decide: Rc<RefCell<Decide>> = Rc::new(RefCell::new(Box::new(|_| Err(ErrorCode::NotController))));
        let (notes, decider) = (asked.clone(), decide.clone());
        let forwarder = Forwarder::new(move |request: ForwardRequest| {
            let decided = decider.borrow()(&request.request);
            notes.borrow_mut().push(request);
            Box::pin(async move {
                time::sleep(CONTROLLER_TAKES).await;
                decided
            })
        });
        let around = Surroundings {
            cluster_id: "o-BT3yBES025U-b2-ge73A".into(),
            forwarder,
            allocate_producer_ids: Box::new(|| Box::pin(async { Err(ErrorCode::RequestTimedOut) })),
            supported_features: [("metadata.version".to_owned(), (7, 30))].into(),
        };
        let sessions = fetch_sessions(&shard);
        let router = broker_router(&Broker::new(shard, around), &sessions);
        let peer = Rc::new(Peer {
            address: SocketAddr::from((Ipv4Addr::new(10, 0, 0, 9), 4000)),
            local: SocketAddr::from((Ipv4Addr::LOCALHOST, 9092)),
            listener: "PLAINTEXT".into(),
            principal: "User:ANONYMOUS".into(),
            software: RefCell::default(),
            gone: Event::new(),
        });
        Node { router, asked, decide, peer, config, _images: images }
    }

    fn controller(&self, decide: impl Fn(&RequestKind) -> Result<ResponseKind, ErrorCode> + 'static) {
        *self.decide.borrow_mut() = Box::new(decide);
        self.asked.borrow_mut().clear();
    }

    /// The answer to a request of any version, read in `answer_version`.
    async fn ask_as<Req: RequestMessage>(&self, version: i16, answer_version: i16, request: Req) -> Req::Response {
        let mut body = BytesMut::new();
        request.encode(&mut body, version.min(Req::API_KEY.max_version())).unwrap();
        let api = Req::API_KEY;
        let header = Header { api, version, correlation_id: 77, client_id: Some("test".into()) };
        let request = Request { header, body: body.freeze(), peer: self.peer.clone() };
        let outcome = match self.router.api(api).unwrap().start(request) {
            Started::Done(outcome) => outcome,
            Started::Pending(outcome) => outcome.await,
        };
        let Outcome::Answer(response) = outcome else { panic!("no answer") };
        let frame = response.to_bytes();
        assert_eq!(frame[..4], (frame.len() as i32 - 4).to_be_bytes());
        assert_eq!(frame[4..8], 77i32.to_be_bytes());
        let tags = usize::from(api.response_header_version(answer_version) >= 1);
        let mut body = Decoder::new(frame.slice(8 + tags..));
        let answer = Req::Response::decode(&mut body, answer_version).unwrap();
        assert_eq!(body.remaining(), 0);
        answer
    }

    async fn ask<Req: RequestMessage>(&self, request: Req) -> Req::Response {
        let version = Req::API_KEY.max_version();
        self.ask_as(version, version, request).await
    }
}

fn with_node(work: impl AsyncFnOnce(Node) + 'static) {
    let sim = Sim::new(1);
    sim.node(1).block_on(Duration::from_secs(60), async move { work(Node::start()).await }).unwrap();
}

#[test]
fn api_versions_tells_what_the_router_serves() {
    with_node(async |node| {
        let mut served: Vec<_> = node.router.served().map(|(key, min, max)| (key.key(), min, max)).collect();
        assert!(served.len() > 10);
        // What librdkafka has to see.
        served[0].1 = 0;
        assert_eq!(served[0].0, ApiKey::Produce.key());
        let named = ApiVersionsRequest {
            client_software_name: "test".into(),
            client_software_version: "1.0".into(),
            ..Default::default()
        };
        let told = |answer: &ApiVersionsResponse| -> Vec<_> {
            answer.api_keys.iter().map(|api| (api.api_key, api.min_version, api.max_version)).collect()
        };
        let (min, max) = (ApiKey::ApiVersions.min_version(), ApiKey::ApiVersions.max_version());
        for version in min..=max {
            let request = if version >= 3 { named.clone() } else { ApiVersionsRequest::default() };
            let answer = node.ask_as(version, version, request).await;
            assert_eq!((answer.error_code, told(&answer)), (0, served.clone()), "version {version}");
            assert_eq!(answer.finalized_features_epoch, if version >= 3 { 41 } else { -1 });
        }
        let software = node.peer.software.borrow().clone();
        assert_eq!(software, Some(("test".to_owned(), "1.0".to_owned())));
        let answer = node.ask_as(99, 0, named).await;
        let unsupported = ErrorCode::UnsupportedVersion.code();
        assert_eq!((answer.error_code, told(&answer)), (unsupported, vec![(ApiKey::ApiVersions.key(), min, max)]));
    });
}

#[test]
fn describe_configs_by_table() {
    with_node(async |node| {
        let none = ErrorCode::None;
        let invalid = ErrorCode::InvalidRequest;
        type Told = (&'static str, Option<&'static str>, i8);
        type Row = (i8, &'static str, &'static [&'static str], ErrorCode, Option<&'static str>, &'static [Told]);
        let table: &[Row] = &[
            (
                TOPIC,
                "abc",
                &["retention.ms", "cleanup.policy", "no.such.setting"],
                none,
                None,
                &[("cleanup.policy", Some("delete"), 5), ("retention.ms", Some("1000"), 1)],
            ),
            (TOPIC, "xyz", &[], ErrorCode::UnknownTopicOrPartition, None, &[]),
            (TOPIC, "a/b", &[], ErrorCode::InvalidTopicException, None, &[]),
            (BROKER, "1", &["message.max.bytes"], none, None, &[("message.max.bytes", Some("2000000"), 2)]),
            (BROKER, "1", &["log.retention.ms"], none, None, &[("log.retention.ms", Some("5000"), 3)]),
            (BROKER, "", &["log.retention.ms"], none, None, &[("log.retention.ms", Some("5000"), 3)]),
            (BROKER, "2", &[], invalid, Some("Unexpected broker id, expected 1 or empty string, but received 2"), &[]),
            (LOGGER, "1", &[], none, None, &[]),
            (LOGGER, "", &[], invalid, Some("Unexpected broker id, expected 1, but received "), &[]),
            (
                ConfigResource::GROUP,
                "g",
                &["consumer.session.timeout.ms"],
                none,
                None,
                &[("consumer.session.timeout.ms", Some("45000"), 5)],
            ),
            (ConfigResource::GROUP, "", &[], invalid, Some("Group name must not be empty"), &[]),
            (
                ConfigResource::CLIENT_METRICS,
                "",
                &[],
                invalid,
                Some("Client metrics subscription name must not be empty"),
                &[],
            ),
            (77, "x", &[], invalid, Some("Unsupported resource type: 77"), &[]),
        ];
        let resource = |(resource_type, name, keys, ..): &Row| DescribeConfigsResource {
            resource_type: *resource_type,
            resource_name: (*name).into(),
            configuration_keys: Some(keys.iter().map(|key| (*key).to_owned()).collect()),
            ..Default::default()
        };
        let resources: Vec<_> = table.iter().map(resource).collect();
        let answer = node.ask(DescribeConfigsRequest { resources, ..Default::default() }).await;
        assert_eq!(answer.results.len(), table.len());
        for (row, result) in table.iter().zip(&answer.results) {
            let (kind, name, _, error, message, told) = row;
            assert_eq!((result.resource_type, result.resource_name.as_str()), (*kind, *name));
            assert_eq!(ErrorCode::from(result.error_code), *error, "{kind} {name}");
            // Without a message the field has its default, which is the empty text.
            assert_eq!(
                result.error_message.as_deref().unwrap_or_default(),
                message.unwrap_or_default(),
                "{kind} {name}"
            );
            let mut configs: Vec<Told> = Vec::new();
            for config in &result.configs {
                let known = told.iter().find(|known| known.0 == config.name).map_or("unexpected", |known| known.0);
                let value = told.iter().find(|known| known.1 == config.value.as_deref()).and_then(|known| known.1);
                configs.push((known, value, config.config_source));
                assert!(config.synonyms.is_empty(), "they were not asked for");
            }
            configs.sort_unstable();
            assert_eq!(configs, *told, "{kind} {name}");
        }
        let mut resource = resource(&table[0]);
        resource.configuration_keys = Some(vec!["retention.ms".into()]);
        let request =
            DescribeConfigsRequest { resources: vec![resource], include_synonyms: true, ..Default::default() };
        let answer = node.ask(request).await;
        let synonyms: Vec<_> = answer.results[0].configs[0]
            .synonyms
            .iter()
            .map(|synonym| (synonym.name.as_str(), synonym.value.as_deref(), synonym.source))
            .collect();
        assert_eq!(synonyms[..2], [("retention.ms", Some("1000"), 1), ("log.retention.ms", Some("5000"), 3)]);

        // What is done with a setting is told on demand, and nothing where nothing is done.
        let documented = async |resource_type, name: &str, key: &str, include_documentation| {
            let resource = DescribeConfigsResource {
                resource_type,
                resource_name: name.into(),
                configuration_keys: Some(vec![key.into()]),
                ..Default::default()
            };
            let request =
                DescribeConfigsRequest { resources: vec![resource], include_documentation, ..Default::default() };
            node.ask(request).await.results[0].configs[0].documentation.clone()
        };
        for (kind, name, key) in [
            (TOPIC, "abc", "segment.bytes"),
            (TOPIC, "abc", "ringmain.acks.all"),
            (BROKER, "1", "num.partitions"),
            (BROKER, "1", "ringmain.shards"),
            (ConfigResource::GROUP, "g", "consumer.session.timeout.ms"),
        ] {
            let sentence = documented(kind, name, key, true).await.unwrap_or_default();
            assert!(sentence.ends_with('.'), "{key}: {sentence}");
            assert_eq!(documented(kind, name, key, false).await, None, "{key}");
        }
        assert_eq!(documented(BROKER, "1", "num.network.threads", true).await, None);
    });
}

#[test]
fn describe_configs_tells_no_more_than_a_bound() {
    with_node(async |node| {
        // A few bytes each, dozens of settings to look at.
        let resource = |name: usize| DescribeConfigsResource {
            resource_type: ConfigResource::GROUP,
            resource_name: name.to_string(),
            configuration_keys: Some(vec!["no.such.setting".into()]),
            ..Default::default()
        };
        let resources: Vec<_> = (0..60_000).map(resource).collect();
        let answer = node.ask(DescribeConfigsRequest { resources, ..Default::default() }).await;
        assert_eq!(answer.results.len(), 60_000);
        let refused = answer.results.iter().position(|result| result.error_code != 0).expect("one is too many");
        assert!(refused > 1000, "{refused}");
        let too_many = |r: &ringmain_protocol::messages::rpc::describe_configs_response::DescribeConfigsResult| {
            ErrorCode::from(r.error_code) == ErrorCode::InvalidRequest
                && r.error_message.as_deref().is_some_and(|message| message.contains("ask for fewer"))
        };
        assert!(answer.results[refused..].iter().all(too_many));
    });
}

/// Type and name of each resource, its settings, and the error expected of it where the controller agrees to what it sees.
type Altered = (i8, &'static str, &'static [(&'static str, Option<&'static str>)], ErrorCode);

const ALTERED: &[Altered] = &[
    (LOGGER, "1", &[("x", Some("INFO"))], ErrorCode::InvalidRequest),
    (TOPIC, "abc", &[("retention.ms", Some("5"))], ErrorCode::None),
    (99, "abc", &[], ErrorCode::InvalidRequest),
    (TOPIC, "null", &[("retention.ms", None)], ErrorCode::InvalidRequest),
    (TOPIC, "repeated", &[("retention.ms", Some("1")), ("retention.ms", Some("1"))], ErrorCode::InvalidRequest),
    (TOPIC, "twice", &[], ErrorCode::InvalidRequest),
    (TOPIC, "twice", &[], ErrorCode::InvalidRequest),
    (BROKER, "twice", &[], ErrorCode::None),
];

#[test]
fn incremental_alter_configs_sends_on_what_it_cannot_refuse_itself() {
    with_node(async |node| {
        let resource = |(resource_type, name, configs, _): &Altered| incremental::AlterConfigsResource {
            resource_type: *resource_type,
            resource_name: (*name).into(),
            configs: configs
                .iter()
                .map(|(name, value)| incremental::AlterableConfig {
                    name: (*name).into(),
                    value: value.map(str::to_owned),
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        };
        let request = |rows: &[Altered]| incremental::IncrementalAlterConfigsRequest {
            resources: rows.iter().map(resource).collect(),
            validate_only: true,
            ..Default::default()
        };
        // Agrees to all, in an order of its own.
        node.controller(|request| {
            let RequestKind::IncrementalAlterConfigs(request) = request else { panic!("another request") };
            assert!(request.validate_only);
            let agree =
                |resource: &incremental::AlterConfigsResource| incremental_response::AlterConfigsResourceResponse {
                    resource_type: resource.resource_type,
                    resource_name: resource.resource_name.clone(),
                    ..Default::default()
                };
            let responses = request.resources.iter().rev().map(agree).collect();
            Ok(incremental_response::IncrementalAlterConfigsResponse { responses, ..Default::default() }.into())
        });
        let told = |answer: incremental_response::IncrementalAlterConfigsResponse| -> Vec<(i8, String, ErrorCode)> {
            answer.responses.into_iter().map(|r| (r.resource_type, r.resource_name, r.error_code.into())).collect()
        };
        let expected = |agreed: ErrorCode| -> Vec<(i8, String, ErrorCode)> {
            let row = |(kind, name, _, error): &Altered| {
                (*kind, (*name).to_owned(), if error.is_error() { *error } else { agreed })
            };
            ALTERED.iter().map(row).collect()
        };
        assert_eq!(told(node.ask(request(ALTERED)).await), expected(ErrorCode::None));
        assert_eq!(node.asked.borrow().len(), 1);
        // To delete a setting takes no value.
        let mut deletion = request(&ALTERED[3..4]);
        deletion.resources[0].configs[0].config_operation = 1;
        assert_eq!(told(node.ask(deletion).await)[0].2, ErrorCode::None);

        node.controller(|_| Err(ErrorCode::NotController));
        assert_eq!(told(node.ask(request(ALTERED)).await), expected(ErrorCode::NotController));
        node.controller(|_| panic!("there is nothing to ask"));
        assert_eq!(told(node.ask(request(&ALTERED[..1])).await).len(), 1);
    });
}

#[test]
fn alter_configs_refuses_alike() {
    with_node(async |node| {
        let resource = |(resource_type, name, configs, _): &Altered| full::AlterConfigsResource {
            resource_type: *resource_type,
            resource_name: (*name).into(),
            configs: configs
                .iter()
                .map(|(name, value)| full::AlterableConfig {
                    name: (*name).into(),
                    value: value.map(str::to_owned),
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        };
        node.controller(|request| {
            let RequestKind::AlterConfigs(request) = request else { panic!("another request") };
            let names: Vec<_> = request.resources.iter().map(|resource| resource.resource_name.as_str()).collect();
            assert_eq!(names, ["abc", "twice"]);
            Err(ErrorCode::NotController)
        });
        let request =
            full::AlterConfigsRequest { resources: ALTERED.iter().map(resource).collect(), ..Default::default() };
        let answer = node.ask(request).await;
        let errors: Vec<ErrorCode> = answer.responses.iter().map(|response| response.error_code.into()).collect();
        let row = |row: &Altered| if row.3.is_error() { row.3 } else { ErrorCode::NotController };
        assert_eq!(errors, ALTERED.iter().map(row).collect::<Vec<_>>());
        assert_eq!(node.asked.borrow().len(), 1);
    });
}

#[test]
fn topics_are_the_controllers_business_in_the_name_of_the_client() {
    with_node(async |node| {
        let creation = || CreateTopicsRequest {
            topics: ["a", "b"].map(|name| CreatableTopic { name: name.into(), ..Default::default() }).into(),
            timeout_ms: 5,
            ..Default::default()
        };
        node.controller(|request| {
            let RequestKind::CreateTopics(request) = request else { panic!("another request") };
            let result = |topic: &CreatableTopic| CreatableTopicResult {
                name: topic.name.clone(),
                num_partitions: 3,
                ..Default::default()
            };
            Ok(CreateTopicsResponse { topics: request.topics.iter().map(result).collect(), ..Default::default() }
                .into())
        });
        let answer = node.ask(creation()).await;
        let told: Vec<_> = answer.topics.iter().map(|t| (t.name.as_str(), t.error_code, t.num_partitions)).collect();
        assert_eq!(told, [("a", 0, 3), ("b", 0, 3)]);
        {
            let asked = node.asked.borrow();
            let RequestKind::CreateTopics(sent) = &asked[0].request else { panic!("another request") };
            assert_eq!(*sent, creation());
            assert_eq!((&*asked[0].principal, asked[0].client_address), ("User:ANONYMOUS", node.peer.address.ip()));
            assert_eq!((asked[0].header.client_id.as_deref(), asked[0].header.correlation_id), (Some("test"), 77));
        }

        node.controller(|_| Err(ErrorCode::NotController));
        let refused = ErrorCode::NotController.code();
        let answer = node.ask(creation()).await;
        let told: Vec<_> = answer.topics.iter().map(|t| (t.name.as_str(), t.error_code)).collect();
        assert_eq!(told, [("a", refused), ("b", refused)]);

        let id = Uuid::from_halves(1, 2);
        let by_name = DeleteTopicState { name: Some("a".into()), ..Default::default() };
        let by_id = DeleteTopicState { topic_id: id, ..Default::default() };
        let answer = node.ask(DeleteTopicsRequest { topics: vec![by_name, by_id], ..Default::default() }).await;
        let told: Vec<_> = answer.responses.iter().map(|t| (t.name.as_deref(), t.topic_id, t.error_code)).collect();
        assert_eq!(told, [(Some("a"), Uuid::ZERO, refused), (None, id, refused)]);
        let old = DeleteTopicsRequest { topic_names: vec!["a".into(), "b".into()], ..Default::default() };
        let answer = node.ask_as(5, 5, old).await;
        let told: Vec<_> = answer.responses.iter().map(|t| (t.name.as_deref(), t.error_code)).collect();
        assert_eq!(told, [(Some("a"), refused), (Some("b"), refused)]);

        let more = CreatePartitionsTopic { name: "a".into(), count: 9, ..Default::default() };
        let answer = node.ask(CreatePartitionsRequest { topics: vec![more], ..Default::default() }).await;
        let told: Vec<_> = answer.results.iter().map(|t| (t.name.as_str(), t.error_code)).collect();
        assert_eq!(told, [("a", refused)]);
        assert_eq!(node.asked.borrow().len(), 4);
    });
}

#[test]
fn metadata_has_missing_topics_created_once_at_a_time() {
    with_node(async |node| {
        let request = |allow_auto_topic_creation| MetadataRequest {
            topics: Some(
                ["new", "abc", "a/b", "__consumer_offsets"]
                    .map(|name| MetadataRequestTopic { name: Some(name.into()), ..Default::default() })
                    .into(),
            ),
            allow_auto_topic_creation,
            ..Default::default()
        };
        let errors = async |allow| -> Vec<ErrorCode> {
            let answer = node.ask(request(allow)).await;
            answer.topics.iter().map(|topic| topic.error_code.into()).collect()
        };
        let missing = ErrorCode::UnknownTopicOrPartition;
        let expected = [missing, ErrorCode::None, ErrorCode::InvalidTopicException, missing];
        node.controller(|_| Ok(CreateTopicsResponse::default().into()));
        assert_eq!(errors(false).await, expected);
        time::sleep(CONTROLLER_TAKES / 2).await;
        assert!(node.asked.borrow().is_empty(), "the client does not want topics created");

        for _ in 0..2 {
            assert_eq!(errors(true).await, expected);
            time::sleep(CONTROLLER_TAKES / 4).await;
        }
        {
            let asked = node.asked.borrow();
            assert_eq!(asked.len(), 1, "the second found the topics on their way");
            assert_eq!(asked[0].header.version, ApiKey::CreateTopics.max_version());
            let RequestKind::CreateTopics(sent) = &asked[0].request else { panic!("another request") };
            let config = &node.config;
            let told: Vec<_> =
                sent.topics.iter().map(|t| (t.name.as_str(), t.num_partitions, t.replication_factor)).collect();
            let offsets = &config.offsets_topic;
            assert_eq!(
                told,
                [
                    ("new", config.num_partitions, config.default_replication_factor),
                    ("__consumer_offsets", offsets.num_partitions, offsets.replication_factor),
                ]
            );
            assert!(sent.topics[0].configs.is_empty());
            let set: Vec<_> =
                sent.topics[1].configs.iter().map(|c| (c.name.as_str(), c.value.clone().unwrap())).collect();
            let segment_bytes = offsets.segment_bytes.to_string();
            let compact = ("cleanup.policy", "compact".to_owned());
            let producer = ("compression.type", "producer".to_owned());
            assert_eq!(set, [compact, producer, ("segment.bytes", segment_bytes)]);
        }
        time::sleep(CONTROLLER_TAKES).await;
        errors(true).await;
        time::sleep(CONTROLLER_TAKES / 2).await;
        assert_eq!(node.asked.borrow().len(), 2, "what did not come about is asked for again");
    });
}
