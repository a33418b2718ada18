//! DescribeGroups, ListGroups and DeleteGroups.

use super::Group;
use super::classic::{ClassicGroup, ClassicState};
use super::coordinator::{Call, Coordinator, Then, Turn};
use super::record::Record;
use super::step::Response;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::delete_groups_response::DeletableGroupResult;
use ringmain_protocol::messages::rpc::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use ringmain_protocol::messages::rpc::list_groups_response::ListedGroup;
use ringmain_protocol::messages::rpc::{ListGroupsRequest, ListGroupsResponse};
use std::sync::Arc;

impl Coordinator {
    pub(in crate::group) fn describe_group(&mut self, turn: &mut Turn<'_>, call: Call, group_id: String) {
        let found = self.groups.get(group_id.as_str());
        let response = match found {
            Some(Group::Classic(group)) => describe(group),
            // Groups of the consumer protocol have a request of their own.
            None | Some(Group::Consumer(_)) => {
                let mut dead =
                    DescribedGroup { group_state: ClassicState::Dead.name().to_owned(), ..Default::default() };
                if call.caller.api_version >= 6 {
                    dead.error_code = ErrorCode::GroupIdNotFound.code();
                    dead.error_message = Some(format!("Group {group_id} not found."));
                }
                dead.group_id = group_id;
                dead
            }
        };
        let group_id = response.group_id.clone();
        self.reply_of(turn, &group_id, call.ticket, Response::DescribeGroup(response));
    }

    pub(in crate::group) fn list_groups(&mut self, turn: &mut Turn<'_>, call: &Call, request: &ListGroupsRequest) {
        let is_one_of = |filter: &[String], name: &str| {
            filter.is_empty() || filter.iter().any(|wanted| wanted.trim().eq_ignore_ascii_case(name))
        };
        let ids = self.group_ids();
        let listed = ids.iter().filter_map(|id| self.groups.get(id)).filter(|group| {
            is_one_of(&request.states_filter, group.state_name()) && is_one_of(&request.types_filter, group.type_name())
        });
        let groups = listed.map(|group| ListedGroup {
            group_id: group.id().to_string(),
            protocol_type: group.protocol_type().to_owned(),
            group_state: group.state_name().to_owned(),
            group_type: group.type_name().to_owned(),
            ..Default::default()
        });
        let response = ListGroupsResponse { groups: groups.collect(), ..Default::default() };
        self.reply_of_all(turn, call.ticket, Response::ListGroups(response));
    }

    /// Takes away the group and its offsets.
    pub(in crate::group) fn delete_group(&mut self, turn: &mut Turn<'_>, call: Call, group_id: String) {
        let id: Arc<str> = Arc::from(group_id.as_str());
        let group = self.groups.get(&id).ok_or(ErrorCode::GroupIdNotFound);
        let deletable = group.and_then(|group| group.validate_delete().map(|()| group));
        let (error, records) = match deletable {
            Ok(group) => (ErrorCode::None, self.offset_tombstones(&id).chain(group.tombstones()).collect()),
            Err(error) => (error, Vec::new()),
        };
        let result = DeletableGroupResult { group_id, error_code: error.code(), ..Default::default() };
        let then = Then::Reply { ticket: call.ticket, response: Response::DeleteGroup(result) };
        self.append_each(turn, &id, records, then);
    }

    fn offset_tombstones(&self, group: &Arc<str>) -> impl Iterator<Item = Record> {
        let partitions = self.offsets.partitions(group).into_iter();
        partitions.map(move |(topic, partition)| Record::offset_tombstone(group, &topic, partition))
    }
}

fn describe(group: &ClassicGroup) -> DescribedGroup {
    let stable = group.is_in(ClassicState::Stable);
    let protocol = group.protocol_name.as_deref().filter(|_| stable).unwrap_or_default();
    let members = group.members().map(|member| DescribedGroupMember {
        member_id: member.id.to_string(),
        group_instance_id: member.instance_id.as_deref().map(str::to_owned),
        client_id: member.client_id.clone(),
        client_host: member.client_host.clone(),
        member_metadata: if stable { member.metadata(protocol) } else { Default::default() },
        member_assignment: member.assignment.clone(),
        ..Default::default()
    });
    DescribedGroup {
        group_id: group.id.to_string(),
        group_state: group.state().name().to_owned(),
        protocol_type: group.protocol_type.clone().unwrap_or_default(),
        protocol_data: protocol.to_owned(),
        members: members.collect(),
        ..Default::default()
    }
}
