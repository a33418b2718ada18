//! DescribeGroups: state and members of classic groups.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::describe_groups_request::DescribeGroupsRequest;
use ringmain_protocol::messages::rpc::describe_groups_response::{DescribeGroupsResponse, DescribedGroup};

use super::{ALL_GROUP_OPERATIONS, caller, taken};
use crate::api::Broker;
use crate::api::cluster::OPERATIONS_NOT_ASKED;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: DescribeGroupsRequest| {
        let caller = caller(&call);
        let with_operations = request.include_authorized_operations;
        let ask = |group_id: String| {
            let describe = Request::DescribeGroup { group_id: group_id.clone() };
            (broker.shard.group(&group_id, caller.clone(), describe), group_id)
        };
        let asked: Vec<_> = request.groups.into_iter().map(ask).collect();
        async move {
            let mut groups = Vec::with_capacity(asked.len());
            for (asked, group_id) in asked {
                let take = |response| if let Response::DescribeGroup(group) = response { Some(group) } else { None };
                let mut group = taken(asked.await, take, |error| refused(group_id, error));
                let is_known = with_operations && group.error_code == 0;
                group.authorized_operations = if is_known { ALL_GROUP_OPERATIONS } else { OPERATIONS_NOT_ASKED };
                groups.push(group);
            }
            DescribeGroupsResponse { groups, ..Default::default() }
        }
    });
}

fn refused(group_id: String, error: ErrorCode) -> DescribedGroup {
    DescribedGroup { group_id, error_code: error.into(), ..Default::default() }
}
