//! SyncGroup: waits for the leader's assignment.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{SyncGroupRequest, SyncGroupResponse};

use super::{ask_long, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

/// Type and name of the protocol must be given from this version on (KIP-559).
const FIRST_WITH_PROTOCOL: i16 = 5;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: SyncGroupRequest| {
        let broker = broker.clone();
        async move {
            let lacks_protocol = request.protocol_type.is_none() || request.protocol_name.is_none();
            if call.header.version >= FIRST_WITH_PROTOCOL && lacks_protocol {
                return refused(ErrorCode::InconsistentGroupProtocol);
            }
            let group_id = request.group_id.clone();
            let answer = ask_long(&broker, &call, &group_id, Request::SyncGroup(request)).await;
            let take = |response| if let Response::SyncGroup(synced) = response { Some(synced) } else { None };
            taken(answer, take, refused)
        }
    });
}

fn refused(error: ErrorCode) -> SyncGroupResponse {
    SyncGroupResponse { error_code: error.into(), ..Default::default() }
}
