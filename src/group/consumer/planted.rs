//! Faults that tests put into the coordinator, to see that they would be noticed. In other builds there are none.

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) enum Bug {
    /// Partitions are given to a member while another has them.
    GiveOwned,
    /// A member that says nothing is taken to have given up what it must.
    TrustSilence,
    /// The last partition of a topic is assigned to nobody.
    AssignTooLittle,
    /// What a member must give up is not recorded.
    ForgetRevocation,
    /// New partitions of a topic are not noticed.
    IgnoreMetadata,
    /// What classic members have is forgotten when their group changes its protocol.
    UpgradeForgets,
    /// Memory is changed without a record.
    ChangeUnrecorded,
}

#[cfg(test)]
pub(in crate::group) use on::{is, plant};

#[cfg(not(test))]
pub(in crate::group) const fn is(_: Bug) -> bool {
    false
}

#[cfg(test)]
mod on {
    use super::Bug;
    use std::cell::Cell;

    thread_local!(static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) });

    impl Bug {
        pub(in crate::group) const ALL: [Bug; 7] = [
            Bug::GiveOwned,
            Bug::TrustSilence,
            Bug::AssignTooLittle,
            Bug::ForgetRevocation,
            Bug::IgnoreMetadata,
            Bug::UpgradeForgets,
            Bug::ChangeUnrecorded,
        ];
    }

    pub(in crate::group) fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }

    pub(in crate::group) fn is(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }
}
