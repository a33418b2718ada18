//! A Produce from its frame to the frame of its answer: what a shard and the handler before it do, without a network.

use std::cell::RefCell;
use std::hint::black_box;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ringmain::log::LogContext;
use ringmain::log::commit::{CommitOptions, Committer};
use ringmain::log::dir::LogDir;
use ringmain::metadata::config::{BrokerConfig, Settings};
use ringmain::metadata::image::Image;
use ringmain::rt::sim::Sim;
use ringmain::rt::sync::{Event, watch};
use ringmain::rt::{fs, task, time};
use ringmain::server::request::{Header, Peer, Request};
use ringmain::server::response::Outcome;
use ringmain::server::router::{Api, Router, Started};
use ringmain::shard::{Shard, ShardDir, mesh};
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::metadata::{MetadataRecord, PartitionRecord, TopicRecord};
use ringmain_protocol::messages::rpc::ProduceResponse;
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::uuid::Uuid;

use super::path::{VERSION, produce_body, topic_id};

const LOG_BYTES: usize = 64 << 20;

/// One request with `batch` for each partition, so often, each answered before the next.
pub fn produce(times: u64, batch: &Bytes, partitions: i32) {
    let body = produce_body(batch, partitions);
    let work = async move {
        let (config, _) = BrokerConfig::from_settings(Settings::embedded_default(), "localhost").expect("the defaults");
        let config = Arc::new(BrokerConfig { node_id: 1, ..config });
        fs::create_dir_all("/logs").await.expect("a directory");
        let mut dir = LogDir::open("/logs".as_ref()).await.expect("a directory");
        let journal = dir.take_journal("0", LOG_BYTES as u64).await.expect("a journal");
        let (_images, image) = watch::channel(Arc::new(image(partitions)));
        let context = LogContext::new(LOG_BYTES, 1 << 20).expect("memory");
        let shard = Shard::start(mesh(1).remove(0), context.clone(), config, image);
        let committer = Committer::open(context, &journal, CommitOptions::default()).await.expect("a journal");
        let (offsets, found, clean) = (dir.offsets(), Arc::new(dir.logs.clone()), dir.clean);
        let directory = ShardDir { path: "/logs".into(), directory_id: Uuid::ZERO, committer, offsets, found, clean };
        let opened = Event::new();
        let noted = opened.clone();
        task::spawn(shard.clone().follow(vec![directory], async move || noted.set()));
        opened.wait().await;
        let mut router = Router::default();
        ringmain::api::produce::serve(&mut router, shard);
        let api = router.api(ApiKey::Produce).expect("it is served");
        let peer = peer();
        // The logs are created by and by.
        while !appended(ask(api, &peer, &body).await) {
            time::sleep(Duration::from_millis(1)).await;
        }
        for _ in 0..times {
            black_box(ask(api, &peer, &body).await);
        }
        assert!(appended(ask(api, &peer, &body).await));
    };
    Sim::new(1).node(1).block_on(Duration::from_secs(3_600), work).expect("nothing crashes");
}

async fn ask(api: &Api, peer: &Rc<Peer>, body: &Bytes) -> Outcome {
    let header = Header { api: ApiKey::Produce, version: VERSION, correlation_id: 1, client_id: None };
    match api.start(Request { header, body: body.clone(), peer: peer.clone() }) {
        Started::Done(outcome) => outcome,
        Started::Pending(outcome) => outcome.await,
    }
}

/// Whether every partition was appended to.
fn appended(outcome: Outcome) -> bool {
    // Length, correlation id, no tags.
    const HEADER_BYTES: usize = 9;
    let Outcome::Answer(response) = outcome else { return false };
    let mut body = Decoder::new(response.to_bytes().slice(HEADER_BYTES..));
    let answer = ProduceResponse::decode(&mut body, VERSION).expect("an answer");
    answer.responses.iter().flat_map(|topic| &topic.partition_responses).all(|partition| partition.error_code == 0)
}

/// A topic that this node leads.
fn image(partitions: i32) -> Image {
    let topic = TopicRecord { name: "orders".into(), topic_id: topic_id(), ..TopicRecord::default() };
    let partition = |partition_id| PartitionRecord {
        partition_id,
        topic_id: topic_id(),
        replicas: vec![1],
        isr: vec![1],
        leader: 1,
        leader_epoch: 3,
        directories: vec![Uuid::ZERO],
        ..PartitionRecord::default()
    };
    let mut records = vec![MetadataRecord::Topic(topic)];
    records.extend((0..partitions).map(|index| MetadataRecord::Partition(partition(index))));
    Image::empty().apply(&records, records.len() as i64 - 1, 1).expect("it applies")
}

fn peer() -> Rc<Peer> {
    Rc::new(Peer {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, 4_000)),
        local: SocketAddr::from((Ipv4Addr::LOCALHOST, 9_092)),
        listener: "PLAINTEXT".into(),
        principal: "User:ANONYMOUS".into(),
        software: RefCell::default(),
        gone: Event::new(),
    })
}
