//! What the records of a produce request cost: checksum, validation, iteration, building.
//! `cargo bench -p ringmain-protocol --bench records`

#![allow(clippy::expect_used)] // a benchmark that cannot set itself up has to stop

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ringmain_protocol::records::*;
use std::hint::black_box;

const BATCH_BYTES: usize = 16 << 10;
const NOW_MS: i64 = 1_700_000_000_000;

/// Text-like values that compress about as well as JSON events do.
fn value(size: usize, seed: u64) -> Vec<u8> {
    const WORDS: [&str; 8] = ["order", "customer", "created", "amount", "currency", "EUR", "shipped", "null"];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = Vec::with_capacity(size + 32);
    while out.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.extend_from_slice(WORDS[(state >> 61) as usize].as_bytes());
        out.extend_from_slice(format!("\":{},\"", (state >> 40) & 0xffff).as_bytes());
    }
    out.truncate(size);
    out
}

fn batch(compression: Compression, record_bytes: usize) -> Vec<u8> {
    let options = BatchOptions { compression: compression.into(), ..BatchOptions::default() };
    let mut builder = BatchBuilder::new(options);
    for i in 0..BATCH_BYTES / record_bytes {
        let key = (i as u64).to_be_bytes();
        builder.append(NOW_MS, Some(&key), Some(&value(record_bytes, i as u64)), &[]).expect("fits");
    }
    let mut out = Vec::new();
    builder.build(&mut Compressor::new(), &mut out).expect("builds");
    out
}

fn rules() -> AppendRules {
    AppendRules {
        origin: AppendOrigin::Client,
        compression: None,
        compacted: false,
        timestamp_type: TimestampType::CreateTime,
        timestamp_before_max_ms: i64::MAX,
        timestamp_after_max_ms: 3_600_000,
        now_ms: NOW_MS,
        max_decompressed_bytes: 64 << 20,
    }
}

fn checksum(c: &mut Criterion) {
    let mut group = c.benchmark_group("crc32c");
    for size in [100, 1 << 10, 16 << 10, 1 << 20] {
        let bytes = value(size, 1);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_with_input(BenchmarkId::new("crc-fast", size), &bytes, |b, bytes| {
            b.iter(|| crc32c(black_box(bytes)))
        });
    }
}

fn validation(c: &mut Criterion) {
    for record_bytes in [100, 1024] {
        let mut group = c.benchmark_group(format!("validate/{record_bytes}"));
        for compression in Compression::ALL {
            let bytes = batch(compression, record_bytes);
            let (rules, mut decompressor) = (rules(), Decompressor::new());
            group.throughput(Throughput::Elements((BATCH_BYTES / record_bytes) as u64));
            group.bench_function(compression.name(), |b| {
                b.iter(|| {
                    let batch = single_batch(black_box(&bytes), 9).expect("one batch");
                    validate(&batch, &rules, &mut decompressor).expect("valid")
                });
            });
        }
    }
}

fn iteration(c: &mut Criterion) {
    let mut group = c.benchmark_group("iterate/100");
    for compression in [Compression::None, Compression::Lz4] {
        let bytes = batch(compression, 100);
        let mut decompressor = Decompressor::new();
        group.throughput(Throughput::Elements((BATCH_BYTES / 100) as u64));
        group.bench_function(compression.name(), |b| {
            b.iter(|| {
                let batch = BatchRef::parse(black_box(&bytes)).expect("a batch");
                let records = batch.records(&mut decompressor, 1 << 20).expect("records");
                records.map(|r| r.expect("a record").value.map_or(0, <[u8]>::len)).sum::<usize>()
            });
        });
    }
}

fn building(c: &mut Criterion) {
    let mut group = c.benchmark_group("build/100");
    let values: Vec<_> = (0..BATCH_BYTES / 100).map(|i| value(100, i as u64)).collect();
    for compression in Compression::ALL {
        let options = BatchOptions { compression: compression.into(), ..BatchOptions::default() };
        let (mut builder, mut compressor, mut out) = (BatchBuilder::new(options), Compressor::new(), Vec::new());
        group.throughput(Throughput::Elements(values.len() as u64));
        group.bench_function(compression.name(), |b| {
            b.iter(|| {
                builder.reset(options);
                out.clear();
                for value in &values {
                    builder.append(NOW_MS, None, Some(value), &[]).expect("fits");
                }
                builder.build(&mut compressor, &mut out).expect("builds")
            });
        });
    }
}

criterion_group!(benches, checksum, validation, iteration, building);
criterion_main!(benches);
