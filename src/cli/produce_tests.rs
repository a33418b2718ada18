use clap::Parser;

use super::*;

#[derive(Parser, Debug)]
struct Line {
    #[command(flatten)]
    produce: Produce,
}

fn parse(words: &[&str]) -> Result<Produce, String> {
    let words = std::iter::once("produce").chain(words.iter().copied());
    Line::try_parse_from(words).map(|line| line.produce).map_err(|error| error.to_string())
}

#[test]
fn command_lines_by_table() {
    let plain = parse(&["orders"]).unwrap();
    assert_eq!((plain.acks.code(), plain.compression, plain.batch_bytes), (-1, Compression::None, 256 << 10));
    for (acks, code) in [("0", 0), ("1", 1), ("all", -1), ("-1", -1)] {
        assert_eq!(parse(&["t", "--acks", acks]).unwrap().acks.code(), code, "{acks}");
    }
    let full =
        parse(&["t", "--key-separator", r"\t", "--header", "a=b=c", "--header", "d=", "--compression", "lz4"]).unwrap();
    assert_eq!(full.key_separator.as_deref(), Some("\t"));
    assert_eq!(full.headers, [("a".to_owned(), "b=c".to_owned()), ("d".to_owned(), String::new())]);
    for (words, told) in [
        (&["t", "--acks", "2"][..], "possible values: 0, 1, all"),
        (&["t", "--compression", "brotli"], "use none, gzip, snappy, lz4 or zstd"),
        (&["t", "--header", "novalue"], "NAME=VALUE"),
        (&["t", "--key-separator", ""], "empty"),
        (&["t", "--key-separator", r"\x"], "backslash"),
        (&["t", "--partition=-1"], "--partition"),
        (&[], "TOPIC"),
    ] {
        let error = parse(words).unwrap_err();
        assert!(error.contains(told), "{words:?}: {error}");
    }
}

#[test]
fn lines_are_cut_at_line_feeds_wherever_reads_end() {
    let text = b"one\n\ntwo\r\nlast";
    for size in 1..=text.len() {
        let mut lines = Lines::default();
        let mut found: Vec<Vec<u8>> = Vec::new();
        for chunk in text.chunks(size) {
            lines.push(chunk);
            while let Some(line) = lines.next_line() {
                found.push(line.to_vec());
            }
        }
        found.extend(lines.take_last().map(<[u8]>::to_vec));
        assert_eq!(found, [&b"one"[..], b"", b"two\r", b"last"], "{size}");
        assert_eq!(lines.take_last(), None);
    }
}

#[test]
fn keys_end_at_the_first_separator() {
    assert_eq!(split_key(b"a::b::c", b"::"), Some((&b"a"[..], &b"b::c"[..])));
    assert_eq!(split_key(b"::", b"::"), Some((&b""[..], &b""[..])));
    assert_eq!(split_key(b"a:b", b"::"), None);
    let told = missing_separator(7, b"no key here", ":");
    assert!(told.contains("line 7") && told.contains("no key here") && told.contains("--key-separator"), "{told}");
}

#[test]
fn the_summary_counts() {
    let summary = Summary {
        topic: "t".into(),
        records: 10,
        bytes: 2_000_000,
        batches: 2,
        partitions: BTreeMap::from([(0, (5, 9)), (2, (0, 4))]),
        seconds: 0.5,
    };
    assert_eq!(
        summary.text(),
        "10 records (2.0 MB) in 2 batches to 2 partitions of t in 0.50 s: 20 records/s, 4.0 MB/s\n"
    );
    let value: serde_json::Value = serde_json::from_str(&summary.json()).unwrap();
    assert_eq!(value["partitions"][1], json!({"partition": 2, "firstOffset": 0, "lastOffset": 4}));
    assert_eq!((&value["records"], &value["topic"]), (&json!(10), &json!("t")));
}
