use super::*;

const TOPICS: [&str; 16] = [
    "orders", "orders-1", "a", "ab", "aab", "foo.bar", "foo_bar", "A", "K", "k", "1", "12", "a.b-c", "x[", "aaa", "abc",
];

/// What RE2/J 1.8, which Apache Kafka 4.3 uses, makes of each expression: the topics that it matches, or `None` where
/// it is refused.
const RE2J: &[(&str, Option<&str>)] = &[
    ("orders.*", Some("orders orders-1")),
    ("ord", Some("")),
    ("[a-", None),
    ("(a", None),
    ("a)", None),
    ("*a", None),
    ("a**", None),
    ("a+*", None),
    ("a*?", Some("a aaa")),
    ("a*??", None),
    ("a{2}", Some("")),
    ("a{,2}", Some("")),
    ("a{2", Some("")),
    ("a{1001}", None),
    ("(a{40}){40}", Some("")),
    ("(a{30}){30}", Some("")),
    ("a{2}{3}", None),
    ("a{3,2}", None),
    (r"\Qa.b\E.*", Some("a.b-c")),
    (r"\Qa", Some("a")),
    (r"\Q\E", Some("")),
    (r"\E", None),
    (r"\d+", Some("1 12")),
    (r"\pL+", Some("orders a ab aab A K k aaa abc")),
    (r"\p{Greek}", Some("")),
    (r"\p{^Greek}", Some("a A K k 1")),
    (r"\P{^Lu}", Some("A K")),
    (r"\p{Nope}", None),
    (r"\pN", Some("1")),
    ("(?i)K", Some("K k")),
    ("(?i:a)b", Some("ab")),
    ("(?x)a", None),
    ("(?)a", Some("a")),
    ("(?-)a", None),
    ("(?i-)a", None),
    ("(?i-i)k", Some("k")),
    ("(?ii)k", Some("K k")),
    ("(?P<n>a)b", Some("ab")),
    ("(?<n>a)b", Some("ab")),
    ("(?P<n>a)(?P<n>b)", None),
    ("(?P<1n>a)", Some("a")),
    ("(?P<>a)", None),
    ("(?=a)", None),
    ("(?!a)", None),
    ("(?<=a)b", None),
    (r"(a)\1", None),
    (r"\1", None),
    (r"\01", Some("")),
    (r"\012", Some("")),
    (r"\101", Some("A")),
    (r"\x41", Some("A")),
    (r"\x{41}", Some("A")),
    (r"\x{}", None),
    (r"\xg", None),
    (r"\C", None),
    (r"\Z", None),
    (r"\z", Some("")),
    (r"a\z", Some("a")),
    (r"\Aa", Some("a")),
    (r"\b\w+\b", Some("orders a ab aab foo_bar A K k 1 12 aaa abc")),
    (r"\<", Some("")),
    (r"\_", Some("")),
    (r"\-", Some("")),
    (r"\.", Some("")),
    (r"foo\.bar", Some("foo.bar")),
    ("foo.bar", Some("foo.bar foo_bar")),
    ("[]]", Some("")),
    ("[]a]", Some("a")),
    ("[^]a]", Some("A K k 1")),
    ("[]", None),
    ("[a[bc]", Some("a")),
    ("[[:alpha:]]+", Some("orders a ab aab A K k aaa abc")),
    ("[[:^alpha:]]+", Some("1 12")),
    ("[[:nope:]]", None),
    ("[a-z&&[^b]]", Some("")),
    (r"[a-\d]", None),
    (r"[\d-z]+", Some("1 12")),
    ("[a-]", Some("a")),
    ("[-a]", Some("a")),
    ("[a-c-z]+", Some("a ab aab aaa abc")),
    ("[+--]", Some("")),
    ("[z-a]", None),
    (r"[\w.]+", Some("orders a ab aab foo.bar foo_bar A K k 1 12 aaa abc")),
    (r"[^\d]", Some("a A K k")),
    (r"[\pL]", Some("a A K k")),
    ("|", Some("")),
    ("a|", Some("a")),
    ("|a", Some("a")),
    ("a||b", Some("a")),
    ("()", Some("")),
    ("(|a)+", Some("a aaa")),
    ("^a$", Some("a")),
    ("^*", Some("")),
    ("a^b", Some("")),
    ("$", Some("")),
    ("(a|b)*?c", Some("abc")),
    (r"x\[", Some("x[")),
    (r"[\[x]+", Some("x[")),
    (r"[\Qa]", None),
    ("a{0}", Some("")),
    ("a{0,1}", Some("a")),
    ("a{01}", Some("")),
    ("a{1,}", Some("a aaa")),
    ("a{1,", Some("")),
    ("{2}", None),
    ("a|{2}", None),
    ("a{99999999999}", None),
    ("(?s).*", Some("orders orders-1 a ab aab foo.bar foo_bar A K k 1 12 a.b-c x[ aaa abc")),
    ("(?m)^a$", Some("a")),
    ("(?U)a*", Some("a aaa")),
    ("a.c", Some("abc")),
    (r"\", None),
    (r"[\", None),
    (r"[\]", None),
    ("(?", None),
    ("(?P", None),
    ("(?P<", None),
    ("a++", None),
    ("a?+", None),
    (r"\Q*\E*", Some("")),
    ("é", Some("")),
    (r"\é", Some("")),
    ("(?i)K", Some("K k")),
    ("[[:word:]]+", Some("orders a ab aab foo_bar A K k 1 12 aaa abc")),
    ("[[.a.]]", Some("")),
    ("[[=a=]]", Some("")),
    ("[a-z--b]", Some("a A K k 1")),
    ("[a~~b]", Some("a")),
    ("[[a]]", Some("")),
    ("a#b", Some("")),
    ("a b", Some("")),
    (r"\ ", Some("")),
    (r"\#", Some("")),
    ("(?#c)a", None),
    ("(?:a", None),
    ("(?:a)", Some("a")),
    ("((a))", Some("a")),
    ("(a{1000})", Some("")),
    ("(a{1000}){1}", Some("")),
    ("(a{1000}){2}", Some("")),
    ("(a{501}){2}", Some("")),
    ("(a*){1000}", Some("a aaa")),
    ("b{*", None),
    ("a{{2}", None),
];

#[test]
fn means_what_it_means_to_re2() {
    for (expression, expected) in RE2J {
        let matched = compile(expression).ok().map(|regex| {
            let matched: Vec<&str> = TOPICS.into_iter().filter(|topic| regex.is_match(topic)).collect();
            matched.join(" ")
        });
        assert_eq!(matched.as_deref(), *expected, "{expression}");
    }
}

#[test]
fn a_refusal_says_why() {
    assert_eq!(compile("a**").unwrap_err().to_string(), "invalid nested repetition operator: `*`");
    assert_eq!(compile("(a").unwrap_err().to_string(), "missing closing )");
}

#[test]
fn a_large_expression_is_refused_not_compiled() {
    assert!(compile(&"a".repeat(MAX_EXPRESSION_BYTES)).is_ok());
    assert!(compile(&"a".repeat(MAX_EXPRESSION_BYTES + 1)).is_err());
    // Small to write, large to compile; deep to parse.
    assert!(compile(r"((((\pL{1000}){1000}){1000}){1000})").is_err());
    assert!(compile(&format!("{}a{}", "(".repeat(30_000), ")".repeat(30_000))).is_err());
    let names: Vec<String> = (0..2000).map(|n| format!("a-topic-with-a-name-{n}")).collect();
    assert!(compile(&names.join("|")).unwrap().is_match("a-topic-with-a-name-1999"));
}

#[test]
fn resolves_each_expression() {
    use ringmain_protocol::messages::metadata::{MetadataRecord, TopicRecord};
    use ringmain_protocol::uuid::Uuid;
    let topics = (1..).zip(TOPICS).map(|(number, name)| {
        let topic_id = Uuid::from_halves(7, number);
        MetadataRecord::Topic(TopicRecord { name: name.into(), topic_id, ..Default::default() })
    });
    let image = Arc::new(Image::empty().apply(&topics.collect::<Vec<_>>(), 5, 1).unwrap());
    let mut compiled = Compiled::default();
    compiled.validate("a.*").unwrap();
    let expressions = ["a.*", "(", "nope"];
    let mut resolution = Resolution::new(Arc::from("g"), image, expressions.into_iter(), &compiled);
    // Never more at a time than it is allowed.
    let mut steps = 1;
    while resolution.go_on(5) {
        steps += 1;
    }
    assert_eq!(steps, (3 * TOPICS.len()).div_ceil(5));
    let (offset, resolved) = resolution.finish();
    assert_eq!(offset, 5);
    assert_eq!(resolved["a.*"], ["a", "aab", "aaa", "ab", "abc", "a.b-c"].map(str::to_owned).into());
    assert!(resolved["("].is_empty() && resolved["nope"].is_empty());
}

#[test]
fn what_was_compiled_is_kept_unless_it_is_large_or_old() {
    let mut compiled = Compiled::default();
    let large = r"\pL{40}";
    for expression in ["first", large] {
        compiled.validate(expression).unwrap();
    }
    assert!(compiled.get("first").is_some() && compiled.get(large).is_none());
    assert!(compiled.validate("(").is_err() && compiled.get("(").is_none());
    for n in 0..MAX_KEPT {
        compiled.validate(&format!("t{n}")).unwrap();
        compiled.validate("t0").unwrap();
    }
    assert!(compiled.get("first").is_none() && compiled.0.len() == MAX_KEPT);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    /// Whatever is written compiles or is refused; what compiles, compiles to the same twice.
    #[test]
    fn never_panics(expression in r"(\PC|[\\(){}\[\]?*+|.^$<>:!-]){0,40}") {
        if let Ok(regex) = compile(&expression) {
            regex.is_match("orders");
        }
    }
}
