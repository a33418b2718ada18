//! Whose offsets a consumer group takes and shows.

use super::group::ConsumerGroup;
use super::member::{Member, Owned};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::uuid::Uuid;

/// Which partitions of a commit are taken.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::group) enum CommitCheck {
    All,
    /// The member has moved on to a newer epoch: what it has had since this epoch or before (KIP-1251).
    AssignedBy {
        epoch: i32,
        assigned: Owned,
        revoking: Owned,
        otherwise: ErrorCode,
    },
}

impl CommitCheck {
    pub fn partition(&self, topic: &Uuid, partition: i32) -> Result<(), ErrorCode> {
        match self {
            CommitCheck::All => Ok(()),
            CommitCheck::AssignedBy { epoch, assigned, revoking, otherwise } => {
                let of = |owned: &Owned| owned.get(topic)?.get(&partition).copied();
                let assigned_at = of(assigned).or_else(|| of(revoking));
                if assigned_at.is_some_and(|at| at <= *epoch) { Ok(()) } else { Err(*otherwise) }
            }
        }
    }
}

fn wrong_epoch(member: &Member) -> ErrorCode {
    if member.uses_classic_protocol() { ErrorCode::IllegalGeneration } else { ErrorCode::StaleMemberEpoch }
}

impl ConsumerGroup {
    /// Whether offsets may be committed by whoever says this of itself, outside a transaction.
    pub(in crate::group) fn validate_offset_commit(
        &self,
        member_id: &str,
        epoch: i32,
        api_version: i16,
    ) -> Result<CommitCheck, ErrorCode> {
        // Tools that commit for a group that nobody uses.
        if epoch < 0 && self.is_empty() {
            return Ok(CommitCheck::All);
        }
        let member = self.member(member_id).ok_or(ErrorCode::UnknownMemberId)?;
        if !member.uses_classic_protocol() && api_version < 9 {
            return Err(ErrorCode::UnsupportedVersion);
        }
        if epoch == member.epoch {
            Ok(CommitCheck::All)
        } else if epoch > member.epoch {
            Err(wrong_epoch(member))
        } else {
            let (assigned, revoking) = (member.assigned.clone(), member.revoking.clone());
            Ok(CommitCheck::AssignedBy { epoch, assigned, revoking, otherwise: wrong_epoch(member) })
        }
    }

    /// Whether offsets are shown to whoever says this of itself.
    pub(in crate::group) fn validate_offset_fetch(&self, member_id: Option<&str>, epoch: i32) -> Result<(), ErrorCode> {
        let Some(member_id) = member_id else {
            return if epoch < 0 { Ok(()) } else { Err(ErrorCode::UnknownMemberId) };
        };
        let member = self.member(member_id).ok_or(ErrorCode::UnknownMemberId)?;
        if epoch == member.epoch { Ok(()) } else { Err(wrong_epoch(member)) }
    }
}
