//! SyncGroup and Heartbeat.

use super::group::ClassicState;
use super::work::Work;
use crate::group::coordinator::{Call, Coordinator, Turn};
use crate::group::planted::{Fault, planted};
use crate::group::step::Response;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{HeartbeatRequest, HeartbeatResponse, SyncGroupRequest, SyncGroupResponse};
use std::collections::HashMap;
use std::sync::Arc;

impl Coordinator {
    pub(in crate::group) fn sync_group(&mut self, turn: &mut Turn<'_>, call: Call, request: SyncGroupRequest) {
        let ticket = call.ticket;
        if self.consumer_group(&request.group_id).is_some() {
            return self.sync_consumer_group(turn, &call, &request);
        }
        let result = if request.group_id.is_empty() {
            Err(ErrorCode::InvalidGroupId)
        } else {
            let group = request.group_id.clone();
            self.work(turn, &group, |work| work.sync(call, request)).unwrap_or(Err(ErrorCode::UnknownMemberId))
        };
        if let Err(error) = result {
            let error_code = error.code();
            turn.reply(ticket, Response::SyncGroup(SyncGroupResponse { error_code, ..Default::default() }));
        }
    }

    pub(in crate::group) fn heartbeat(&mut self, turn: &mut Turn<'_>, call: Call, request: HeartbeatRequest) {
        if self.consumer_group(&request.group_id).is_some() {
            return self.beat_consumer_group(turn, &call, &request);
        }
        let result = if request.group_id.is_empty() {
            Err(ErrorCode::InvalidGroupId)
        } else {
            self.work(turn, &request.group_id, |work| work.heartbeat(&request))
                .unwrap_or(Err(ErrorCode::UnknownMemberId))
        };
        let error_code = result.err().unwrap_or(ErrorCode::None).code();
        turn.reply(call.ticket, Response::Heartbeat(HeartbeatResponse { error_code, ..Default::default() }));
    }
}

/// Both are given, and they are not the same.
fn differ(asked: Option<&str>, known: Option<&str>) -> bool {
    asked.is_some_and(|asked| known.is_some_and(|known| asked != known))
}

impl Work<'_, '_> {
    /// Answers, now or later; or says what to answer.
    fn sync(&mut self, call: Call, request: SyncGroupRequest) -> Result<(), ErrorCode> {
        if self.group.is_in(ClassicState::Empty) {
            return Err(ErrorCode::UnknownMemberId);
        }
        self.group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.group.generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        if differ(request.protocol_type.as_deref(), self.group.protocol_type.as_deref())
            || differ(request.protocol_name.as_deref(), self.group.protocol_name.as_deref())
        {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        match self.group.state() {
            ClassicState::Empty | ClassicState::Dead => Err(ErrorCode::UnknownMemberId),
            ClassicState::PreparingRebalance => Err(ErrorCode::RebalanceInProgress),
            ClassicState::Stable => {
                self.synced(&request.member_id);
                let response = self.assignment_of(&request.member_id);
                self.turn.reply(call.ticket, Response::SyncGroup(response));
                Ok(())
            }
            ClassicState::CompletingRebalance => {
                let before = self.group.set_sync(&request.member_id, call.ticket);
                self.superseded_sync(before);
                self.synced(&request.member_id);
                // Of a leader that asks twice the first assignment counts: it is being written.
                let is_storing = self.group.storing.is_some_and(|(storing, _)| storing == self.group.generation);
                if self.group.is_leader(&request.member_id) && (!is_storing || planted(Fault::AssignmentTwice)) {
                    self.store_assignment(self.complete(request));
                }
                Ok(())
            }
        }
    }

    /// The leader's assignment of members; empty for those that it left out.
    fn complete(&self, request: SyncGroupRequest) -> HashMap<Arc<str>, Bytes> {
        let mut given: HashMap<String, Bytes> =
            request.assignments.into_iter().map(|one| (one.member_id, one.assignment)).collect();
        let members = self.group.member_ids().into_iter();
        members
            .map(|id| {
                let assignment = given.remove(&*id).unwrap_or_default();
                (id, assignment)
            })
            .collect()
    }

    pub fn fence_sync(&mut self, member: &str) {
        if let Some(ticket) = self.group.take_sync(member) {
            let error_code = ErrorCode::FencedInstanceId.code();
            self.turn.reply(ticket, Response::SyncGroup(SyncGroupResponse { error_code, ..Default::default() }));
        }
    }

    fn heartbeat(&mut self, request: &HeartbeatRequest) -> Result<(), ErrorCode> {
        self.group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.group.generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        match self.group.state() {
            ClassicState::Empty | ClassicState::Dead => Err(ErrorCode::UnknownMemberId),
            ClassicState::PreparingRebalance => {
                self.arm_session(&request.member_id);
                Err(ErrorCode::RebalanceInProgress)
            }
            ClassicState::CompletingRebalance | ClassicState::Stable => {
                self.arm_session(&request.member_id);
                Ok(())
            }
        }
    }
}
