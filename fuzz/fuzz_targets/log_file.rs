//! The small files of a data directory. The first byte says which; what parses must be written back as the same bytes, where
//! the format has one way of writing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringmain::log::checkpoint::{parse_epochs, parse_offsets, write_epochs, write_offsets};
use ringmain::log::index::{OffsetIndex, TimeIndex};
use ringmain::log::meta_properties::MetaProperties;
use ringmain::log::producer_state::ProducerState;
use ringmain::log::txn_index::TxnIndex;
use ringmain::log::{clean_shutdown, names, partition_metadata};

const BASE_OFFSET: i64 = 1000;

fuzz_target!(|data: &[u8]| {
    let Some((kind, data)) = data.split_first() else { return };
    match kind % 9 {
        0 => {
            if let Ok(index) = OffsetIndex::parse(BASE_OFFSET, data) {
                assert_eq!(index.to_bytes(), data);
                for entry in index.entries() {
                    assert_eq!(index.lookup(entry.offset), entry);
                }
            }
        }
        1 => {
            if let Ok(index) = TimeIndex::parse(BASE_OFFSET, data) {
                assert_eq!(index.to_bytes(), data);
                for entry in index.entries() {
                    assert_eq!(index.lookup(entry.timestamp), entry);
                }
            }
        }
        2 => {
            if let Ok(index) = TxnIndex::parse(BASE_OFFSET, data) {
                assert_eq!(index.to_bytes(), data);
                index.collect(i64::MIN, i64::MAX, &mut Vec::new());
            }
        }
        3 => {
            let mut state = ProducerState::new(i64::MAX, BASE_OFFSET);
            if state.load_snapshot(data, BASE_OFFSET, 0).is_ok() {
                let written = state.to_snapshot();
                let mut again = ProducerState::new(i64::MAX, BASE_OFFSET);
                again.load_snapshot(&written, BASE_OFFSET, 0).expect("what was written is read");
                assert_eq!(again.to_snapshot(), written);
                state.remove_expired(i64::MAX);
            }
        }
        4 => {
            if let Ok(offsets) = parse_offsets(data) {
                let text = write_offsets(offsets.iter().map(|of| (of.topic.as_str(), of.partition, of.offset)));
                assert_eq!(parse_offsets(text.as_bytes()), Ok(offsets));
            }
        }
        5 => {
            if let Ok(epochs) = parse_epochs(data) {
                assert_eq!(parse_epochs(write_epochs(&epochs).as_bytes()), Ok(epochs));
            }
        }
        6 => {
            if let Ok(id) = partition_metadata::parse(data) {
                assert_eq!(partition_metadata::parse(partition_metadata::write(id).as_bytes()), Ok(id));
            }
        }
        7 => {
            let _ = MetaProperties::parse(data).map(|properties| properties.to_text());
        }
        _ => {
            let _ = clean_shutdown::parse_broker_epoch(data);
            let name = String::from_utf8_lossy(data);
            let _ = names::parse_partition_dir(&name);
            let _ = names::parse_file_name(&name, names::LOG_SUFFIX);
        }
    }
});
