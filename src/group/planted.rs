//! Faults that the tests plant in the core, to see that the simulation catches each. A build that serves has none.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) enum Fault {
    /// Members are told their assignment before it is in the log.
    AssignmentBeforeItIsStored,
    /// A second SyncGroup of the leader is written too.
    AssignmentTwice,
    /// A commit is acknowledged before it is in the log.
    CommitBeforeItIsStored,
    /// Commits of members of earlier generations are taken.
    CommitOfAnyGeneration,
    /// Loading forgets who the static members are.
    LoadWithoutInstances,
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
