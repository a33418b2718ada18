//! ListGroups: the groups of every coordinator of this node.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{ListGroupsRequest, ListGroupsResponse};

use super::{caller, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: ListGroupsRequest| {
        let shard = broker.shard.clone();
        async move {
            let mut all = ListGroupsResponse::default();
            for answer in shard.all_groups(caller(&call), Request::ListGroups(request)).await {
                let take = |response| if let Response::ListGroups(some) = response { Some(some) } else { None };
                let some =
                    taken(answer, take, |error| ListGroupsResponse { error_code: error.into(), ..Default::default() });
                // It went while the others were asked: its next broker lists its groups.
                if some.error_code == ErrorCode::NotCoordinator.code() {
                    continue;
                }
                if some.error_code != 0 {
                    return ListGroupsResponse { groups: Vec::new(), ..some };
                }
                all.groups.extend(some.groups);
            }
            all
        }
    });
}
