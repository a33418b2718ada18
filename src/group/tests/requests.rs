//! Requests of the classic protocol, and what their answers say.

use super::Node;
use crate::group::{Request, Response, Ticket};
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::join_group_request::JoinGroupRequestProtocol;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::sync_group_request::SyncGroupRequestAssignment;
use ringmain_protocol::messages::rpc::{
    HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, SyncGroupRequest, SyncGroupResponse,
};

pub const SESSION_MS: u64 = 10_000;
pub const REBALANCE_MS: u64 = 60_000;
/// The initial delay, once prolonged.
pub const FIRST_REBALANCE_MS: u64 = 6_000;

pub fn join(group: &str, member: &str) -> JoinGroupRequest {
    JoinGroupRequest {
        group_id: group.into(),
        member_id: member.into(),
        session_timeout_ms: SESSION_MS as i32,
        rebalance_timeout_ms: REBALANCE_MS as i32,
        protocol_type: "consumer".into(),
        protocols: protocols(&[("range", b"r")]),
        ..Default::default()
    }
}

pub fn protocols(named: &[(&str, &[u8])]) -> Vec<JoinGroupRequestProtocol> {
    let one = |(name, metadata): &(&str, &[u8])| JoinGroupRequestProtocol {
        name: (*name).into(),
        metadata: Bytes::copy_from_slice(metadata),
        ..Default::default()
    };
    named.iter().map(one).collect()
}

pub fn static_join(group: &str, member: &str, instance: &str) -> JoinGroupRequest {
    JoinGroupRequest { group_instance_id: Some(instance.into()), ..join(group, member) }
}

pub fn sync(group: &str, member: &str, generation: i32, assignments: &[(&str, &[u8])]) -> SyncGroupRequest {
    let one = |(member, assignment): &(&str, &[u8])| SyncGroupRequestAssignment {
        member_id: (*member).into(),
        assignment: Bytes::copy_from_slice(assignment),
        ..Default::default()
    };
    SyncGroupRequest {
        group_id: group.into(),
        member_id: member.into(),
        generation_id: generation,
        assignments: assignments.iter().map(one).collect(),
        ..Default::default()
    }
}

pub fn heartbeat(group: &str, member: &str, generation: i32) -> HeartbeatRequest {
    HeartbeatRequest {
        group_id: group.into(),
        member_id: member.into(),
        generation_id: generation,
        ..Default::default()
    }
}

/// Member and instance ids of those who leave; "" is none.
pub fn leave(group: &str, members: &[(&str, &str)]) -> LeaveGroupRequest {
    let one = |(member, instance): &(&str, &str)| MemberIdentity {
        member_id: (*member).into(),
        group_instance_id: Some((*instance).to_owned()).filter(|id| !id.is_empty()),
        ..Default::default()
    };
    LeaveGroupRequest { group_id: group.into(), members: members.iter().map(one).collect(), ..Default::default() }
}

pub fn joined(response: Option<Response>) -> JoinGroupResponse {
    match response {
        Some(Response::JoinGroup(response)) => response,
        other => panic!("{other:?}"),
    }
}

pub fn synced(response: Option<Response>) -> SyncGroupResponse {
    match response {
        Some(Response::SyncGroup(response)) => response,
        other => panic!("{other:?}"),
    }
}

/// The error of the whole answer.
pub fn error(response: Option<Response>) -> ErrorCode {
    ErrorCode::from(match response {
        Some(Response::JoinGroup(response)) => response.error_code,
        Some(Response::SyncGroup(response)) => response.error_code,
        Some(Response::Heartbeat(response)) => response.error_code,
        Some(Response::LeaveGroup(response)) => response.error_code,
        Some(Response::DeleteGroup(response)) => response.error_code,
        Some(Response::OffsetDelete(response)) => response.error_code,
        Some(Response::DescribeGroup(response)) => response.error_code,
        Some(Response::ConsumerGroupDescribe(response)) => response.error_code,
        Some(Response::ListGroups(response)) => response.error_code,
        other => panic!("{other:?}"),
    })
}

impl Node {
    pub fn send(&mut self, request: Request) -> Ticket {
        self.send_as(9, request)
    }

    pub fn ask(&mut self, request: Request) -> Option<Response> {
        let ticket = self.send(request);
        self.answer(ticket)
    }

    pub fn join(&mut self, request: JoinGroupRequest) -> Ticket {
        self.send(Request::JoinGroup(request))
    }

    /// The id that a member without one is given.
    pub fn new_member(&mut self, group: &str) -> String {
        let response = joined(self.ask(Request::JoinGroup(join(group, ""))));
        assert_eq!(ErrorCode::from(response.error_code), ErrorCode::MemberIdRequired);
        response.member_id
    }

    pub fn heartbeat_error(&mut self, group: &str, member: &str, generation: i32) -> ErrorCode {
        error(self.ask(Request::Heartbeat(heartbeat(group, member, generation))))
    }

    /// A stable group of dynamic members: their ids, the leader first, and its generation. Of each the assignment is its id.
    pub fn stable_group(&mut self, group: &str, members: usize) -> (Vec<String>, i32) {
        let ids: Vec<String> = (0..members).map(|_| self.new_member(group)).collect();
        let tickets: Vec<Ticket> = ids.iter().map(|id| self.join(join(group, id))).collect();
        self.pass(FIRST_REBALANCE_MS);
        let answers: Vec<JoinGroupResponse> = tickets.into_iter().map(|ticket| joined(self.answer(ticket))).collect();
        let generation = answers[0].generation_id;
        let leader = answers[0].leader.clone();
        for answer in &answers {
            assert_eq!((answer.error_code, answer.generation_id, &answer.leader), (0, generation, &leader));
            assert_eq!(answer.members.len(), if answer.member_id == leader { members } else { 0 });
        }
        self.settle(group, &ids, &leader, generation);
        let mut ids = ids;
        ids.sort_by_key(|id| *id != leader);
        (ids, generation)
    }

    /// All members sync.
    pub fn settle(&mut self, group: &str, ids: &[String], leader: &str, generation: i32) {
        let assignments: Vec<(&str, &[u8])> = ids.iter().map(|id| (id.as_str(), id.as_bytes())).collect();
        let mut tickets = Vec::new();
        for id in ids {
            let assignments = if id == leader { &assignments[..] } else { &[] };
            tickets.push((id, self.send(Request::SyncGroup(sync(group, id, generation, assignments)))));
        }
        for (id, ticket) in tickets {
            let answer = synced(self.answer(ticket));
            assert_eq!((answer.error_code, &answer.assignment[..]), (0, id.as_bytes()));
        }
    }
}
