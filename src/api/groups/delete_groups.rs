//! DeleteGroups: forgets empty groups with their offsets.

use std::collections::HashSet;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::delete_groups_request::DeleteGroupsRequest;
use ringmain_protocol::messages::rpc::delete_groups_response::{DeletableGroupResult, DeleteGroupsResponse};

use super::{caller, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: DeleteGroupsRequest| {
        let caller = caller(&call);
        let ask = |group_id: String| {
            let delete = Request::DeleteGroup { group_id: group_id.clone() };
            (broker.shard.group(&group_id, caller.clone(), delete), group_id)
        };
        let mut seen = HashSet::new();
        let names = request.groups_names.into_iter().filter(|name| seen.insert(name.clone()));
        let asked: Vec<_> = names.map(ask).collect();
        async move {
            let mut results = Vec::with_capacity(asked.len());
            for (asked, group_id) in asked {
                let take = |response| if let Response::DeleteGroup(result) = response { Some(result) } else { None };
                results.push(taken(asked.await, take, |error| refused(group_id, error)));
            }
            DeleteGroupsResponse { results, ..Default::default() }
        }
    });
}

fn refused(group_id: String, error: ErrorCode) -> DeletableGroupResult {
    DeletableGroupResult { group_id, error_code: error.into(), ..Default::default() }
}
