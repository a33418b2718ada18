//! A node with its controller, as `serve` has it, less shards and broker listeners.

use crate::controller::format;
use crate::controller::{BrokerIdentity, BrokerPhase, Controller, ControllerClient, MetadataDir, Start, start};
use crate::log::dir::LogDir;
use crate::metadata::config::{BrokerConfig, Settings};
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::create_topics_request::CreatableTopic;
use ringmain_protocol::messages::rpc::{CreateTopicsRequest, CreateTopicsResponse};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub const LIMIT: Duration = Duration::from_secs(600);
pub const DIR: &str = "/data";

/// A combined node in [`DIR`], with more settings in `more`.
pub fn config(more: &[(&str, &str)]) -> Arc<BrokerConfig> {
    let mut settings = Settings::embedded_default();
    settings.insert("log.dirs", DIR);
    for (name, value) in more {
        settings.insert(*name, *value);
    }
    Arc::new(BrokerConfig::from_settings(settings, "127.0.0.1").unwrap().0)
}

pub struct Node {
    pub dir: LogDir,
    pub controller: Controller,
    pub client: ControllerClient,
}

/// Formats where that is needed, and starts.
pub async fn launch(config: &Arc<BrokerConfig>) -> Result<Node, String> {
    format::format_new(config).await.map_err(|e| e.to_string())?;
    let mut dir = LogDir::open(Path::new(&config.log.metadata_log_dir)).await.map_err(|e| e.to_string())?;
    let meta = dir.meta.clone().ok_or("not formatted")?;
    let metadata = MetadataDir::take(&mut dir).await.map_err(|e| e.to_string())?;
    let controller = start(Start {
        config: config.clone(),
        cluster_id: meta.cluster_id.unwrap_or_default(),
        directory_id: meta.directory_id.unwrap_or_default(),
        metadata,
        cpu: None,
    })
    .map_err(|e| e.to_string())?;
    controller.started().await?;
    let client = ControllerClient::new(controller.address());
    Ok(Node { dir, controller, client })
}

impl Node {
    /// Waits for an image of which `wanted` is true.
    pub async fn image(&self, wanted: impl Fn(&Image) -> bool) -> Arc<Image> {
        let images = self.controller.images();
        loop {
            let image = images.get();
            if wanted(&image) {
                return image;
            }
            images.changed().await.unwrap();
        }
    }

    /// Registers the node's broker and has it unfenced.
    pub async fn run_broker(&self, config: &BrokerConfig) {
        let directory = self.dir.meta.as_ref().and_then(|meta| meta.directory_id).unwrap();
        self.controller.register_broker(BrokerIdentity {
            listeners: config.advertised_listeners.clone(),
            directories: vec![directory],
            previous_epoch: self.dir.broker_epoch.unwrap_or(-1),
        });
        self.phase(BrokerPhase::Recovery).await;
        assert!(self.image(|image| image.broker(1).is_some()).await.broker(1).unwrap().fenced);
        self.controller.broker_is_ready();
        self.phase(BrokerPhase::Running).await;
        self.image(|image| image.broker(1).is_some_and(|broker| !broker.fenced)).await;
    }

    pub async fn phase(&self, wanted: BrokerPhase) {
        let states = self.controller.broker();
        while states.with(|state| state.phase != wanted) {
            assert_eq!(states.get().failed, None);
            states.changed().await.unwrap();
        }
    }

    pub async fn create_topic(&self, name: &str, num_partitions: i32) -> Result<CreateTopicsResponse, ErrorCode> {
        let topic = CreatableTopic { name: name.into(), num_partitions, replication_factor: 1, ..Default::default() };
        let request = CreateTopicsRequest { topics: vec![topic], timeout_ms: 30_000, ..Default::default() };
        let answer = self.client.send(&request, |_| false).await.map_err(|_| ErrorCode::RequestTimedOut)?;
        match ErrorCode::from(answer.topics[0].error_code) {
            ErrorCode::None => Ok(answer),
            error => Err(error),
        }
    }

    /// As after SIGTERM.
    pub async fn stop(self) -> Result<(), String> {
        let epoch = self.controller.broker().get().epoch;
        if epoch >= 0 {
            self.controller.broker_leaves();
            self.phase(BrokerPhase::ShuttingDown).await;
        }
        self.controller.stop();
        self.controller.join().await?;
        self.dir.offsets().write().await.map_err(|e| e.to_string())?;
        self.dir.mark_clean(epoch).await.map_err(|e| e.to_string())
    }
}

/// What two images must have in common to be the same metadata.
pub fn content(image: &Image) -> Vec<String> {
    image.to_records().iter().map(|record| format!("{record:?}")).collect()
}
