//! `.kafka_cleanshutdown`: left by a clean stop, removed at start. Where it lies, no log needs recovery (KIP-966).
//!
//! Promise: its presence alone says "clean"; the broker epoch inside serves the registration and may be missing.

pub const FILE_NAME: &str = ".kafka_cleanshutdown";

/// The text that Kafka 4 writes.
pub fn write(broker_epoch: i64) -> String {
    format!("{{\"version\":0,\"brokerEpoch\":{broker_epoch}}}")
}

/// The epoch that the broker had; `None` where the file does not say (older versions leave it empty).
pub fn parse_broker_epoch(bytes: &[u8]) -> Option<i64> {
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let field = json.get("brokerEpoch").or_else(|| json.get("broker_epoch"))?;
    // Kafka up to 3.9 wrote every value as a string.
    field.as_i64().or_else(|| field.as_str()?.parse().ok()).filter(|&epoch| epoch >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kafkas() {
        assert_eq!(write(13), r#"{"version":0,"brokerEpoch":13}"#);
        assert_eq!(parse_broker_epoch(write(13).as_bytes()), Some(13));
        assert_eq!(parse_broker_epoch(br#"{"version":"0","broker_epoch":"7"}"#), Some(7));
        for text in ["", "{}", "[]", "x", r#"{"brokerEpoch":-1}"#] {
            assert_eq!(parse_broker_epoch(text.as_bytes()), None, "{text:?}");
        }
    }
}
