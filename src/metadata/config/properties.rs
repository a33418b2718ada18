//! Text in the format of `java.util.Properties`: `key=value`, `key:value` or `key value`; `#` and `!` begin comments; a
//! backslash continues a line or escapes; `\uXXXX` is a UTF-16 unit.

/// A properties text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: \\u must be followed by four hexadecimal digits")]
pub struct PropertiesError {
    /// Counted from 1.
    pub line: usize,
}

/// The settings of a text in its order, repeated keys included (the last one counts).
pub fn parse(text: &str) -> Result<Vec<(String, String)>, PropertiesError> {
    let mut settings = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let normalized = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = normalized.split('\n').enumerate();
    while let Some((number, line)) = lines.next() {
        let mut logical = line.trim_start_matches(is_space).to_owned();
        if logical.is_empty() || logical.starts_with(['#', '!']) {
            continue;
        }
        while ends_with_continuation(&logical) {
            logical.pop();
            match lines.next() {
                Some((_, next)) => logical.push_str(next.trim_start_matches(is_space)),
                None => break,
            }
        }
        let (key, value) = split(&logical);
        let error = PropertiesError { line: number.saturating_add(1) };
        let key = unescape(key).ok_or(error.clone())?;
        let value = unescape(value).ok_or(error)?;
        settings.push((key, value));
    }
    Ok(settings)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

fn ends_with_continuation(line: &str) -> bool {
    line.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

/// The key ends at the first separator that is not escaped; space around one `=` or `:` belongs to neither side.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line
        .char_indices()
        .find(|(_, c)| {
            let ends = !escaped && (is_space(*c) || matches!(c, '=' | ':'));
            escaped = *c == '\\' && !escaped;
            ends
        })
        .map_or(line.len(), |(at, _)| at);
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(is_space);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (key, rest.trim_start_matches(is_space))
}

fn unescape(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
            continue;
        }
        let unit = match chars.next() {
            None => continue,
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                units.push(u16::from_str_radix(&digits, 16).ok()?);
                continue;
            }
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('f') => '\u{c}',
            Some(other) => other,
        };
        units.extend_from_slice(unit.encode_utf16(&mut [0; 2]));
    }
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_java_reads() {
        for (text, expected) in [
            ("a=b", vec![("a", "b")]),
            ("  a  =  b  ", vec![("a", "b  ")]),
            ("a:b\na b\na\tb", vec![("a", "b"), ("a", "b"), ("a", "b")]),
            ("# no\n! no\n\n   \n #no=no\na=#b", vec![("a", "#b")]),
            ("a", vec![("a", "")]),
            ("a=", vec![("a", "")]),
            ("a == b", vec![("a", "= b")]),
            ("a=b,\\\n   c,\\\r\n\td", vec![("a", "b,c,d")]),
            ("a=b\\\\\nc=d", vec![("a", "b\\"), ("c", "d")]),
            ("a=b\\", vec![("a", "b")]),
            ("a\\ b\\=c=d", vec![("a b=c", "d")]),
            ("a=\\u0041\\t\\n\\z\\\\", vec![("a", "A\t\nz\\")]),
            ("a=\\uD83D\\uDE00é", vec![("a", "😀é")]),
            ("=b", vec![("", "b")]),
            ("a=b\\\n# not a comment", vec![("a", "b# not a comment")]),
            ("\u{feff}a=b\rc=d", vec![("a", "b"), ("c", "d")]),
        ] {
            let parsed = parse(text).unwrap();
            let parsed: Vec<_> = parsed.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            assert_eq!(parsed, expected, "{text:?}");
        }
    }

    #[test]
    fn a_bad_unicode_escape_names_its_line() {
        for text in ["a=b\nc=\\u12", "a=b\nc=\\u12g4"] {
            assert_eq!(parse(text), Err(PropertiesError { line: 2 }));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }
    }
}
