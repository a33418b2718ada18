//! ConsumerGroupDescribe: state and members of groups of the consumer protocol (KIP-848).

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::consumer_group_describe_request::ConsumerGroupDescribeRequest;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::{
    ConsumerGroupDescribeResponse, DescribedGroup,
};

use super::{ALL_GROUP_OPERATIONS, caller, has_consumer_protocol, taken};
use crate::api::Broker;
use crate::api::cluster::OPERATIONS_NOT_ASKED;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: ConsumerGroupDescribeRequest| {
        let caller = caller(&call);
        let with_operations = request.include_authorized_operations;
        let is_served = has_consumer_protocol(&broker);
        let ask = |group_id: String| {
            let describe = Request::ConsumerGroupDescribe { group_id: group_id.clone() };
            (is_served.then(|| broker.shard.group(&group_id, caller.clone(), describe)), group_id)
        };
        let asked: Vec<_> = request.group_ids.into_iter().map(ask).collect();
        async move {
            let mut groups = Vec::with_capacity(asked.len());
            for (asked, group_id) in asked {
                let Some(asked) = asked else {
                    groups.push(refused(group_id, ErrorCode::UnsupportedVersion));
                    continue;
                };
                let take = |response| match response {
                    Response::ConsumerGroupDescribe(group) => Some(group),
                    _ => None,
                };
                let mut group = taken(asked.await, take, |error| refused(group_id, error));
                let is_known = with_operations && group.error_code == 0;
                group.authorized_operations = if is_known { ALL_GROUP_OPERATIONS } else { OPERATIONS_NOT_ASKED };
                groups.push(group);
            }
            ConsumerGroupDescribeResponse { groups, ..Default::default() }
        }
    });
}

fn refused(group_id: String, error: ErrorCode) -> DescribedGroup {
    DescribedGroup { group_id, error_code: error.into(), ..Default::default() }
}
