//! The codecs by themselves: limits, damage, and forms that other clients write.

use super::*;

fn squeeze(compression: Compression, input: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Compressor::new().compress(compression.into(), input, &mut out).unwrap();
    out
}

fn noise(size: usize) -> Vec<u8> {
    let mut state = 1u64;
    (0..size)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

const COMPRESSED: [Compression; 4] = [Compression::Gzip, Compression::Snappy, Compression::Lz4, Compression::Zstd];

#[test]
fn every_size_comes_back_from_warm_codecs() {
    let (mut compressor, mut decompressor) = (Compressor::new(), Decompressor::new());
    let noise = noise(300_000);
    let text = b"the quick brown fox ".repeat(15_000);
    for size in [0, 1, 2, 100, 4095, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 131_072, 300_000] {
        for source in [&noise[..size], &text[..size], &vec![0; size]] {
            for compression in Compression::ALL {
                let mut out = Vec::new();
                compressor.compress(compression.into(), source, &mut out).unwrap();
                let back = decompressor.decompress(compression, &out, size).unwrap();
                assert!(back == source, "{compression}, {size} bytes");
            }
        }
    }
}

#[test]
fn every_level_that_is_allowed_works() {
    let text = b"the quick brown fox ".repeat(1000);
    for compression in Compression::ALL {
        let levels: Vec<_> = (-5..=25).filter(|&l| compression.allows_level(l)).collect();
        assert!(levels.contains(&compression.default_level()));
        for level in levels {
            let mut out = Vec::new();
            Compressor::new().compress(CompressionConfig { compression, level }, &text, &mut out).unwrap();
            assert_eq!(
                Decompressor::new().decompress(compression, &out, LIMIT).unwrap(),
                text,
                "{compression} {level}"
            );
        }
    }
}

#[test]
fn the_limit_is_exact() {
    let input = b"0123456789".repeat(20_000);
    for compression in Compression::ALL {
        let packed = squeeze(compression, &input);
        let mut decompressor = Decompressor::new();
        assert_eq!(decompressor.decompress(compression, &packed, input.len()).unwrap(), input);
        for limit in [input.len() - 1, 100, 1, 0] {
            assert_eq!(
                decompressor.decompress(compression, &packed, limit).unwrap_err(),
                RecordError::DecompressedTooLarge { codec: compression, limit },
            );
        }
    }
}

#[test]
fn a_bomb_in_a_batch_is_refused_by_reading_and_by_validation() {
    let record = Owned::new(1, None, Some(&vec![0; 8 << 20]));
    for compression in COMPRESSED {
        let bytes = build(compressed(compression), std::slice::from_ref(&record));
        let batch = BatchRef::parse(&bytes).unwrap();
        let limit = 1 << 20;
        let too_large = RecordError::DecompressedTooLarge { codec: compression, limit };
        assert_eq!(batch.records(&mut Decompressor::new(), limit).unwrap_err(), too_large);
        let rules = AppendRules { max_decompressed_bytes: limit, ..validation::rules() };
        let rejection = validate(&batch, &rules, &mut Decompressor::new()).unwrap_err();
        assert_eq!(rejection.message, too_large.to_string());
    }
}

#[test]
fn a_cut_is_an_error() {
    let input = [noise(70_000), vec![7; 70_000]].concat();
    for compression in COMPRESSED {
        let packed = squeeze(compression, &input);
        for cut in [1, 2, 3, 5, 9, 15, 17, 20, packed.len() / 2, packed.len() - 9, packed.len() - 1] {
            let result = Decompressor::new().decompress(compression, &packed[..cut], LIMIT).map(<[u8]>::len);
            assert!(result.is_err(), "{compression} cut at {cut} of {}", packed.len());
        }
    }
}

#[test]
fn gzip_members_follow_each_other_and_may_have_names() {
    let mut named = vec![0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3];
    named.extend_from_slice(&[3, 0, 1, 2, 3]);
    named.extend_from_slice(b"name\0comment\0\x12\x34");
    named.extend_from_slice(&squeeze(Compression::Gzip, b"first ")[10..]);
    let both = [named, squeeze(Compression::Gzip, b"second"), b"rubbish".to_vec()].concat();
    assert_eq!(Decompressor::new().decompress(Compression::Gzip, &both, LIMIT).unwrap(), b"first second");

    for back in [8, 4] {
        let mut wrong = squeeze(Compression::Gzip, b"checked");
        let at = wrong.len() - back;
        wrong[at] ^= 1;
        assert!(Decompressor::new().decompress(Compression::Gzip, &wrong, LIMIT).is_err());
    }
}

#[test]
fn snappy_is_read_without_frame_and_with_several() {
    let raw = snap::raw::Encoder::new().compress_vec(b"raw snappy").unwrap();
    assert_eq!(Decompressor::new().decompress(Compression::Snappy, &raw, LIMIT).unwrap(), b"raw snappy");
    let two = [squeeze(Compression::Snappy, b"one "), squeeze(Compression::Snappy, b"two")].concat();
    assert_eq!(Decompressor::new().decompress(Compression::Snappy, &two, LIMIT).unwrap(), b"one two");
}

#[test]
fn snappy_allocates_nothing_for_a_size_that_lies() {
    // 2 GiB announced by six bytes.
    let lie = [0xff, 0xff, 0xff, 0xff, 0x07, 0];
    let result = Decompressor::new().decompress(Compression::Snappy, &lie, usize::MAX).map(<[u8]>::len);
    assert!(matches!(result, Err(RecordError::Corrupt { .. })), "{result:?}");
}

#[test]
fn lz4_reads_what_the_frame_library_writes() {
    use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
    use std::io::Write;
    let input = [noise(100_000), vec![7; 500_000]].concat();
    let encode = |info: FrameInfo| {
        let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
        encoder.write_all(&input).unwrap();
        encoder.finish().unwrap()
    };
    for size in [BlockSize::Max64KB, BlockSize::Max256KB, BlockSize::Max1MB, BlockSize::Max4MB] {
        for checksums in [false, true] {
            let info = FrameInfo::new()
                .block_size(size)
                .block_checksums(checksums)
                .content_checksum(checksums)
                .content_size(checksums.then_some(input.len() as u64));
            let packed = encode(info);
            assert_eq!(Decompressor::new().decompress(Compression::Lz4, &packed, LIMIT).unwrap(), input);
        }
    }
    let linked = encode(FrameInfo::new().block_mode(BlockMode::Linked));
    assert!(Decompressor::new().decompress(Compression::Lz4, &linked, LIMIT).is_err(), "Kafka refuses linked blocks");

    let mut ours = squeeze(Compression::Lz4, &input);
    let mut theirs = Vec::new();
    std::io::Read::read_to_end(&mut lz4_flex::frame::FrameDecoder::new(&ours[..]), &mut theirs).unwrap();
    assert_eq!(theirs, input);
    ours[6] ^= 1;
    assert!(Decompressor::new().decompress(Compression::Lz4, &ours, LIMIT).is_err(), "the header's checksum counts");
}

#[test]
fn zstd_reads_frames_with_size_with_checksum_and_several() {
    let input = b"the quick brown fox ".repeat(1000);
    let whole = zstd::bulk::compress(&input, 19).unwrap();
    let mut checked = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    checked.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut checked, &input).unwrap();
    let both = [whole, checked.finish().unwrap()].concat();
    assert_eq!(Decompressor::new().decompress(Compression::Zstd, &both, LIMIT).unwrap(), input.repeat(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_never_panics_and_never_passes_the_limit(
        input in proptest::collection::vec(any::<u8>(), 0..5000),
        compression in compression(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..4),
        limit in 0..10_000usize,
    ) {
        let mut packed = squeeze(compression, &input);
        for (at, byte) in damage {
            if !packed.is_empty() {
                let at = at.index(packed.len());
                packed[at] = byte;
            }
        }
        if let Ok(out) = Decompressor::new().decompress(compression, &packed, limit) {
            prop_assert!(out.len() <= limit);
        }
    }
}
