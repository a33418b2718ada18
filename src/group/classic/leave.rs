//! LeaveGroup.

use super::group::ClassicState;
use super::work::{Why, Work};
use crate::group::coordinator::{Call, Coordinator, Turn};
use crate::group::step::Response;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::leave_group_response::MemberResponse;
use ringmain_protocol::messages::rpc::{LeaveGroupRequest, LeaveGroupResponse};
use std::sync::Arc;

impl Coordinator {
    pub(in crate::group) fn leave_group(&mut self, turn: &mut Turn<'_>, call: Call, request: LeaveGroupRequest) {
        let mut response = LeaveGroupResponse::default();
        if request.group_id.is_empty() {
            response.error_code = ErrorCode::InvalidGroupId.code();
            turn.reply(call.ticket, Response::LeaveGroup(response));
            return;
        }
        if self.consumer_group(&request.group_id).is_some() {
            return self.leave_consumer_group(turn, &call, request);
        }
        let results = self.work(turn, &request.group_id, |work| work.leave(&request.members));
        let results = results.unwrap_or_else(|| vec![Err(ErrorCode::UnknownMemberId); request.members.len()]);
        response.members = request
            .members
            .into_iter()
            .zip(results)
            .map(|(member, result)| MemberResponse {
                member_id: member.member_id,
                group_instance_id: member.group_instance_id,
                error_code: result.err().unwrap_or(ErrorCode::None).code(),
                ..Default::default()
            })
            .collect();
        turn.reply(call.ticket, Response::LeaveGroup(response));
    }
}

impl Work<'_, '_> {
    /// One result for each that is to leave.
    fn leave(&mut self, members: &[MemberIdentity]) -> Vec<Result<(), ErrorCode>> {
        let results: Vec<_> = members.iter().map(|member| self.leave_one(member)).collect();
        if results.iter().any(Result::is_ok) {
            match self.group.state() {
                ClassicState::Stable | ClassicState::CompletingRebalance => {
                    let left = members.iter().zip(&results).find(|(_, result)| result.is_ok());
                    let why = left.map_or(Why("members left".into()), |(member, _)| {
                        Why::leaves(&member.member_id, member.reason.as_deref())
                    });
                    self.prepare_rebalance(&why);
                }
                ClassicState::PreparingRebalance => self.maybe_complete_join(),
                ClassicState::Empty | ClassicState::Dead => {}
            }
        }
        results
    }

    fn leave_one(&mut self, member: &MemberIdentity) -> Result<(), ErrorCode> {
        let instance = member.group_instance_id.as_deref();
        let id: Arc<str> = if member.member_id.is_empty() {
            // An administrator takes out a static member by its instance id.
            let known = instance.and_then(|instance| self.group.static_member_id(instance));
            known.cloned().ok_or(ErrorCode::UnknownMemberId)?
        } else {
            Arc::from(member.member_id.as_str())
        };
        if self.group.pending_joins.contains(&id) {
            self.group.remove(&id);
            self.cancel_session(&id);
            return Ok(());
        }
        self.group.validate_member(&id, instance)?;
        self.remove_member(&id);
        Ok(())
    }
}
