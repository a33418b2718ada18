//! Where new replicas go: striped over racks, then over the brokers of each, from a random start (Kafka's
//! `StripedReplicaPlacer`). Active brokers first; a leader is never a fenced broker.

use crate::metadata::image::{BrokerRegistration, Image};
use std::collections::BTreeMap;

/// xoshiro256**, from a seed that the caller drew.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    pub fn new(seed: [u64; 4]) -> Self {
        // All zeros would give zeros for ever.
        let state = if seed == [0; 4] { [1, 2, 3, 4] } else { seed };
        Random { state }
    }

    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (mut c, mut d) = (c ^ a, d ^ b);
        let (b2, a2) = (b ^ c, a ^ d);
        c ^= b << 17;
        d = d.rotate_left(45);
        self.state = [a2, b2, c, d];
        result
    }

    pub fn next_u128(&mut self) -> u128 {
        (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64())
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next_u64() % (limit.max(1) as u64)).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// The brokers of one rack, walked round and round.
struct Rack {
    active: Vec<i32>,
    inactive: Vec<i32>,
    offset: usize,
}

impl Rack {
    /// The `n`-th choice for a partition: active brokers from the offset on, then the others.
    fn choice(&self, n: usize) -> Option<i32> {
        let (brokers, n) = match n.checked_sub(self.active.len()) {
            None => (&self.active, n),
            Some(n) => (&self.inactive, n),
        };
        if n >= brokers.len() {
            return None;
        }
        let at = self.offset.wrapping_add(n).checked_rem(brokers.len())?;
        brokers.get(at).copied()
    }
}

/// All log directories of this broker are closed to new replicas (KIP-1066).
fn is_cordoned(broker: &BrokerRegistration) -> bool {
    broker.cordoned_directories.as_ref().is_some_and(|cordoned| {
        !broker.directories.is_empty() && broker.directories.iter().all(|dir| cordoned.contains(dir))
    })
}

/// Replicas of `partitions` partitions, each list in order of preference. The error is Kafka's text.
pub fn place(
    random: &mut Random,
    image: &Image,
    partitions: usize,
    replication_factor: usize,
) -> Result<Vec<Vec<i32>>, String> {
    let mut by_rack: BTreeMap<Option<&str>, Rack> = BTreeMap::new();
    for broker in image.brokers().filter(|b| !is_cordoned(b)) {
        let rack = by_rack.entry(broker.rack.as_deref()).or_insert_with(|| Rack {
            active: Vec::new(),
            inactive: Vec::new(),
            offset: 0,
        });
        if broker.fenced { rack.inactive.push(broker.id) } else { rack.active.push(broker.id) }
    }
    let total: usize = by_rack.values().map(|rack| rack.active.len() + rack.inactive.len()).sum();
    let active: usize = by_rack.values().map(|rack| rack.active.len()).sum();
    if active == 0 {
        return Err("All brokers are currently fenced, or have all their log directories cordoned.".into());
    }
    if replication_factor > total {
        return Err(format!(
            "The target replication factor of {replication_factor} cannot be reached because only {total} broker(s) are \
             registered or some brokers have all their log directories cordoned."
        ));
    }
    let mut racks: Vec<Rack> = by_rack.into_values().collect();
    for rack in &mut racks {
        random.shuffle(&mut rack.active);
        random.shuffle(&mut rack.inactive);
        rack.offset = random.below(rack.active.len());
    }
    random.shuffle(&mut racks);
    let first = random.below(racks.len());
    Ok((0..partitions).map(|p| place_one(&mut racks, first.wrapping_add(p), replication_factor)).collect())
}

fn place_one(racks: &mut [Rack], first_rack: usize, replication_factor: usize) -> Vec<i32> {
    let count = racks.len();
    // The leader's rack must have a broker that is active.
    let leader_rack = (0..count).map(|i| first_rack.wrapping_add(i) % count).find(|at| !racks[*at].active.is_empty());
    let start = leader_rack.unwrap_or(0);
    let mut taken = vec![0usize; count];
    let mut replicas = Vec::with_capacity(replication_factor);
    let mut barren = 0;
    let mut at = start;
    while replicas.len() < replication_factor && barren < count {
        match racks[at].choice(taken[at]) {
            Some(broker) => {
                replicas.push(broker);
                taken[at] += 1;
                barren = 0;
            }
            None => barren += 1,
        }
        at = (at + 1) % count;
    }
    for rack in racks {
        rack.offset = rack.offset.wrapping_add(1);
    }
    replicas
}
