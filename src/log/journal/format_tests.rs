use super::super::ring::Ring;
use super::*;
use crate::rt::buf::{IoBuf, Pool};
use proptest::prelude::*;
use std::rc::Rc;

const ID: Uuid = Uuid([7; 16]);

fn piece(partition: i32, position: u32, len: usize) -> Piece {
    Piece {
        kind: PieceKind::Bytes,
        key: PartitionKey { topic_id: Uuid([3; 16]), partition },
        segment_base_offset: 1000,
        position,
        len: len as u32,
        first_offset: 1234,
    }
}

fn entry(sequence: u64, tail: u64, payloads: &[Vec<u8>]) -> AlignedBuf {
    entry_after(sequence, tail, sequence - 1, payloads)
}

fn entry_after(sequence: u64, tail: u64, synced: u64, payloads: &[Vec<u8>]) -> AlignedBuf {
    let pieces: Vec<_> = payloads.iter().enumerate().map(|(i, p)| piece(i as i32, i as u32 * 10, p.len())).collect();
    let mut buf = AlignedBuf::new();
    begin_entry(&mut buf, ID, sequence, tail, synced, &pieces);
    payloads.iter().for_each(|p| buf.extend_from_slice(p));
    finish_entry(&mut buf, &[]);
    buf
}

/// Every valid entry of a file image, as start-up finds them.
fn scan(image: &[u8]) -> Vec<FoundEntry> {
    let mut found = vec![];
    let mut position = BLOCK_BYTES;
    while position < image.len() {
        let rest = &image[position..];
        match EntryHeader::parse(rest, ID).filter(|header| header.verify(rest)) {
            Some(header) => {
                found.push(FoundEntry { position: position as u64, header });
                position += header.padded_len();
            }
            None => position += BLOCK_BYTES,
        }
    }
    found
}

fn sequences(found: &[FoundEntry]) -> Vec<u64> {
    found.iter().map(|entry| entry.header.sequence).collect()
}

#[test]
fn an_entry_round_trips() {
    let payloads = vec![b"hello".to_vec(), vec![], vec![9; 5000]];
    let bytes = entry(8, 5, &payloads);
    assert_eq!(bytes.len() % BLOCK_BYTES, 0);
    let header = EntryHeader::parse(&bytes, ID).unwrap();
    assert_eq!((header.sequence, header.tail, header.padded_len()), (8, 5, bytes.len()));
    assert!(header.verify(&bytes));
    let pieces = header.pieces(&bytes).unwrap();
    assert_eq!(pieces.len(), 3);
    for (i, (found, own)) in pieces.iter().enumerate() {
        assert_eq!(*found, piece(i as i32, i as u32 * 10, payloads[i].len()));
        assert_eq!(*own, payloads[i]);
    }
    assert_eq!(EntryHeader::parse(&bytes, Uuid([8; 16])), None);
}

/// An entry of a packed piece and two of blocks.
fn entry_with_blocks() -> (Vec<u8>, Vec<u8>) {
    let pool = Pool::new(1 << 20).unwrap();
    let mut chunk = pool.try_alloc(5 * BLOCK_BYTES).unwrap();
    let content: Vec<u8> = (0..5 * BLOCK_BYTES).map(|i| (i / 7) as u8).collect();
    chunk.append(&content);
    let blocks = [chunk.slice(..2 * BLOCK_BYTES), chunk.slice(2 * BLOCK_BYTES..)];
    let of_blocks =
        |blocks: u32, n: usize| Piece { kind: PieceKind::Blocks, ..piece(1, blocks * 4096, n * BLOCK_BYTES) };
    let pieces = [piece(0, 10, 5), of_blocks(1, 2), of_blocks(9, 3)];
    let mut buf = AlignedBuf::new();
    begin_entry(&mut buf, ID, 8, 5, 7, &pieces);
    buf.extend_from_slice(b"hello");
    finish_entry(&mut buf, &blocks);
    (IoBuf::Gathered(Rc::new(buf), blocks.to_vec()).to_vec(), content)
}

#[test]
fn blocks_follow_what_is_packed() {
    let (bytes, content) = entry_with_blocks();
    assert_eq!(bytes.len(), 6 * BLOCK_BYTES);
    let header = EntryHeader::parse(&bytes, ID).unwrap();
    assert_eq!((header.len, header.padded_len()), (bytes.len(), bytes.len()));
    assert!(header.verify(&bytes));
    let pieces = header.pieces(&bytes).unwrap();
    let own: Vec<_> = pieces.iter().map(|(piece, own)| (piece.kind, *own)).collect();
    let (first, second) = content.split_at(2 * BLOCK_BYTES);
    assert_eq!(own, [(PieceKind::Bytes, &b"hello"[..]), (PieceKind::Blocks, first), (PieceKind::Blocks, second)]);
    // Any byte of the blocks counts, and of the padding before them.
    for at in [300, BLOCK_BYTES - 1, BLOCK_BYTES, 3 * BLOCK_BYTES + 1, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(!header.verify(&changed), "byte {at}");
    }
    // A table that lies about the kinds.
    for (row, kind) in [(0, 1), (2, 0), (2, 2)] {
        let mut lie = bytes.clone();
        lie[ENTRY_HEADER_BYTES + row * PIECE_BYTES + 23] = kind;
        assert!(header.pieces(&lie).is_err(), "row {row}");
    }
}

#[test]
fn the_superblock_round_trips_and_any_change_is_seen() {
    let block = Superblock { journal_id: ID, ring_bytes: MIN_RING_BYTES }.to_block();
    let file_bytes = MIN_RING_BYTES + BLOCK_BYTES as u64;
    assert_eq!(Superblock::parse(&block, file_bytes), Ok(Superblock { journal_id: ID, ring_bytes: MIN_RING_BYTES }));
    assert!(Superblock::parse(&block, file_bytes - 1).is_err());
    assert!(Superblock::parse(&block[..39], file_bytes).is_err());
    for byte in 0..SUPERBLOCK_BYTES {
        let mut changed = block.to_vec();
        changed[byte] ^= 0x10;
        assert!(Superblock::parse(&changed, file_bytes).is_err(), "byte {byte}");
    }
}

#[test]
fn a_change_of_any_byte_is_seen() {
    let bytes = entry(8, 5, &[b"hello".to_vec(), vec![9; 300]]);
    let len = EntryHeader::parse(&bytes, ID).unwrap().len;
    for byte in 0..len {
        for bit in [0x01, 0x80] {
            let mut changed = bytes.to_vec();
            changed[byte] ^= bit;
            let valid = EntryHeader::parse(&changed, ID).is_some_and(|header| header.verify(&changed));
            assert!(!valid, "byte {byte}");
        }
    }
}

#[test]
fn a_gap_is_an_error_and_earlier_rounds_are_not() {
    let at = |sequence, tail| {
        let bytes = entry(sequence, tail, &[]);
        FoundEntry { position: sequence * 4096, header: EntryHeader::parse(&bytes, ID).unwrap() }
    };
    assert_eq!(select(&[]), Ok(vec![]));
    assert_eq!(sequences(&select(&[at(7, 5), at(3, 1), at(6, 4), at(5, 4)]).unwrap()), [5, 6, 7]);
    let missing = JournalError::MissingEntry { missing: 6, tail: 5, newest: 7 };
    assert_eq!(select(&[at(7, 5), at(5, 5)]), Err(missing));
    assert!(select(&[at(7, 5), at(6, 5)]).is_err());
    assert_eq!(select(&[at(7, 6), at(6, 5), at(6, 5)]), Err(JournalError::Duplicate(6)));
    // Around the ring once, not back and forth.
    let put = |sequence, block: u64| FoundEntry { position: block * BLOCK_BYTES as u64, ..at(sequence, 5) };
    assert_eq!(sequences(&select(&[put(5, 8), put(6, 9), put(7, 1), put(8, 2)]).unwrap()), [5, 6, 7, 8]);
    for wrong in [[put(5, 8), put(6, 9), put(7, 1), put(8, 12)], [put(5, 8), put(6, 4), put(7, 6), put(8, 1)]] {
        assert_eq!(select(&wrong), Err(JournalError::Order { tail: 5, newest: 8 }));
    }
}

#[test]
fn what_no_sync_covered_may_be_missing() {
    let at = |sequence, tail, synced| {
        let bytes = entry_after(sequence, tail, synced, &[]);
        FoundEntry { position: sequence * 4096, header: EntryHeader::parse(&bytes, ID).unwrap() }
    };
    let selected = |found: &[FoundEntry]| select(found).map(|selected| sequences(&selected));
    // 6 was lost: 7 does not count, and 5 ends what was durable.
    assert_eq!(selected(&[at(4, 4, 3), at(5, 4, 4), at(7, 4, 5)]), Ok(vec![4, 5]));
    // 8 had a sync begun when the crash came, which would have covered 6.
    assert_eq!(selected(&[at(5, 5, 4), at(7, 5, 5), at(8, 7, 5)]), Ok(vec![7, 8]));
    assert_eq!(selected(&[at(5, 5, 4), at(7, 5, 5), at(8, 6, 5)]), Ok(vec![5]));
    // 9 says that 8 and all before it were durable.
    let missing = JournalError::MissingEntry { missing: 6, tail: 5, newest: 8 };
    assert_eq!(selected(&[at(5, 5, 4), at(8, 5, 5), at(9, 9, 8)]), Ok(vec![9]));
    assert_eq!(selected(&[at(5, 5, 4), at(7, 5, 5), at(8, 5, 6)]), Err(missing));
    // A journal whose first entries were lost.
    assert_eq!(selected(&[at(2, 1, 0), at(3, 1, 0)]), Ok(vec![]));
}

#[test]
fn lying_tables_are_errors() {
    let bytes = entry(1, 1, &[vec![1; 100]]);
    let header = EntryHeader::parse(&bytes, ID).unwrap();
    for lie in [EntryHeader { piece_count: 3, ..header }, EntryHeader { piece_count: u32::MAX, ..header }] {
        assert!(lie.pieces(&bytes).is_err());
    }
    assert!(EntryHeader { piece_count: 0, ..header }.pieces(&bytes).is_err());
    assert!(header.pieces(&bytes[..80]).is_err());
}

/// One write to the journal: its pieces, and how far the tail moves with it.
fn write() -> impl Strategy<Value = (Vec<Vec<u8>>, u64)> {
    let payload = proptest::collection::vec(any::<u8>(), 0..6000);
    (proptest::collection::vec(payload, 0..4), 0u64..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Entries go round a small ring, the last write is torn sector by sector: what is selected is exactly the durable
    /// entries from the tail on, with or without the last one, and their bytes are those written.
    #[test]
    fn any_torn_write_leaves_the_durable_entries(
        writes in proptest::collection::vec(write(), 1..40),
        torn in proptest::collection::vec(any::<bool>(), 64),
    ) {
        let ring_bytes = 16 * BLOCK_BYTES as u64;
        let mut ring = Ring::new(ring_bytes, &[], 1);
        let mut image = vec![0u8; BLOCK_BYTES + ring_bytes as usize];
        let mut written: Vec<(u64, AlignedBuf)> = vec![];
        let mut newest = None;
        let last = writes.len() - 1;
        for (i, (payloads, move_tail)) in writes.iter().enumerate() {
            let sequence = ring.next_sequence();
            let mut tail = (ring.tail() + move_tail).min(sequence);
            let mut bytes = entry(sequence, tail, payloads);
            let position = match ring.place(bytes.len() as u64) {
                Some(position) => position,
                None => {
                    // Full: an entry without pieces records the tail.
                    tail = (ring.tail() + 1).min(sequence);
                    bytes = entry(sequence, tail, &[]);
                    ring.place_last().unwrap()
                }
            } as usize;
            let mut whole = true;
            let len = EntryHeader::parse(&bytes, ID).unwrap().len;
            for (s, sector) in bytes.chunks(512).enumerate() {
                if i == last && torn[s % 64] {
                    // Padding may be lost.
                    let counts = len.saturating_sub(s * 512).min(512);
                    whole &= image[position + s * 512..][..counts] == sector[..counts];
                } else {
                    image[position + s * 512..][..512].copy_from_slice(sector);
                }
            }
            if i == last && !whole {
                break;
            }
            ring.advance_tail(tail);
            newest = Some((sequence, tail));
            written.push((sequence, bytes));
        }
        let selected = select(&scan(&image)).unwrap();
        let (newest, tail) = newest.map_or((0, 1), |(newest, tail)| (newest, tail));
        prop_assert_eq!(sequences(&selected), (tail..=newest).collect::<Vec<_>>());
        for found in &selected {
            let bytes = &written.iter().find(|(sequence, _)| *sequence == found.header.sequence).unwrap().1;
            let position = found.position as usize;
            prop_assert_eq!(&image[position..position + found.header.len], &bytes[..found.header.len]);
        }
    }

    #[test]
    fn any_bytes_decode_or_are_refused(mut bytes in proptest::collection::vec(any::<u8>(), 64..400), imitate in any::<bool>()) {
        if imitate {
            let valid = entry(3, 2, &[vec![1; 10]]);
            bytes[..64].copy_from_slice(&valid[..64]);
        }
        if let Some(header) = EntryHeader::parse(&bytes, ID) {
            let _ = header.verify(&bytes);
            let _ = header.pieces(&bytes);
        }
        let _ = Superblock::parse(&bytes, u64::MAX);
    }
}
