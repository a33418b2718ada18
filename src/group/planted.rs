//! Faults that the tests plant in the core, to see that the simulation catches each. A build that serves has none.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) enum Fault {
    /// Members are told their assignment before it is in the log.
    AssignmentBeforeItIsStored,
    /// A second SyncGroup of the leader is written too.
    AssignmentTwice,
    /// A commit is acknowledged before it is in the log.
    CommitBeforeItIsStored,
    /// Memory keeps the first offset of a partition, whatever the log says later.
    KeepFirstOffset,
    /// A fetch of offsets forgets one that is there.
    FetchForgets,
    /// Commits of members of earlier generations are taken.
    CommitOfAnyGeneration,
    /// Loading forgets who the static members are.
    LoadWithoutInstances,
    /// Partitions are given to a member of a consumer group while another has them.
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
    /// Memory of a consumer group is changed without a record.
    ChangeUnrecorded,
}

#[cfg(not(test))]
pub(in crate::group) const fn planted(_: Fault) -> bool {
    false
}

#[cfg(test)]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Fault>> = const { std::cell::Cell::new(None) };
}

#[cfg(test)]
pub(in crate::group) fn planted(fault: Fault) -> bool {
    PLANTED.get() == Some(fault)
}

/// Plants a fault in this thread's coordinators, in the place of the one before.
#[cfg(test)]
pub(in crate::group) fn plant(fault: Option<Fault>) {
    PLANTED.set(fault);
}
