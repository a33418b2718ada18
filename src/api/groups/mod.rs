//! What clients ask of group coordinators, one file for each kind of request.
//!
//! Invariant: as Kafka's KafkaApis, what concerns topics (their ids, whether they exist) is settled here, what concerns groups
//! by the coordinator. A request without a coordinator gets the error that says where to look for it.

use std::net::IpAddr;
use std::rc::Rc;

use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;

use super::Broker;
use crate::group::{Caller, Request, Response};
use crate::server::router::{Call, Router};

mod consumer_group_describe;
mod consumer_group_heartbeat;
mod delete_groups;
mod describe_groups;
mod heartbeat;
mod join_group;
mod leave_group;
mod list_groups;
mod offset_commit;
mod offset_delete;
mod offset_fetch;
mod sync_group;

/// The feature that allows the consumer protocol.
const GROUP_VERSION: &str = "group.version";
/// Every operation on a group: READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS.
const ALL_GROUP_OPERATIONS: i32 = 0x0d48;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    join_group::serve(router, broker);
    sync_group::serve(router, broker);
    heartbeat::serve(router, broker);
    leave_group::serve(router, broker);
    offset_commit::serve(router, broker);
    offset_fetch::serve(router, broker);
    offset_delete::serve(router, broker);
    describe_groups::serve(router, broker);
    list_groups::serve(router, broker);
    delete_groups::serve(router, broker);
    consumer_group_heartbeat::serve(router, broker);
    consumer_group_describe::serve(router, broker);
}

/// Whether this cluster has the consumer protocol: the feature `group.version`, and the broker's own setting.
fn has_consumer_protocol(broker: &Broker) -> bool {
    broker.shard.config().group.consumer_protocol_enabled && broker.shard.image().feature_level(GROUP_VERSION) >= 1
}

/// For what a coordinator answers without looking at who asks.
fn anyone(call: &Call) -> Caller {
    Caller { client_id: String::new(), client_host: String::new(), api_version: call.header.version }
}

fn caller(call: &Call) -> Caller {
    Caller {
        client_id: call.header.client_id.as_deref().unwrap_or_default().to_owned(),
        client_host: host_as_java_prints_it(call.peer.address.ip()),
        api_version: call.header.version,
    }
}

/// `InetAddress.toString()` of an address that no name was looked up for.
fn host_as_java_prints_it(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("/{address}"),
        IpAddr::V6(address) => {
            let groups: Vec<String> = address.segments().iter().map(|group| format!("{group:x}")).collect();
            format!("/{}", groups.join(":"))
        }
    }
}

/// Asks for what may take long. Whoever is gone, or must go because the node stops, is not waited for.
async fn ask_long(broker: &Broker, call: &Call, group_id: &str, request: Request) -> Result<Response, ErrorCode> {
    let answer = broker.shard.group(group_id, caller(call), request);
    let gone = async {
        call.peer.gone.wait().await;
        Err(ErrorCode::CoordinatorNotAvailable)
    };
    or(answer, gone).await
}

/// The answer of the kind that was asked for; else what a refusal looks like.
fn taken<T>(
    answer: Result<Response, ErrorCode>,
    take: impl FnOnce(Response) -> Option<T>,
    refused: impl FnOnce(ErrorCode) -> T,
) -> T {
    match answer.map(take) {
        Ok(Some(answer)) => answer,
        Ok(None) => refused(ErrorCode::UnknownServerError),
        Err(error) => refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_printed_as_by_java() {
        for (address, printed) in
            [("127.0.0.1", "/127.0.0.1"), ("::1", "/0:0:0:0:0:0:0:1"), ("fe80::a1", "/fe80:0:0:0:0:0:0:a1")]
        {
            assert_eq!(host_as_java_prints_it(address.parse().unwrap()), printed);
        }
    }
}
