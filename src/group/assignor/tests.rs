use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn topic(number: u64) -> Uuid {
    Uuid::from_halves(7, 1000 + number)
}

/// A group without the references of a [`Spec`].
#[derive(Debug, Clone, Default)]
struct Group {
    /// Member id -> instance id, topics, previous target.
    members: BTreeMap<String, (Option<String>, BTreeSet<u64>, Partitions)>,
    partitions: BTreeMap<u64, i32>,
}

impl Group {
    fn spec(&self) -> Spec<'_> {
        let members = self.members.iter().map(|(id, (instance_id, topics, target))| {
            let topics = topics.iter().map(|t| topic(*t)).collect();
            (id.as_str(), MemberSpec { instance_id: instance_id.as_deref(), topics, target })
        });
        Spec { members: members.collect(), partitions: self.partitions.iter().map(|(t, n)| (topic(*t), *n)).collect() }
    }

    fn assign(&self, assignor: Assignor) -> BTreeMap<String, Partitions> {
        assignor.assign(&self.spec())
    }

    /// This group with what `assignor` gave as the previous target.
    fn settled(&self, assignor: Assignor) -> Group {
        let mut settled = self.clone();
        for (id, share) in self.assign(assignor) {
            settled.members.get_mut(&id).unwrap().2 = share;
        }
        settled
    }

    fn add(&mut self, id: &str, topics: impl IntoIterator<Item = u64>) {
        self.members.insert(id.to_owned(), (None, topics.into_iter().collect(), Partitions::new()));
    }
}

fn owners(assignment: &BTreeMap<String, Partitions>) -> BTreeMap<(Uuid, i32), &str> {
    let mut owners = BTreeMap::new();
    for (id, partitions) in assignment {
        for (topic, numbers) in partitions {
            assert!(!numbers.is_empty(), "a topic without partitions");
            assert!(numbers.is_sorted());
            for number in numbers {
                assert_eq!(owners.insert((*topic, *number), id.as_str()), None, "two owners of {topic}-{number}");
            }
        }
    }
    owners
}

fn size(partitions: &Partitions) -> usize {
    partitions.values().map(Vec::len).sum()
}

/// Every partition of a subscribed topic is assigned exactly once, to a subscriber; nothing else is assigned.
fn check_complete(group: &Group, assignment: &BTreeMap<String, Partitions>) {
    let owners = owners(assignment);
    assert!(assignment.keys().eq(group.members.keys()));
    let mut expected = 0;
    for (number, partitions) in &group.partitions {
        if !group.members.values().any(|(_, topics, _)| topics.contains(number)) {
            continue;
        }
        for partition in 0..*partitions {
            let owner = owners.get(&(topic(*number), partition)).expect("an owner");
            assert!(group.members[*owner].1.contains(number), "{owner} does not subscribe to topic {number}");
            expected += 1;
        }
    }
    assert_eq!(owners.len(), expected);
}

fn any_group(homogeneous: bool) -> impl Strategy<Value = Group> {
    let partitions = prop::collection::btree_map(0u64..6, 0i32..13, 1..6);
    let members = prop::collection::btree_map(
        "[a-e]{1,2}",
        (
            prop::option::of("[x-z]{1,2}"),
            prop::collection::btree_set(0u64..6, 0..6),
            // Any previous target: stale topics, partitions beyond the end, partitions of others.
            prop::collection::btree_map(0u64..8, prop::collection::btree_set(-1i32..16, 1..6), 0..4),
        ),
        1..9,
    );
    (partitions, members, prop::collection::btree_set(0u64..6, 0..6)).prop_map(move |(partitions, members, common)| {
        let exist = |topics: BTreeSet<u64>| topics.into_iter().filter(|t| partitions.contains_key(t)).collect();
        let members = members.into_iter().map(|(id, (instance_id, topics, target))| {
            let topics = exist(if homogeneous { common.clone() } else { topics });
            let target = target.into_iter().map(|(t, p)| (topic(t), p.into_iter().collect())).collect();
            (id, (instance_id, topics, target))
        });
        Group { members: members.collect(), partitions: partitions.clone() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_partition_once(group in prop_oneof![any_group(true), any_group(false)]) {
        for assignor in Assignor::ALL {
            check_complete(&group, &group.assign(assignor));
        }
    }

    #[test]
    fn uniform_differs_by_at_most_one(group in any_group(true)) {
        let sizes: Vec<usize> = group.assign(Assignor::Uniform).values().map(size).collect();
        prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
    }

    /// No subscriber of a topic could hand one of its partitions to another and narrow the gap between the two.
    #[test]
    fn uniform_is_balanced_topic_by_topic(group in any_group(false)) {
        let assignment = group.assign(Assignor::Uniform);
        for number in group.partitions.keys() {
            let subscribers = || group.members.iter().filter(|(_, m)| m.1.contains(number)).map(|(id, _)| id);
            let least = subscribers().map(|id| size(&assignment[id])).min().unwrap_or(0);
            for id in subscribers().filter(|id| assignment[*id].contains_key(&topic(*number))) {
                prop_assert!(size(&assignment[id]) - least <= 1, "{id} {assignment:?}");
            }
        }
    }

    /// As many partitions stay where they are as even sizes allow.
    #[test]
    fn uniform_moves_no_more_than_needed(group in any_group(true), change in 0usize..3, seed in 0usize..100) {
        let mut group = group.settled(Assignor::Uniform);
        let topics = group.members.values().next().unwrap().1.clone();
        match change {
            0 => group.add(if seed % 2 == 0 { "aaa" } else { "zzz" }, topics),
            1 if group.members.len() > 1 => {
                let id = group.members.keys().nth(seed % group.members.len()).unwrap().clone();
                group.members.remove(&id);
            }
            _ => {
                if let Some(number) = topics.iter().nth(seed % topics.len().max(1)) {
                    *group.partitions.get_mut(number).unwrap() += 3;
                }
            }
        }
        let assignment = group.assign(Assignor::Uniform);
        let total: usize = assignment.values().map(size).sum();
        let (minimum, mut larger) = (total / assignment.len(), total % assignment.len());
        let mut could_stay = 0;
        let mut stayed = 0;
        for (id, (_, _, before)) in &group.members {
            could_stay += size(before).min(minimum);
            if size(before) > minimum && larger > 0 {
                larger -= 1;
                could_stay += 1;
            }
            let now = &assignment[id];
            stayed += before.iter().map(|(t, p)| p.iter().filter(|p| now.get(t).is_some_and(|n| n.contains(p))).count()).sum::<usize>();
        }
        prop_assert_eq!(stayed, could_stay);
    }

    #[test]
    fn assigning_again_moves_nothing(group in prop_oneof![any_group(true), any_group(false)]) {
        for assignor in Assignor::ALL {
            let settled = group.settled(assignor);
            let before: BTreeMap<String, Partitions> =
                settled.members.iter().map(|(id, m)| (id.clone(), m.2.clone())).collect();
            prop_assert_eq!(settled.assign(assignor), before);
        }
    }

    /// Runs of consecutive partitions whose lengths differ by at most one.
    #[test]
    fn range_assigns_runs(group in any_group(false)) {
        let assignment = group.assign(Assignor::Range);
        for number in group.partitions.keys() {
            let mut lengths = BTreeSet::new();
            for (id, _) in group.members.iter().filter(|(_, m)| m.1.contains(number)) {
                let run = assignment[id].get(&topic(*number)).cloned().unwrap_or_default();
                prop_assert!(run.windows(2).all(|pair| pair[1] == pair[0] + 1), "{run:?}");
                lengths.insert(run.len());
            }
            prop_assert!(lengths.is_empty() || lengths.last().unwrap() - lengths.first().unwrap() <= 1);
        }
    }
}

#[test]
fn range_cuts_equal_topics_alike() {
    let mut group = Group { partitions: [(1, 3), (2, 3)].into(), ..Group::default() };
    group.add("m0", [1, 2]);
    group.add("m1", [1, 2]);
    let assignment = group.assign(Assignor::Range);
    assert_eq!(assignment["m0"], Partitions::from([(topic(1), vec![0, 1]), (topic(2), vec![0, 1])]));
    assert_eq!(assignment["m1"], Partitions::from([(topic(1), vec![2]), (topic(2), vec![2])]));
}

#[test]
fn range_knows_a_static_member_by_its_instance_id() {
    let mut group = Group { partitions: [(1, 3)].into(), ..Group::default() };
    group.add("m0", [1]);
    group.add("m9", [1]);
    group.members.get_mut("m0").unwrap().0 = Some("i2".to_owned());
    group.members.get_mut("m9").unwrap().0 = Some("i1".to_owned());
    group.add("a", [1]);
    let assignment = group.assign(Assignor::Range);
    let run = |id: &str| assignment[id].get(&topic(1)).cloned().unwrap_or_default();
    assert_eq!((run("m9"), run("m0"), run("a")), (vec![0], vec![1], vec![2]));
}

#[test]
fn uniform_serves_the_topic_with_few_subscribers_first() {
    // Topic 1 has one subscriber, which is full with it; topic 2 goes to the others.
    let mut group = Group { partitions: [(1, 4), (2, 4)].into(), ..Group::default() };
    group.add("a", [1, 2]);
    group.add("b", [2]);
    group.add("c", [2]);
    let assignment = group.assign(Assignor::Uniform);
    assert_eq!(assignment["a"], Partitions::from([(topic(1), vec![0, 1, 2, 3])]));
    assert_eq!((size(&assignment["b"]), size(&assignment["c"])), (2, 2));
}

#[test]
fn a_large_group_is_quick_to_assign() {
    let mut group = Group { partitions: (0..100).map(|t| (t, 100)).collect(), ..Group::default() };
    for member in 0..1000 {
        group.add(&format!("m{member:04}"), 0..100);
    }
    let settled = group.settled(Assignor::Uniform);
    check_complete(&settled, &settled.assign(Assignor::Uniform));
    assert!(settled.assign(Assignor::Uniform).values().all(|share| size(share) == 10));
}

#[test]
fn assignors_have_kafkas_names() {
    assert_eq!(Assignor::by_name("uniform"), Some(Assignor::Uniform));
    assert_eq!(Assignor::by_name("range"), Some(Assignor::Range));
    assert_eq!(Assignor::by_name("Uniform"), None);
}
