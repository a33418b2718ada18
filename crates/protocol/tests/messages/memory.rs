//! No input makes decoding panic, or allocate more than `MAX_EXPANSION` bytes for each of its own.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use bytes::Bytes;
use ringmain_protocol::api_key::APIS;
use ringmain_protocol::header::RequestHeaderRef;
use ringmain_protocol::hot::{FetchRequestRef, ProduceRequestRef};
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::messages::rpc::{RequestKind, ResponseKind};
use ringmain_protocol::messages::{group_coordinator, share_coordinator, transaction_coordinator};
use ringmain_protocol::primitives::{Decoder, MAX_EXPANSION};

use crate::generated;
use crate::sample::Random;

/// What the bookkeeping of shared `Bytes` may take, whatever the input.
const CONSTANT: usize = 256;

struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // A thread that is ending has nothing to count.
    let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get() + bytes));
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches a thread-local number only.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's contract is the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes allocated by `work`, freed ones included.
fn allocated_by<T>(work: impl FnOnce() -> T) -> usize {
    let before = ALLOCATED.get();
    let result = work();
    let after = ALLOCATED.get();
    drop(result);
    after - before
}

fn bounded<T>(what: &str, version: i16, bytes: &Bytes, decode: impl FnOnce(&mut Decoder) -> T) {
    let mut d = Decoder::new(bytes.clone());
    let allocated = allocated_by(|| decode(&mut d));
    let allowed = bytes.len() * MAX_EXPANSION + CONSTANT;
    assert!(allocated <= allowed, "{what} v{version}: {allocated} of {allowed} bytes for {} {bytes:02x?}", bytes.len());
}

/// Truncates, flips, repeats or overwrites with bytes that make large lengths.
fn damage(random: &mut Random, bytes: &[u8]) -> Bytes {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len() as u64) as usize;
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = [0, 0xff, 0x7f, 0x80][random.below(4) as usize],
            3 => bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x07]).for_each(drop),
            4 => bytes.splice(at..at, [0x7f, 0xff, 0xff, 0xff]).for_each(drop),
            _ => {
                let filler = if random.one_in(2) { 0 } else { 1 };
                let count = random.below(400) as usize;
                bytes.splice(at..at, std::iter::repeat_n(filler, count)).for_each(drop);
            }
        }
    }
    bytes.into()
}

#[test]
fn damaged_messages_neither_panic_nor_take_much_memory() {
    let mut random = Random(1);
    for case in generated::cases() {
        for version in case.versions.clone() {
            for _ in 0..24 {
                let good = (case.sample)(&mut random, version);
                bounded(case.name, version, &good, |d| (case.decode_only)(d, version));
                let bad = damage(&mut random, &good);
                bounded(case.name, version, &bad, |d| (case.decode_only)(d, version));
            }
        }
    }
}

#[test]
fn arrays_of_the_smallest_elements_stay_within_the_bound() {
    // Long runs of one byte are, for some message, a long array of elements as short as they come.
    let patterns: Vec<Bytes> = (0..=3u8)
        .flat_map(|byte| [64usize, 1000, 20_000].map(|len| (byte, len)))
        .flat_map(|(byte, len)| {
            let count = (len as u32 / 2).to_be_bytes();
            let compact = [(len as u32 / 2) as u8 | 0x80, (len / 2 / 128) as u8 | 0x80, (len / 2 / 16384) as u8];
            [count.to_vec(), compact.to_vec(), vec![byte]].map(|head| {
                let mut bytes = head;
                bytes.resize(len, byte);
                Bytes::from(bytes)
            })
        })
        .collect();
    for case in generated::cases() {
        for version in case.versions.clone() {
            for bytes in &patterns {
                bounded(case.name, version, bytes, |d| (case.decode_only)(d, version));
            }
        }
    }
}

#[test]
fn random_bytes_neither_panic_nor_take_much_memory() {
    let mut random = Random(2);
    for _ in 0..200 {
        let length = random.below(300) as usize;
        let small = random.one_in(2);
        let bytes: Bytes =
            (0..length).map(|_| if small { random.below(4) as u8 } else { random.next() as u8 }).collect();
        for api in &APIS {
            for version in api.min..=api.max {
                bounded(api.name, version, &bytes, |d| RequestKind::decode(api.key, d, version));
                bounded(api.name, version, &bytes, |d| ResponseKind::decode(api.key, d, version));
            }
        }
        bounded("metadata record", 0, &bytes, MetadataRecord::decode);
        bounded("group key", 0, &bytes, group_coordinator::CoordinatorKey::decode);
        bounded("transaction key", 0, &bytes, transaction_coordinator::CoordinatorKey::decode);
        bounded("share key", 0, &bytes, share_coordinator::CoordinatorKey::decode);
        for api_key in 0..24 {
            bounded("group value", api_key, &bytes, |d| group_coordinator::CoordinatorValue::decode(api_key, d));
        }
        let header = allocated_by(|| RequestHeaderRef::parse(&bytes));
        let produce = allocated_by(|| ProduceRequestRef::parse(&bytes, 0, 13).map(|r| r.partition_count));
        let fetch = allocated_by(|| FetchRequestRef::parse(&bytes, 0, 18).map(|r| r.partition_count));
        assert_eq!((header, produce, fetch), (0, 0, 0));
    }
}
