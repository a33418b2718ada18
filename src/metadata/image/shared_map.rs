//! An ordered map whose copies share all that has not changed since: sorted chunks behind `Arc`s.
//! A copy costs nothing; the first change after it copies the list of chunks and one chunk.

use std::borrow::Borrow;
use std::sync::Arc;

/// A chunk is split in two when it has grown past this.
const CHUNK_MAX: usize = 128;

type Chunk<K, V> = Arc<Vec<(K, V)>>;

#[derive(Debug, Clone)]
pub struct SharedMap<K, V> {
    /// Never an empty chunk; ascending within and across chunks.
    chunks: Arc<Vec<Chunk<K, V>>>,
    len: usize,
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        SharedMap { chunks: Arc::new(Vec::new()), len: 0 }
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// Both are the same map, unchanged. That they differ does not say that what they hold does.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chunks, &other.chunks)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The chunk that holds the key, or would.
    fn chunk_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        let after = self.chunks.partition_point(|chunk| chunk.first().is_some_and(|(k, _)| k.borrow() <= key));
        after.saturating_sub(1)
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let chunk = self.chunks.get(self.chunk_of(key))?;
        let at = chunk.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        chunk.get(at).map(|(_, value)| value)
    }

    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// The value, to change in place; copies what is shared with other maps.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.get(key)?;
        let at = self.chunk_of(key);
        let chunk = Arc::make_mut(Arc::make_mut(&mut self.chunks).get_mut(at)?);
        let at = chunk.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        chunk.get_mut(at).map(|(_, value)| value)
    }

    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.chunk_of(&key);
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(shared) = chunks.get_mut(at) else {
            chunks.push(Arc::new(vec![(key, value)]));
            self.len += 1;
            return None;
        };
        let chunk = Arc::make_mut(shared);
        match chunk.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(found) => return chunk.get_mut(found).map(|(_, old)| std::mem::replace(old, value)),
            Err(place) => chunk.insert(place, (key, value)),
        }
        self.len += 1;
        if chunk.len() > CHUNK_MAX {
            // Keys often come in rising order: then the left half need not be half empty.
            let last = at + 1 == chunks.len();
            let keep = if last { CHUNK_MAX * 7 / 8 } else { CHUNK_MAX / 2 };
            if let Some(chunk) = chunks.get_mut(at) {
                let right = Arc::make_mut(chunk).split_off(keep);
                chunks.insert(at + 1, Arc::new(right));
            }
        }
        None
    }

    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.get(key)?;
        let at = self.chunk_of(key);
        let chunks = Arc::make_mut(&mut self.chunks);
        let chunk = Arc::make_mut(chunks.get_mut(at)?);
        let place = chunk.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        let (_, value) = chunk.remove(place);
        if chunk.is_empty() {
            chunks.remove(at);
        }
        self.len -= 1;
        Some(value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// From the first key that is not below `from`.
    pub fn range_from<'a, Q: Ord + ?Sized>(&'a self, from: &'a Q) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: Borrow<Q>,
    {
        let first = self.chunk_of(from);
        let chunks = self.chunks.iter().skip(first).flat_map(|chunk| chunk.iter());
        chunks.skip_while(move |(key, _)| key.borrow() < from).map(|(key, value)| (key, value))
    }

    /// How many chunks two maps share, for tests of sharing.
    #[cfg(test)]
    fn shared_chunks(&self, other: &Self) -> usize {
        self.chunks.iter().filter(|a| other.chunks.iter().any(|b| Arc::ptr_eq(a, b))).count()
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SharedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        let mut map = SharedMap::default();
        for (key, value) in items {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_change_copies_one_chunk() {
        let before: SharedMap<u32, u32> = (0..10_000).map(|i| (i, i)).collect();
        let mut after = before.clone();
        after.insert(5_000, 1);
        *after.get_mut(&5_001).unwrap() = 2;
        assert_eq!(before.get(&5_000), Some(&5_000));
        assert_eq!((after.get(&5_000), after.get(&5_001)), (Some(&1), Some(&2)));
        assert!(after.shared_chunks(&before) >= before.chunks.len() - 1);
        assert!(before.chunks.len() < 10_000 / 64);
    }

    proptest::proptest! {
        #[test]
        fn does_what_a_btree_map_does(operations in proptest::collection::vec((0u16..500, 0u8..3, proptest::bool::ANY), 0..1500)) {
            let mut map = SharedMap::default();
            let mut model = BTreeMap::new();
            let mut copies = Vec::new();
            for (i, (key, operation, copy)) in operations.into_iter().enumerate() {
                if copy && copies.len() < 8 {
                    copies.push((map.clone(), model.clone()));
                }
                match operation {
                    0 => proptest::prop_assert_eq!(map.remove(&key), model.remove(&key)),
                    _ => proptest::prop_assert_eq!(map.insert(key, i), model.insert(key, i)),
                }
                proptest::prop_assert_eq!(map.get(&key), model.get(&key));
            }
            copies.push((map, model));
            for (map, model) in copies {
                proptest::prop_assert_eq!(map.len(), model.len());
                proptest::prop_assert!(map.iter().eq(model.iter()));
                for from in [0, 100, 250, 499] {
                    proptest::prop_assert!(map.range_from(&from).eq(model.range(from..)));
                }
            }
        }
    }
}
