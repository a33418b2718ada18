//! Kafka's 16-byte identifier, written as 22 characters of URL-safe base64 without padding.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A topic, directory, incarnation or client-instance id. Equal bytes, equal id; ordered as Kafka orders them only by chance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Uuid(pub [u8; 16]);

/// As two numbers: maps by topic are looked into for every partition of every request, and hashers take bytes one by one.
impl Hash for Uuid {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let bits = u128::from_be_bytes(self.0);
        state.write_u64((bits >> 64) as u64);
        state.write_u64(bits as u64);
    }
}

/// A text that is not a [`Uuid`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a Kafka uuid: 22 characters of URL-safe base64 are needed")]
pub struct ParseUuidError;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Uuid {
    /// "No id": a topic without one, an unassigned directory.
    pub const ZERO: Uuid = Uuid([0; 16]);
    /// The id of `__cluster_metadata`, and, as a directory id, of a lost directory.
    pub const ONE: Uuid = Uuid(1u128.to_be_bytes());

    /// From the two halves that Kafka's `Uuid(long, long)` takes.
    pub const fn from_halves(most_significant: u64, least_significant: u64) -> Self {
        Uuid((((most_significant as u128) << 64) | least_significant as u128).to_be_bytes())
    }

    /// A version-4 id from 128 random bits; `None` where Kafka would draw again: reserved, or starting with `-`
    /// (which command lines would take for an option).
    pub fn from_random(bits: u128) -> Option<Self> {
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let id = Uuid(bits.to_be_bytes());
        let starts_with_dash = id.0[0] >> 2 == 62;
        (!id.is_reserved() && !starts_with_dash).then_some(id)
    }

    /// The first hundred values are kept for meanings such as [`Uuid::ZERO`].
    pub fn is_reserved(&self) -> bool {
        u128::from_be_bytes(self.0) < 100
    }

    /// True for [`Uuid::ZERO`].
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        // 128 bits are 21 characters of six bits and one of two, as if followed by four zero bits.
        let bits = u128::from_be_bytes(self.0);
        for i in 0..22u32 {
            let six = if i < 21 { (bits >> (122 - 6 * i)) & 63 } else { (bits & 3) << 4 };
            f.write_char(char::from(ALPHABET[six as usize & 63]))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uuid {
    type Err = ParseUuidError;

    /// Trailing `=` padding is accepted, as by Kafka.
    fn from_str(text: &str) -> Result<Self, ParseUuidError> {
        let text = text.trim_end_matches('=');
        if text.len() != 22 {
            return Err(ParseUuidError);
        }
        let mut bits = 0u128;
        for (i, c) in text.bytes().enumerate() {
            let six = ALPHABET.iter().position(|&a| a == c).ok_or(ParseUuidError)? as u128;
            bits = if i < 21 { (bits << 6) | six } else { (bits << 2) | (six >> 4) };
        }
        Ok(Uuid(bits.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kafkas() {
        assert_eq!(Uuid::ZERO.to_string(), "AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(Uuid::ONE.to_string(), "AAAAAAAAAAAAAAAAAAAAAQ");
        assert_eq!(Uuid(*b"2E78EFF4C1943D68").to_string(), "MkU3OEVGRjRDMTk0M0Q2OA");
    }

    #[test]
    fn text_round_trips() {
        for seed in 0..2000u128 {
            let id = Uuid(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes());
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert_eq!("MkU3OEVGRjRDMTk0M0Q2OA==".parse(), Ok(Uuid(*b"2E78EFF4C1943D68")));
        assert_eq!("short".parse::<Uuid>(), Err(ParseUuidError));
        assert_eq!("MkU3OEVGRjRDMTk0M0Q2O*".parse::<Uuid>(), Err(ParseUuidError));
    }

    #[test]
    fn random_ids_are_version_4_and_usable_on_a_command_line() {
        let id = Uuid::from_random(u128::MAX >> 8).unwrap();
        assert_eq!((id.0[6] >> 4, id.0[8] >> 6), (4, 2));
        assert_eq!(Uuid::from_random(u128::from(62u8) << 122), None);
    }
}
