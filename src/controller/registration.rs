//! A controller makes itself known to the cluster (KIP-919): the active one writes its listeners and features into the metadata.
//!
//! Promise: once an incarnation, and again only if another process of this id has registered since.

use std::time::Duration;

use ringmain_protocol::messages::rpc::ControllerRegistrationRequest;
use ringmain_protocol::messages::rpc::controller_registration_request::{Feature, Listener};
use ringmain_protocol::uuid::Uuid;

use super::channel::ControllerClient;
use super::quorum::supported_features;
use super::raft::Endpoint;
use crate::metadata::image::{Image, RecordLevels};
use crate::rt::sync::watch;
use crate::rt::time;

/// The pause before a registration that failed is tried again.
const RETRY: Duration = Duration::from_millis(500);

/// Who registers.
pub struct ControllerIdentity {
    pub node_id: i32,
    pub incarnation_id: Uuid,
    pub endpoints: Vec<Endpoint>,
    /// Kafka's number of the listeners' security protocol.
    pub security_protocol: i16,
}

impl ControllerIdentity {
    fn request(&self) -> ControllerRegistrationRequest {
        let listener = |endpoint: &Endpoint| Listener {
            name: endpoint.name.clone(),
            host: endpoint.host.clone(),
            port: endpoint.port,
            security_protocol: self.security_protocol,
            ..Listener::default()
        };
        let feature = |(name, (min_supported_version, max_supported_version))| Feature {
            name,
            min_supported_version,
            max_supported_version,
            ..Feature::default()
        };
        ControllerRegistrationRequest {
            controller_id: self.node_id,
            incarnation_id: self.incarnation_id,
            zk_migration_ready: false,
            listeners: self.endpoints.iter().map(listener).collect(),
            features: supported_features().into_iter().map(feature).collect(),
            ..ControllerRegistrationRequest::default()
        }
    }

    fn is_due(&self, image: &Image) -> bool {
        let known = image.controllers().find(|controller| controller.id == self.node_id);
        RecordLevels::of(image.metadata_version()).controllers
            && known.is_none_or(|controller| controller.incarnation_id != self.incarnation_id)
    }
}

/// Registers whenever it is due, until the images end.
pub async fn run(identity: ControllerIdentity, client: ControllerClient, images: watch::Receiver<Image>) {
    let request = identity.request();
    loop {
        if !images.with(|image| identity.is_due(image)) {
            if images.changed().await.is_err() {
                return;
            }
            continue;
        }
        match client.try_send(&request).await {
            Ok(answer) if answer.error_code == 0 => {
                tracing::info!(controller = identity.node_id, "registered");
                // The image that has it follows the answer.
                if images.changed().await.is_err() {
                    return;
                }
            }
            // Not elected yet, or elsewhere by now.
            _ => time::sleep(RETRY).await,
        }
    }
}
