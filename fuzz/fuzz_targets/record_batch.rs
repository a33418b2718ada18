//! The records of a Produce, or of a log: the first byte says what the topic asks for, the rest is read as it came, then once
//! more with the checksum that it should have, which chance does not find. What is valid stays so when it is given its offsets
//! or written anew, with the same records in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringmain_protocol::records::legacy::{Entries, Entry};
use ringmain_protocol::records::*;

const LIMIT_BYTES: usize = 1 << 20;
const BASE_OFFSET: i64 = 1 << 40;

type Record = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<(Vec<u8>, Option<Vec<u8>>)>);

fn records(batch: &BatchRef<'_>) -> Result<Vec<Record>, RecordError> {
    let mut decompressor = Decompressor::new();
    let owned = |record: RecordRef<'_>| {
        let headers = record.headers.map(|header| (header.key.to_vec(), header.value.map(<[u8]>::to_vec)));
        (record.key.map(<[u8]>::to_vec), record.value.map(<[u8]>::to_vec), headers.collect())
    };
    batch.records(&mut decompressor, LIMIT_BYTES)?.map(|record| record.map(owned)).collect()
}

fn produce(bytes: &[u8], mode: u8) {
    let Ok(batch) = single_batch(bytes, 13) else { return };
    let codec = Compression::ALL.get(usize::from(mode & 7)).copied();
    let rules = AppendRules {
        origin: if mode & 64 == 0 { AppendOrigin::Client } else { AppendOrigin::Coordinator },
        compression: codec.map(Into::into),
        compacted: mode & 8 != 0,
        timestamp_type: if mode & 16 == 0 { TimestampType::CreateTime } else { TimestampType::LogAppendTime },
        timestamp_before_max_ms: i64::MAX,
        timestamp_after_max_ms: if mode & 32 == 0 { i64::MAX } else { 1000 },
        now_ms: 1_700_000_000_000,
        max_decompressed_bytes: LIMIT_BYTES,
    };
    let mut decompressor = Decompressor::new();
    let Ok(valid) = validate(&batch, &rules, &mut decompressor) else { return };
    let before = records(&batch).expect("what was validated can be read");
    assert_eq!(i32::try_from(before.len()), Ok(batch.header().record_count));
    let mut stored = Vec::new();
    if valid.needs_rebuild() {
        let compressor = &mut Compressor::new();
        let header = valid
            .rebuild(&batch, &rules, BASE_OFFSET, 7, usize::MAX, &mut decompressor, compressor, &mut stored)
            .expect("what was validated can be written anew");
        assert_eq!(header.size_bytes(), stored.len());
    } else {
        stored = valid.place(&batch, BASE_OFFSET, 7, &mut [0; HEADER_SIZE]).1.concat();
    }
    let stored = BatchRef::parse(&stored).expect("a stored batch is whole");
    stored.verify_crc().expect("a stored batch has its checksum");
    let header = stored.header();
    assert_eq!((header.base_offset, header.partition_leader_epoch), (BASE_OFFSET, 7));
    assert_eq!(header.max_timestamp, valid.max_timestamp());
    assert!(records(&stored).expect("a stored batch can be read") == before);
}

fn read_log(bytes: &[u8]) {
    let mut decompressor = Decompressor::new();
    for entry in Entries::new(bytes).flatten() {
        match entry {
            Entry::Batch(batch) => drop(records(&batch)),
            Entry::Message(message) => {
                let _ = message.verify_crc();
                let mut anew = Vec::new();
                let (limit, compressor) = (LIMIT_BYTES, &mut Compressor::new());
                if message.to_batch(&mut decompressor, limit, compressor, &mut anew).is_ok() {
                    let batch = BatchRef::parse(&anew).expect("a batch written anew is whole");
                    batch.verify_crc().expect("a batch written anew has its checksum");
                    records(&batch).expect("a batch written anew can be read");
                }
            }
        }
    }
}

/// The bytes as one batch whose length and checksum are right.
fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    const MAGIC_AT: usize = 16;
    let mut bytes = bytes.to_vec();
    *bytes.get_mut(MAGIC_AT)? = 2;
    let length = i32::try_from(bytes.len() - LOG_OVERHEAD).ok()?;
    let (head, payload) = bytes.split_first_chunk_mut::<HEADER_SIZE>()?;
    let mut header = BatchHeader::parse(head).ok().or_else(|| {
        head[8..12].copy_from_slice(&length.to_be_bytes());
        BatchHeader::parse(head).ok()
    })?;
    header.batch_length = length;
    header.base_offset = 0;
    header.seal(head, payload);
    Some(bytes)
}

fuzz_target!(|data: &[u8]| {
    let [mode, bytes @ ..] = data else { return };
    produce(bytes, *mode);
    read_log(bytes);
    if let Some(sealed) = sealed(bytes) {
        produce(&sealed, *mode);
    }
});
