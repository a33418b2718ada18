//! Server-side assignors of the consumer protocol: who of a group should own which partition.
//!
//! [`Assignor::assign`] is a pure function of a [`Spec`]: equal input, equal output, whatever the order of members.
//! Every partition of every subscribed topic goes to exactly one member that subscribes to its topic, unless none does.
//! The previous target is a wish, not a fact: what in it does not exist, is not subscribed to or is claimed twice is
//! dropped. As in Apache Kafka 4.3, no assignor looks at racks.

mod range;
mod uniform;

use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;

/// Partitions by topic; numbers ascending, no topic without any.
pub type Partitions = BTreeMap<Uuid, Vec<i32>>;

/// A member as an assignor sees it.
#[derive(Debug, Clone)]
pub struct MemberSpec<'a> {
    pub instance_id: Option<&'a str>,
    /// Existing topics that it subscribes to, ascending, each once.
    pub topics: Vec<Uuid>,
    /// Its share of the previous target.
    pub target: &'a Partitions,
}

/// What to assign to whom.
#[derive(Debug, Clone, Default)]
pub struct Spec<'a> {
    /// By member id.
    pub members: BTreeMap<&'a str, MemberSpec<'a>>,
    /// The number of partitions of every topic that a member subscribes to.
    pub partitions: BTreeMap<Uuid, i32>,
}

impl Spec<'_> {
    fn partition_count(&self, topic: &Uuid) -> i32 {
        self.partitions.get(topic).copied().unwrap_or(0)
    }

    /// All members subscribe to the same topics.
    fn is_homogeneous(&self) -> bool {
        let mut members = self.members.values();
        let Some(first) = members.next() else { return true };
        members.all(|member| member.topics == first.topics)
    }
}

/// The assignors that `group.consumer.assignors` may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignor {
    /// Even numbers of partitions, and as few moves as possible.
    Uniform,
    /// Runs of consecutive partitions of each topic; topics with as many partitions are split alike.
    Range,
}

impl Assignor {
    pub const ALL: [Assignor; 2] = [Assignor::Uniform, Assignor::Range];

    pub fn name(self) -> &'static str {
        match self {
            Assignor::Uniform => "uniform",
            Assignor::Range => "range",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|assignor| assignor.name() == name)
    }

    /// A share for every member of `spec`, empty ones included.
    pub fn assign(self, spec: &Spec<'_>) -> BTreeMap<String, Partitions> {
        match self {
            Assignor::Uniform => uniform::assign(spec),
            Assignor::Range => range::assign(spec),
        }
    }
}

#[cfg(test)]
mod tests;
