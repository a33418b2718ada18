use clap::Parser;

use super::*;

#[derive(Parser, Debug)]
struct Line {
    #[command(flatten)]
    consume: Consume,
}

fn parse(words: &[&str]) -> Result<Consume, String> {
    let words = std::iter::once("consume").chain(words.iter().copied());
    Line::try_parse_from(words).map(|line| line.consume).map_err(|error| error.to_string())
}

#[test]
fn command_lines_by_table() {
    for (text, start) in [
        ("earliest", Start::Timestamp(EARLIEST)),
        ("latest", Start::Timestamp(LATEST)),
        ("0", Start::Offset(0)),
        ("42", Start::Offset(42)),
        ("@1700000000000", Start::Timestamp(1_700_000_000_000)),
    ] {
        assert_eq!(parse(&["t", "--offset", text]).unwrap().offset, start, "{text}");
    }
    assert_eq!(parse(&["t"]).unwrap().offset, Start::Timestamp(EARLIEST));
    assert_eq!(parse(&["t", "--partition", "1,2", "--partition", "5"]).unwrap().partitions, [1, 2, 5]);
    for (words, told) in [
        (&["t", "--offset", "soon"][..], "earliest, latest"),
        (&["t", "--offset", "@"], "earliest, latest"),
        (&["t", "--offset=-3"], "earliest, latest"),
        (&["t", "--format", "{x}"], "is no field"),
        (&["t", "--format", "{key}", "--json"], "cannot be used with"),
        (&["t", "--group", "g", "--partition", "1"], "cannot be used with"),
        (&[], "TOPIC"),
    ] {
        let error = parse(words).unwrap_err();
        assert!(error.contains(told), "{words:?}: {error}");
    }
}
