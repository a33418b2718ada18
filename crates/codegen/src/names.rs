//! From Kafka's names to Rust's.

/// `FetchPartition` to `fetch_partition`, `KRaftVersionFeature` to `k_raft_version_feature`, `ISR` to `isr`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(i + 1);
        let starts_word = c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || after.is_some_and(char::is_ascii_lowercase)
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.push(if c == '.' || c == '-' { '_' } else { c.to_ascii_lowercase() });
    }
    out
}

/// A field's name; raw where it is a keyword.
pub fn field(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        "type" | "match" | "ref" | "move" | "in" | "where" | "as" | "use" | "fn" | "impl" | "loop" => {
            format!("r#{snake}")
        }
        _ => snake,
    }
}

/// `FetchOffset` to `fetchOffset`: the name in Kafka's JSON form.
pub fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// `UNKNOWN_TOPIC_ID` to `UnknownTopicId`.
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in name.split('_') {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.push(first.to_ascii_uppercase());
            out.push_str(&chars.as_str().to_ascii_lowercase());
        }
    }
    out
}

/// Text for a doc comment, in which brackets must not become links or tags.
pub fn doc(text: &str) -> String {
    let text = text.trim().replace('\n', " ");
    text.replace('[', "\\[").replace(']', "\\]").replace('<', "\\<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (kafka, rust) in [
            ("FetchOffset", "fetch_offset"),
            ("KRaftVersionFeature", "k_raft_version_feature"),
            ("ISR", "isr"),
            ("LastKnownElr", "last_known_elr"),
            ("producerId", "producer_id"),
            ("Type", "r#type"),
        ] {
            assert_eq!(field(kafka), rust);
        }
        assert_eq!(pascal("UNKNOWN_TOPIC_ID"), "UnknownTopicId");
        assert_eq!(camel("FetchOffset"), "fetchOffset");
    }
}
