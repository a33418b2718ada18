//! ConsumerGroupDescribe.

use super::group::ConsumerGroup;
use super::group::merge;
use super::member::{Member, partitions_of};
use crate::group::assignor::{Assignor, Partitions};
use crate::metadata::image::Image;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::{
    Assignment, DescribedGroup, Member as DescribedMember, TopicPartitions,
};

impl ConsumerGroup {
    /// The group as tools see it. What is assigned includes what a member must still give up; topics that are gone are left out.
    pub(in crate::group) fn describe(&self, default: Assignor, image: &Image) -> DescribedGroup {
        DescribedGroup {
            group_id: self.id.to_string(),
            group_state: self.state().name().to_owned(),
            group_epoch: self.epoch,
            assignment_epoch: self.target_epoch,
            assignor_name: self.assignor_with(None, None, default).name().to_owned(),
            members: self.members().map(|member| self.describe_member(member, image)).collect(),
            ..Default::default()
        }
    }

    fn describe_member(&self, member: &Member, image: &Image) -> DescribedMember {
        let mut has = member.assigned.clone();
        merge(&mut has, member.revoking.clone());
        let target = self.targets().get(&member.id).cloned().unwrap_or_default();
        DescribedMember {
            member_id: member.id.to_string(),
            instance_id: member.instance_id.clone(),
            rack_id: member.rack_id.clone(),
            member_epoch: member.epoch,
            client_id: member.client_id.clone(),
            client_host: member.client_host.clone(),
            subscribed_topic_names: member.topics.iter().cloned().collect(),
            subscribed_topic_regex: member.regex.clone(),
            assignment: assignment(partitions_of(&has), image),
            target_assignment: assignment(target, image),
            member_type: i8::from(!member.uses_classic_protocol()),
            ..Default::default()
        }
    }
}

fn assignment(partitions: Partitions, image: &Image) -> Assignment {
    let topic = |(topic_id, partitions)| {
        let topic_name = image.topic_name(&topic_id)?.to_string();
        Some(TopicPartitions { topic_id, topic_name, partitions, ..Default::default() })
    };
    Assignment { topic_partitions: partitions.into_iter().filter_map(topic).collect(), ..Default::default() }
}
