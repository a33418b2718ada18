//! Random values of messages, and the JSON form in which Kafka shows their fields.

use bytes::{Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::primitives::{DecodeError, Decoder, EncodeError, RawTaggedField, UnknownTaggedFields};
use ringmain_protocol::uuid::Uuid;
use serde_json::{Number, Value};

/// A stream of random numbers that a seed fixes (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn value<T: Sample>(&mut self, version: i16) -> T {
        T::sample(self, version)
    }

    pub fn values<T: Sample>(&mut self, version: i16) -> Vec<T> {
        (0..self.below(4)).map(|_| T::sample(self, version)).collect()
    }

    /// Mostly nothing; sometimes tags that no schema names.
    pub fn unknown_tags(&mut self) -> UnknownTaggedFields {
        let count = if self.one_in(8) { 1 + self.below(3) as u32 } else { 0 };
        let tags = (0..count).map(|i| RawTaggedField { tag: 1000 + i * 77, data: Bytes::sample(self, 0) });
        UnknownTaggedFields(tags.collect())
    }
}

/// A value that version `version` can carry.
pub trait Sample {
    fn sample(random: &mut Random, version: i16) -> Self;
}

/// The value's fields at a version, as Kafka's `JsonConverter` shows them.
pub trait Json {
    fn json(&self, version: i16) -> Value;
}

macro_rules! integers {
    ($($ty:ty)*) => { $(
        impl Sample for $ty {
            fn sample(random: &mut Random, _version: i16) -> Self {
                match random.below(4) {
                    0 => 0,
                    1 => <$ty>::MAX,
                    2 => random.below(100) as $ty,
                    _ => random.next() as $ty,
                }
            }
        }

        impl Json for $ty {
            fn json(&self, _version: i16) -> Value {
                Value::from(*self)
            }
        }
    )* };
}

integers! { i8 i16 u16 i32 u32 i64 }

impl Sample for bool {
    fn sample(random: &mut Random, _version: i16) -> Self {
        random.one_in(2)
    }
}

impl Json for bool {
    fn json(&self, _version: i16) -> Value {
        Value::Bool(*self)
    }
}

impl Sample for f64 {
    fn sample(random: &mut Random, _version: i16) -> Self {
        random.next() as i64 as f64 / 3.0
    }
}

impl Json for f64 {
    fn json(&self, _version: i16) -> Value {
        Number::from_f64(*self).map_or(Value::Null, Value::Number)
    }
}

impl Sample for Uuid {
    fn sample(random: &mut Random, _version: i16) -> Self {
        if random.one_in(4) { Uuid::ZERO } else { Uuid::from_halves(random.next(), random.next()) }
    }
}

impl Json for Uuid {
    fn json(&self, _version: i16) -> Value {
        Value::String(self.to_string())
    }
}

impl Sample for String {
    fn sample(random: &mut Random, _version: i16) -> Self {
        let length = if random.one_in(32) { 120 + random.below(40) } else { random.below(12) };
        (0..length).map(|_| if random.one_in(8) { 'é' } else { (b'a' + random.below(26) as u8) as char }).collect()
    }
}

impl Json for String {
    fn json(&self, _version: i16) -> Value {
        Value::String(self.clone())
    }
}

impl Sample for Bytes {
    fn sample(random: &mut Random, _version: i16) -> Self {
        let length = if random.one_in(32) { 120 + random.below(40) } else { random.below(12) };
        (0..length).map(|_| random.next() as u8).collect()
    }
}

impl Json for Bytes {
    fn json(&self, _version: i16) -> Value {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in self.chunks(3) {
            let bits = chunk.iter().fold(0, |bits, &b| (bits << 8) | u32::from(b)) << (8 * (3 - chunk.len()));
            for i in 0..4 {
                let c = ALPHABET[(bits >> (18 - 6 * i)) as usize & 63] as char;
                text.push(if i <= chunk.len() { c } else { '=' });
            }
        }
        Value::String(text)
    }
}

impl<T: Json> Json for Vec<T> {
    fn json(&self, version: i16) -> Value {
        Value::Array(self.iter().map(|v| v.json(version)).collect())
    }
}

impl<T: Json> Json for Option<T> {
    fn json(&self, version: i16) -> Value {
        self.as_ref().map_or(Value::Null, |v| v.json(version))
    }
}

/// What decoding bytes gave.
pub struct Decoded {
    /// The fields of the version.
    pub json: Value,
    /// The fields of the latest version, those that the decoded one lacks at their defaults.
    pub latest_json: Value,
    pub encoded: Result<Bytes, EncodeError>,
    pub encoded_size: usize,
    /// The message in its `Debug` form, which shows tagged fields that no schema names.
    pub debug: String,
}

/// A message, its type forgotten.
pub struct Case {
    pub name: &'static str,
    pub versions: std::ops::RangeInclusive<i16>,
    /// Reads bytes to their end, and writes what was read.
    pub decode: fn(Bytes, i16) -> Result<Decoded, DecodeError>,
    /// Reads bytes and drops what was read.
    pub decode_only: fn(&mut Decoder, i16) -> bool,
    /// The bytes of a random value, which has been seen to survive being written and read.
    pub sample: fn(&mut Random, i16) -> Bytes,
}

impl Case {
    pub fn of<M: Message + Sample + Json>() -> Self {
        Case {
            name: M::NAME,
            versions: M::versions(),
            decode: decode::<M>,
            decode_only: decode_only::<M>,
            sample: sample::<M>,
        }
    }
}

fn encode<M: Message>(message: &M, version: i16) -> Result<Bytes, EncodeError> {
    let mut buf = BytesMut::new();
    message.encode(&mut buf, version)?;
    Ok(buf.freeze())
}

fn decode<M: Message + Json>(bytes: Bytes, version: i16) -> Result<Decoded, DecodeError> {
    let mut d = Decoder::new(bytes);
    let message = M::decode(&mut d, version)?;
    d.finish()?;
    Ok(Decoded {
        json: message.json(version),
        latest_json: message.json(M::MAX_VERSION),
        encoded: encode(&message, version),
        encoded_size: message.encoded_size(version),
        debug: format!("{message:?}"),
    })
}

fn decode_only<M: Message>(d: &mut Decoder, version: i16) -> bool {
    M::decode(d, version).is_ok()
}

fn sample<M: Message + Sample>(random: &mut Random, version: i16) -> Bytes {
    let message = M::sample(random, version);
    let bytes = encode(&message, version).unwrap_or_else(|e| panic!("{message:?}: {e}"));
    assert_eq!(message.encoded_size(version), bytes.len(), "size of {message:?} at version {version}");
    let mut d = Decoder::new(bytes.clone());
    let read = M::decode(&mut d, version).unwrap_or_else(|e| panic!("{message:?} at version {version}: {e}"));
    assert_eq!((d.remaining(), &read), (0, &message), "version {version}");
    bytes
}
