//! LeaveGroup, of one member or several (KIP-345).

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::leave_group_request::{LeaveGroupRequest, MemberIdentity};
use ringmain_protocol::messages::rpc::leave_group_response::LeaveGroupResponse;

use super::{caller, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

/// Several members in one request from this version on.
const FIRST_BATCHED: i16 = 3;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: LeaveGroupRequest| {
        let version = call.header.version;
        let request = if version < FIRST_BATCHED { batched(request) } else { request };
        let group_id = request.group_id.clone();
        let asked = broker.shard.group(&group_id, caller(&call), Request::LeaveGroup(request));
        async move {
            let take = |response| if let Response::LeaveGroup(answer) = response { Some(answer) } else { None };
            let answer = taken(asked.await, take, refused);
            if version < FIRST_BATCHED { unbatched(answer) } else { answer }
        }
    });
}

fn refused(error: ErrorCode) -> LeaveGroupResponse {
    LeaveGroupResponse { error_code: error.into(), ..Default::default() }
}

fn batched(mut request: LeaveGroupRequest) -> LeaveGroupRequest {
    let member_id = std::mem::take(&mut request.member_id);
    request.members = vec![MemberIdentity { member_id, ..Default::default() }];
    request
}

/// The one member's error is the answer's.
fn unbatched(answer: LeaveGroupResponse) -> LeaveGroupResponse {
    let of_member = answer.members.first().map_or(0, |member| member.error_code);
    let error_code = if answer.error_code != 0 { answer.error_code } else { of_member };
    LeaveGroupResponse { error_code, members: Vec::new(), ..answer }
}
