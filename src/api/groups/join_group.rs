//! JoinGroup: waits until the group's members have joined.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{JoinGroupRequest, JoinGroupResponse};

use super::{ask_long, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

/// The name of the protocol may be null from this version on.
const FIRST_WITHOUT_PROTOCOL: i16 = 7;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: JoinGroupRequest| {
        let broker = broker.clone();
        async move {
            let (group_id, member_id) = (request.group_id.clone(), request.member_id.clone());
            let answer = ask_long(&broker, &call, &group_id, Request::JoinGroup(request)).await;
            let take = |response| if let Response::JoinGroup(joined) = response { Some(joined) } else { None };
            let mut joined = taken(answer, take, |error| refused(member_id, error));
            if call.header.version < FIRST_WITHOUT_PROTOCOL {
                joined.protocol_name.get_or_insert_default();
            }
            joined
        }
    });
}

fn refused(member_id: String, error: ErrorCode) -> JoinGroupResponse {
    JoinGroupResponse { error_code: error.into(), generation_id: -1, member_id, ..Default::default() }
}
