//! Messages of magic 0 and 1: Kafka's own bytes, and damage to them.

use super::super::legacy::*;
use super::*;

fn crc(mut message: Vec<u8>) -> Vec<u8> {
    let crc = crc_fast::crc32_iso_hdlc(&message[16..]);
    message[12..16].copy_from_slice(&crc.to_be_bytes());
    message
}

/// A message as an old client writes it.
fn message(
    offset: i64,
    magic: u8,
    attributes: u8,
    timestamp: i64,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
) -> Vec<u8> {
    let mut bytes = vec![];
    bytes.extend_from_slice(&offset.to_be_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&[magic, attributes]);
    if magic == 1 {
        bytes.extend_from_slice(&timestamp.to_be_bytes());
    }
    for field in [key, value] {
        bytes.extend_from_slice(&field.map_or(-1, |f| f.len() as i32).to_be_bytes());
        bytes.extend_from_slice(field.unwrap_or_default());
    }
    let length = (bytes.len() - LOG_OVERHEAD) as i32;
    bytes[8..12].copy_from_slice(&length.to_be_bytes());
    crc(bytes)
}

fn wrap(offset: i64, magic: u8, attributes: u8, timestamp: i64, compression: Compression, inner: &[u8]) -> Vec<u8> {
    let mut value = Vec::new();
    Compressor::new().compress(compression.into(), inner, &mut value).unwrap();
    message(offset, magic, attributes | compression.id(), timestamp, None, Some(&value))
}

fn read_all(bytes: &[u8]) -> Result<Vec<(i64, Owned)>, RecordError> {
    let mut found = Vec::new();
    for entry in Entries::new(bytes) {
        let entry = entry?;
        entry.verify_crc()?;
        let mut decompressor = Decompressor::new();
        let Entry::Message(message) = entry else { panic!("not a message") };
        for record in message.records(&mut decompressor, LIMIT)? {
            let record = record?;
            found.push((record.offset, Owned::from_ref(&record)));
        }
    }
    Ok(found)
}

fn inner(magic: u8, offsets: [i64; 3]) -> Vec<u8> {
    let [a, b, c] = offsets;
    [
        message(a, magic, 0, 11, Some(b"a"), Some(b"one")),
        message(b, magic, 0, 33, None, Some(b"")),
        message(c, magic, 0, 22, Some(b""), None),
    ]
    .concat()
}

fn expected(magic: u8, offsets: [i64; 3]) -> Vec<(i64, Owned)> {
    let time = |t| if magic == 0 { NO_TIMESTAMP } else { t };
    let [a, b, c] = offsets;
    vec![
        (a, Owned::new(time(11), Some(b"a"), Some(b"one"))),
        (b, Owned::new(time(33), None, Some(b""))),
        (c, Owned::new(time(22), Some(b""), None)),
    ]
}

/// Magic, codec, whether it has the append time 99, and what the `MemoryRecordsBuilder` of Kafka 4.3.1 writes for
/// [`expected`] at the offsets 10, 11 and 12. Its lz4 header of magic 0 has the checksum of old clients.
#[rustfmt::skip]
const WRITTEN_BY_KAFKA: [(u8, Compression, bool, &str); 12] = [
    (0, Compression::None, false, "000000000000000a000000124d193dac00000000000161000000036f6e65000000000000000b0000000e795748e00000ffffffff00000000000000000000000c0000000e3d314895000000000000ffffffff"),
    (0, Compression::Gzip, false, "000000000000000c0000005254957b360001ffffffff000000441f8b08000000000000ff636000032e2016f295b45d03e631260209e6fcbc548824033710f355867b3c6060f80f040c08c00392b135f4980ae18264013f126a9a52000000"),
    (0, Compression::Snappy, false, "000000000000000c000000684f34f3060002ffffffff0000005a82534e41505059000000000100000001000000465200000901200a000000124d193dac050f200161000000036f6e65050e4000000b0000000e795748e00000ffffffff0d160101000c011a343d314895000000000000ffffffff"),
    (0, Compression::Lz4, false, "000000000000000c000000649645808d0003ffffffff0000005604224d1860401a4700000012000100910a000000124d193dac0f00910161000000036f6e650e00f00200000b0000000e795748e00000ffffffff1300030200100c1a00e03d314895000000000000ffffffff00000000"),
    (1, Compression::None, false, "000000000000000a0000001ac46a2ee80100000000000000000b0000000161000000036f6e65000000000000000b00000016871ecfda01000000000000000021ffffffff00000000000000000000000c00000016892862b40100000000000000001600000000ffffffff"),
    (1, Compression::None, true, "000000000000000a0000001ab5682ead010800000000000000630000000161000000036f6e65000000000000000b00000016916aabc501080000000000000063ffffffff00000000000000000000000c00000016d50cabb00108000000000000006300000000ffffffff"),
    (1, Compression::Gzip, false, "000000000000000c0000005f35a6385201010000000000000021ffffffff000000491f8b08000000000000ff63608003a923597a2f18613c6e20664c0412ccf979a9503190a458bbdcf95b70558aff8100610403134845a746d216b80a3110015205000331fddc6a000000"),
    (1, Compression::Gzip, true, "000000000000000c0000005e4f356d6001090000000000000063ffffffff000000481f8b08000000000000ff63608003a9ad197a6b1939a0bc6420664c0412ccf979a950314620169b98b5fa2842d57f204018c1c00452719567f50614731840aa00dd8883fa6a000000"),
    (1, Compression::Snappy, false, "000000000000000c00000075b95a812301020000000000000021ffffffff0000005f82534e415050590000000001000000010000004b6a00001901141ac46a2ee8011110300b0000000161000000036f6e650d15200100000016871ecfda010905011021ffffffff050a0901000201220c892862b41522201600000000ffffffff"),
    (1, Compression::Snappy, true, "000000000000000c00000071cddee4db010a0000000000000063ffffffff0000005b82534e41505059000000000100000001000000476a00001901181ab5682ead01080d1130630000000161000000036f6e650d14200100000016916aabc519260cffffffff0d1e01010002012210d50cabb0012e48001000ffffffff"),
    (1, Compression::Lz4, false, "000000000000000c000000716ab527aa01030000000000000021ffffffff0000005b04224d186040824c00000016000100641ac46a2ee8011000d30b0000000161000000036f6e651500001d005016871ecfda09000102005121ffffffff0a00020200950200000016892862b42200901600000000ffffffff00000000"),
    (1, Compression::Lz4, true, "000000000000000c0000006d0299086b010b0000000000000063ffffffff0000005704224d186040824800000016000100731ab5682ead01081100d3630000000161000000036f6e651400960100000016916aabc5260043ffffffff1e000002001002220046d50cabb022008000000000ffffffff00000000"),
];

#[test]
fn what_kafka_wrote_is_read() {
    for (magic, codec, append_time, hex) in WRITTEN_BY_KAFKA {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
        let mut expected = expected(magic, [10, 11, 12]);
        if append_time {
            expected.iter_mut().for_each(|(_, record)| record.timestamp = 99);
        }
        assert_eq!(read_all(&bytes).unwrap(), expected, "magic {magic}, {codec}");
    }
}

const CODECS: [Compression; 3] = [Compression::Gzip, Compression::Snappy, Compression::Lz4];

#[test]
fn plain_messages_are_read_one_by_one() {
    for magic in [0, 1] {
        assert_eq!(read_all(&inner(magic, [5, 7, 8])).unwrap(), expected(magic, [5, 7, 8]));
    }
}

#[test]
fn compressed_offsets_are_absolute_with_magic_0_and_relative_with_magic_1() {
    for codec in CODECS {
        let bytes = wrap(12, 0, 0, 0, codec, &inner(0, [10, 11, 12]));
        assert_eq!(read_all(&bytes).unwrap(), expected(0, [10, 11, 12]), "{codec}");
        let bytes = wrap(12, 1, 0, 33, codec, &inner(1, [0, 1, 2]));
        assert_eq!(Entries::new(&bytes).next().unwrap().unwrap().last_offset(), 12);
        assert_eq!(read_all(&bytes).unwrap(), expected(1, [10, 11, 12]), "{codec}");
    }
}

#[test]
fn the_append_time_of_the_outer_message_counts() {
    let bytes = wrap(2, 1, 8, 99, Compression::Gzip, &inner(1, [0, 1, 2]));
    assert_eq!(read_all(&bytes).unwrap().iter().map(|(_, r)| r.timestamp).collect::<Vec<_>>(), [99; 3]);
}

#[test]
fn old_lz4_headers_are_read_with_magic_0_only() {
    let mut frame = Vec::new();
    for magic in [0, 1] {
        frame.clear();
        Compressor::new().compress(Compression::Lz4.into(), &inner(magic, [0, 1, 2]), &mut frame).unwrap();
        frame[6] ^= 0x55;
        let bytes = message(2, magic, Compression::Lz4.id(), 0, None, Some(&frame));
        assert_eq!(read_all(&bytes).is_ok(), magic == 0);
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let set = inner(1, [0, 1, 2]);
    let nested = wrap(2, 1, 0, 0, Compression::Gzip, &set);
    let mut damaged = set.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let mut longer = message(0, 1, 0, 0, Some(b"key"), None);
    longer[29] = 9;
    let mut left_over = message(0, 1, 0, 0, Some(b"key"), Some(b"value"));
    left_over[29] = 2;
    for (why, bytes) in [
        ("an inner offset above the outer", wrap(1, 1, 0, 0, Compression::Gzip, &set)),
        ("nothing inside", wrap(2, 1, 0, 0, Compression::Gzip, &[])),
        ("another magic inside", wrap(2, 1, 0, 0, Compression::Gzip, &inner(0, [0, 1, 2]))),
        ("compressed twice", wrap(2, 1, 0, 0, Compression::Gzip, &nested)),
        ("an inner checksum", wrap(2, 1, 0, 0, Compression::Gzip, &damaged)),
        ("zstd", wrap(2, 1, 0, 0, Compression::Zstd, &set)),
        ("no value", message(2, 1, 1, 0, None, None)),
        ("a key longer than the message", crc(longer)),
        ("fields that end early", crc(left_over)),
    ] {
        assert!(read_all(&bytes).is_err(), "{why}");
    }
    let bytes = message(5, 1, 0, 0, Some(b"key"), Some(b"value"));
    for at in 12..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        assert!(read_all(&bytes).is_err(), "byte {at}");
    }
}

#[test]
fn the_limit_holds() {
    let big = message(0, 1, 0, 0, None, Some(&vec![0; 1 << 20]));
    let bytes = wrap(0, 1, 0, 0, Compression::Gzip, &big);
    let outer = LegacyMessage::parse(&bytes).unwrap();
    let result = outer.records(&mut Decompressor::new(), 1 << 19).map(drop);
    assert_eq!(result, Err(RecordError::DecompressedTooLarge { codec: Compression::Gzip, limit: 1 << 19 }));
}

#[test]
fn formats_may_follow_each_other() {
    let batch = build(BatchOptions { base_offset: 3, ..BatchOptions::default() }, &[Owned::new(1, None, None)]);
    let both = [inner(0, [0, 1, 2]), batch].concat();
    let offsets: Vec<_> = Entries::new(&both).map(|e| e.unwrap().last_offset()).collect();
    assert_eq!(offsets, [0, 1, 2, 3]);
    let mut cut = Entries::new(&both[..both.len() - 1]);
    assert_eq!((cut.by_ref().count(), cut.rest().len()), (3, both.len() - 1 - inner(0, [0, 1, 2]).len()));
}

#[test]
fn old_messages_become_batches() {
    let to_batch = |bytes: &[u8]| {
        let mut out = Vec::new();
        let message = LegacyMessage::parse(bytes).unwrap();
        message.to_batch(&mut Decompressor::new(), LIMIT, &mut Compressor::new(), &mut out).unwrap();
        out
    };
    for codec in CODECS {
        let out = to_batch(&wrap(14, 1, 0, 33, codec, &inner(1, [0, 3, 4])));
        let header = *BatchRef::parse(&out).unwrap().header();
        assert_eq!(read(&out).unwrap(), expected(1, [10, 13, 14]), "{codec}");
        assert_eq!(header.attributes.compression(), Ok(codec));
        assert_eq!((header.base_offset, header.last_offset(), header.max_timestamp), (10, 14, 33));
    }
    let out = to_batch(&message(7, 0, 0, 0, Some(b"k"), Some(b"v")));
    assert_eq!(read(&out).unwrap(), [(7, Owned::new(NO_TIMESTAMP, Some(b"k"), Some(b"v")))]);
    let out = to_batch(&wrap(2, 1, 8, 99, Compression::Snappy, &inner(1, [0, 1, 2])));
    let header = *BatchRef::parse(&out).unwrap().header();
    assert_eq!((header.attributes.timestamp_type(), header.max_timestamp), (TimestampType::LogAppendTime, 99));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_never_panics(
        codec in 0..4usize,
        magic in 0..2u8,
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let codec = Compression::ALL[codec];
        let mut set = inner(magic, [0, 1, 2]);
        for (at, byte) in damage {
            let at = at.index(set.len());
            set[at] = byte;
        }
        let _ = read_all(&if codec.is_compressed() { wrap(2, magic, 0, 0, codec, &set) } else { set });
    }
}
