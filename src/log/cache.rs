//! The values that were used last, by their keys.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

pub struct Cache<K, T> {
    capacity: usize,
    values: BTreeMap<K, (T, u64)>,
    /// Whose turn it is to go: the first. The numbers only grow.
    by_use: BTreeMap<u64, K>,
    uses: u64,
}

impl<K: Ord + Copy, T> Cache<K, T> {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, values: BTreeMap::new(), by_use: BTreeMap::new(), uses: 0 }
    }

    pub fn contains(&self, key: &K) -> bool {
        self.values.contains_key(key)
    }

    pub fn get(&mut self, key: &K) -> Option<T>
    where
        T: Clone,
    {
        let (value, used) = self.values.get_mut(key)?;
        self.by_use.remove(used);
        self.uses += 1;
        *used = self.uses;
        self.by_use.insert(*used, *key);
        Some(value.clone())
    }

    pub fn put(&mut self, key: K, value: T) {
        self.uses += 1;
        self.by_use.insert(self.uses, key);
        if let Some((_, used)) = self.values.insert(key, (value, self.uses)) {
            self.by_use.remove(&used);
        }
        if self.values.len() > self.capacity {
            self.take_oldest();
        }
    }

    pub fn take(&mut self, key: &K) -> Option<T> {
        let (value, used) = self.values.remove(key)?;
        self.by_use.remove(&used);
        Some(value)
    }

    /// Of all values the one that has not been used for the longest time.
    pub fn oldest(&self) -> Option<&T> {
        let (_, key) = self.by_use.first_key_value()?;
        self.values.get(key).map(|(value, _)| value)
    }

    /// Takes that one.
    pub fn take_oldest(&mut self) -> Option<T> {
        let (_, oldest) = self.by_use.pop_first()?;
        self.values.remove(&oldest).map(|(value, _)| value)
    }

    /// As `remove`, of the keys of a range.
    pub fn remove_range(&mut self, range: RangeInclusive<K>, mut gone: impl FnMut(&K, &T) -> bool) {
        let found = self.values.range(range).filter(|(key, (value, _))| gone(key, value));
        let keys: Vec<K> = found.map(|(key, _)| *key).collect();
        for key in keys {
            self.take(&key);
        }
    }

    pub fn remove(&mut self, mut gone: impl FnMut(&K, &T) -> bool) {
        let by_use = &mut self.by_use;
        self.values.retain(|key, (value, used)| {
            let stays = !gone(key, value);
            if !stays {
                by_use.remove(used);
            }
            stays
        });
    }
}
