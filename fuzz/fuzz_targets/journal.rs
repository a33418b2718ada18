//! A journal file: its superblock, the search for entries, the choice of what is replayed, and the replay itself.
#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use ringmain::log::journal::format::{
    EntryHeader, MIN_RING_BYTES, PartitionKey, Piece, PieceKind, Superblock, begin_entry, finish_entry,
};
use ringmain::log::journal::replay;
use ringmain::rt::buf::{AlignedBuf, BLOCK_BYTES, Pool};
use ringmain::rt::fs;
use ringmain::rt::sim::Sim;
use ringmain_protocol::uuid::Uuid;

const ID: Uuid = Uuid([7; 16]);
const KEY: PartitionKey = PartitionKey { topic_id: Uuid([3; 16]), partition: 0 };
/// As long as the path is short, the file system of the simulation does not care.
const JOURNAL: &str = "/ringmain-journal-0";

fuzz_target!(|data: &[u8]| {
    let _ = Superblock::parse(data, data.len() as u64);
    if let Some(header) = EntryHeader::parse(data, ID) {
        header.verify(data);
        let _ = header.pieces(data);
    }
    let image = image(data);
    Sim::new(1)
        .node(1)
        .block_on(Duration::from_secs(60), async move {
            fs::create_dir_all("/t-0").await.expect("a directory");
            fs::write_atomic(JOURNAL, image).await.expect("a file");
            let Ok(mut start) = replay::scan(Path::new(JOURNAL)).await else { return };
            let partitions = BTreeMap::from([(KEY, PathBuf::from("/t-0"))]);
            if replay::replay(&start, &partitions).await.is_ok() {
                replay::reset(&mut start).await.expect("a replayed journal can be emptied");
            }
        })
        .expect("it ends");
});

/// A journal whose entries are sound and say what `data` says; then `data`'s last bytes are strewn over it.
fn image(data: &[u8]) -> Vec<u8> {
    let mut image = Superblock { journal_id: ID, ring_bytes: MIN_RING_BYTES }.to_block().to_vec();
    let mut buf = AlignedBuf::new();
    let mut block = Pool::new(1 << 20).ok().and_then(|pool| pool.try_alloc(BLOCK_BYTES)).expect("memory");
    block.append(&[9; BLOCK_BYTES]);
    for row in data.chunks_exact(12).take(12) {
        let own = vec![row[11]; usize::from(row[1])];
        let kind = if row[6] % 16 < 12 { PieceKind::Bytes } else { PieceKind::Blocks };
        let piece = Piece {
            kind,
            key: PartitionKey { partition: i32::from(row[2] % 2), ..KEY },
            segment_base_offset: i64::from(row[3] % 3),
            position: u32::from(u16::from_be_bytes([row[4], row[5]])),
            len: if row[6] % 8 == 0 { u32::from(row[7]) } else { own.len() as u32 },
            first_offset: i64::from(row[8]),
        };
        let blocks = Piece { kind: PieceKind::Blocks, len: BLOCK_BYTES as u32, ..piece };
        let has_blocks = row[2] % 4 == 3;
        let pieces = [piece, blocks];
        let pieces = pieces.get(..1 + usize::from(has_blocks)).unwrap_or_default();
        begin_entry(&mut buf, ID, u64::from(row[9]), u64::from(row[10]), u64::from(row[0] & 15), pieces);
        buf.extend_from_slice(&own);
        let slices = if has_blocks { vec![block.slice(..)] } else { vec![] };
        finish_entry(&mut buf, &slices);
        image.extend_from_slice(&buf);
        slices.iter().for_each(|slice| image.extend_from_slice(slice));
    }
    image.resize(BLOCK_BYTES + MIN_RING_BYTES as usize, 0);
    for strewn in data.rchunks_exact(4).take(usize::from(data.first().copied().unwrap_or(0) % 4)) {
        let at = usize::from(u16::from_be_bytes([strewn[0], strewn[1]])) % image.len();
        image[at] ^= strewn[2];
    }
    image
}
