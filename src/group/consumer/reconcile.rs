//! One step of a member towards its target (KIP-848).
//!
//! A member first gives up what it should not have, at its old epoch; then it takes the epoch of the target and what is free
//! of it; then it waits for the rest. A partition that some member has, or has been told to give up and has not said that it
//! did, is never given to another.

use super::group::merge;
use super::member::{Member, MemberState, Owned, may_own_some};
use crate::group::assignor::Partitions;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeSet;

/// What a step depends on, beside the member.
pub(in crate::group) struct Reconciliation<'a> {
    pub target_epoch: i32,
    pub target: &'a Partitions,
    /// The topics that the member subscribes to now. It is left no others, whatever the target says.
    pub subscribed: &'a BTreeSet<Uuid>,
    pub has_subscription_changed: bool,
    /// What the member says that it has; `None` where it says nothing.
    pub owned: Option<&'a [TopicPartitions]>,
    /// Somebody has the partition.
    pub is_owned: &'a dyn Fn(&Uuid, i32) -> bool,
}

/// The member is in a state of a later version and still has partitions: it must give up all and join again.
#[derive(Debug, PartialEq)]
pub(in crate::group) struct UnknownState;

impl Reconciliation<'_> {
    /// The member after the step; as it is where there is nothing to do.
    pub fn step(&self, member: &Member) -> Result<Member, UnknownState> {
        Ok(match member.state {
            MemberState::Stable if member.epoch != self.target_epoch => self.advance(member, member.epoch),
            MemberState::Stable if self.has_subscription_changed => self.shrink(member),
            MemberState::Stable => member.clone(),
            MemberState::UnrevokedPartitions if !may_own_some(self.owned, &member.revoking) => {
                self.advance(member, member.epoch)
            }
            MemberState::UnrevokedPartitions if self.has_subscription_changed => self.shrink(member),
            MemberState::UnrevokedPartitions => member.clone(),
            MemberState::UnreleasedPartitions => self.advance(member, member.epoch),
            MemberState::Unknown if self.owned.is_some_and(<[TopicPartitions]>::is_empty) => {
                self.advance(member, self.target_epoch)
            }
            MemberState::Unknown => return Err(UnknownState),
        })
    }

    /// Takes away the topics that the member no longer subscribes to.
    fn shrink(&self, member: &Member) -> Member {
        let (kept, lost): (Owned, Owned) =
            member.assigned.clone().into_iter().partition(|(topic, _)| self.subscribed.contains(topic));
        if lost.is_empty() {
            return member.clone();
        }
        let mut revoking = member.revoking.clone();
        merge(&mut revoking, lost);
        let mut next = Member { assigned: kept, ..member.clone() };
        next.advance_to(member.epoch);
        if may_own_some(self.owned, &revoking) {
            next.state = MemberState::UnrevokedPartitions;
            next.revoking = revoking;
        }
        // Else the member has given them up already.
        next
    }

    /// `epoch` is where the member stays while it revokes.
    fn advance(&self, member: &Member, epoch: i32) -> Member {
        let mut assigned = Owned::new();
        let mut revoking = Owned::new();
        for (topic, partitions) in &member.assigned {
            let target = self.target_for(topic);
            for (partition, assigned_at) in partitions {
                let stays = target.binary_search(partition).is_ok();
                let side = if stays { &mut assigned } else { &mut revoking };
                side.entry(*topic).or_default().insert(*partition, *assigned_at);
            }
        }
        if !revoking.is_empty() && may_own_some(self.owned, &revoking) {
            let mut next = Member { state: MemberState::UnrevokedPartitions, assigned, revoking, ..member.clone() };
            next.advance_to(epoch);
            return next;
        }
        let mut waits = false;
        for topic in self.target.keys() {
            for partition in self.target_for(topic) {
                if assigned.get(topic).is_some_and(|assigned| assigned.contains_key(partition)) {
                    continue;
                }
                // What this very member was told to give up counts as free: nobody else can have it.
                let was_mine = member.revoking.get(topic).is_some_and(|revoking| revoking.contains_key(partition));
                if (self.is_owned)(topic, *partition) && !was_mine {
                    waits = true;
                } else {
                    assigned.entry(*topic).or_default().insert(*partition, self.target_epoch);
                }
            }
        }
        let state = if waits { MemberState::UnreleasedPartitions } else { MemberState::Stable };
        let mut next = Member { state, assigned, revoking: Owned::new(), ..member.clone() };
        next.advance_to(self.target_epoch);
        next
    }

    fn target_for(&self, topic: &Uuid) -> &[i32] {
        let partitions = self.target.get(topic).filter(|_| self.subscribed.contains(topic));
        partitions.map(Vec::as_slice).unwrap_or_default()
    }
}
