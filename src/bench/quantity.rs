//! Amounts as people write them: `64KiB`, `30s`, `5000/s`, `uniform:100..2000`, `zipf:1000000`, `p99=10ms`.
//!
//! Promises: what is read is possible by itself (finite, in range, not upside down); what is written out is read back as the
//! same. An error says what was expected, with an example; which setting it was is the caller's to say.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// What can be asked for at most; more than any machine does.
const MAX_PER_S: f64 = 1e12;
const MAX_DURATION_S: f64 = 366.0 * 86_400.0;
/// A record travels in a batch, whose length is an i32.
const MAX_RECORD_BYTES: u32 = 1 << 30;
/// Of the standard normal distribution: one in a hundred lies above.
const NORMAL_P99: f64 = 2.326_347_874_040_841;

/// The longest unit first, so that what is written out is short.
const BYTE_UNITS: [(&str, u64); 8] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1_000),
    ("KB", 1_000),
    ("B", 1),
];
const TIME_UNITS: [(&str, f64); 8] =
    [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12), ("d", 8.64e13)];

/// Number and unit. No sign, no exponent, `_` between digits allowed.
fn split(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.replace('_', "").parse().ok()?, unit.trim()))
}

fn whole(text: &str) -> Option<u64> {
    text.replace('_', "").parse().ok()
}

fn bytes(text: &str) -> Option<u64> {
    match split(text.trim())? {
        (_, "") => whole(text.trim()),
        (number, unit) => {
            let (_, factor) = BYTE_UNITS.iter().find(|(name, _)| *name == unit)?;
            let bytes = number * *factor as f64;
            (bytes < (1u64 << 53) as f64).then_some(bytes.round() as u64)
        }
    }
}

/// `1024`, `64KiB`, `1.5MB`: a length, below 4 GiB.
pub fn byte_count(text: &str) -> Result<u32, String> {
    let bytes = bytes(text).ok_or("bytes are needed, as in 1024, 64KiB or 1MB")?;
    u32::try_from(bytes).map_err(|_| "it must stay below 4 GiB".to_owned())
}

fn bytes_text(bytes: u64) -> String {
    match BYTE_UNITS.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor)) {
        Some((unit, factor)) => format!("{}{unit}", bytes / factor),
        None => format!("{bytes}B"),
    }
}

/// `500us`, `5ms`, `1.5s`, `2m`, `1h`, `7d`. At most a year.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a time with its unit is needed, as in 500us, 5ms, 30s, 2m or 1h".to_owned();
    let (number, unit) = split(text.trim()).ok_or_else(wrong)?;
    let (_, factor) = TIME_UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
    let ns = number * factor;
    if ns > MAX_DURATION_S * 1e9 {
        return Err("it must not be longer than a year (365d)".to_owned());
    }
    Ok(Duration::from_nanos(ns.round() as u64))
}

/// How long a value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    Fixed(u32),
    /// Every length from the first to the second is as likely.
    Uniform(u32, u32),
    /// Half are shorter than `median`, one in a hundred is longer than `p99`; none is longer than [`Size::max`].
    LogNormal {
        median: u32,
        p99: u32,
    },
}

impl Size {
    pub fn min(&self) -> u32 {
        match *self {
            Size::Fixed(bytes) => bytes,
            Size::Uniform(low, _) => low,
            // A normal variable lies 2.3 deviations below its mean as seldom as above; this is as far again.
            Size::LogNormal { median, p99 } => {
                let ratio = f64::from(median) / f64::from(p99);
                (f64::from(median) * ratio * ratio).floor() as u32
            }
        }
    }

    pub fn max(&self) -> u32 {
        match *self {
            Size::Fixed(bytes) => bytes,
            Size::Uniform(_, high) => high,
            Size::LogNormal { median, p99 } => {
                let ratio = f64::from(p99) / f64::from(median);
                (f64::from(p99) * ratio).ceil() as u32
            }
        }
    }

    pub fn mean(&self) -> f64 {
        match *self {
            Size::Fixed(bytes) => f64::from(bytes),
            Size::Uniform(low, high) => f64::midpoint(f64::from(low), f64::from(high)),
            Size::LogNormal { median, .. } => f64::from(median) * (self.sigma() * self.sigma() / 2.0).exp(),
        }
    }

    /// The deviation of the length's logarithm; 0 where the length is not log-normal.
    pub fn sigma(&self) -> f64 {
        match *self {
            Size::LogNormal { median, p99 } => (f64::from(p99) / f64::from(median)).ln() / NORMAL_P99,
            _ => 0.0,
        }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "bytes or their distribution are needed, as in 1024, 64KiB, uniform:100..2000 or lognormal:400..8KiB (median..p99)"
                .to_owned()
        };
        let range = |text: &str| -> Result<(u32, u32), String> {
            let (low, high) = text.split_once("..").ok_or_else(wrong)?;
            let (low, high) = (byte_count(low)?, byte_count(high)?);
            if low < high { Ok((low, high)) } else { Err("the first length must be below the second".to_owned()) }
        };
        let size = if let Some(rest) = text.strip_prefix("uniform:") {
            let (low, high) = range(rest)?;
            Size::Uniform(low, high)
        } else if let Some(rest) = text.strip_prefix("lognormal:") {
            let (median, p99) = range(rest)?;
            if median == 0 {
                return Err("the median must be at least 1 byte".to_owned());
            }
            Size::LogNormal { median, p99 }
        } else {
            Size::Fixed(bytes(text).and_then(|bytes| u32::try_from(bytes).ok()).ok_or_else(wrong)?)
        };
        if size.max() > MAX_RECORD_BYTES {
            return Err("a record holds at most 1GiB".to_owned());
        }
        Ok(size)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Fixed(bytes) => write!(f, "{bytes}"),
            Size::Uniform(low, high) => write!(f, "uniform:{low}..{high}"),
            Size::LogNormal { median, p99 } => write!(f, "lognormal:{median}..{p99}"),
        }
    }
}

/// Which keys records have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keys {
    None,
    /// One of so many, each as likely.
    Uniform(u64),
    /// One of so many, the n-th with a likelihood in proportion to n^-exponent.
    Zipf {
        count: u64,
        exponent: f64,
    },
}

impl Keys {
    /// Bytes of a key: 16 hexadecimal digits.
    pub const BYTES: usize = 16;

    pub fn bytes(&self) -> usize {
        if matches!(self, Keys::None) { 0 } else { Self::BYTES }
    }
}

impl FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "none, uniform:COUNT or zipf:COUNT[:EXPONENT] is needed, as in uniform:1000000 or zipf:1000000:0.99"
                .to_owned()
        };
        let count = |text: &str| whole(text).filter(|count| *count > 0).ok_or_else(wrong);
        match text.split_once(':') {
            None if text == "none" => Ok(Keys::None),
            Some(("uniform", rest)) => Ok(Keys::Uniform(count(rest)?)),
            Some(("zipf", rest)) => {
                let (rest, exponent) = rest.split_once(':').unwrap_or((rest, "1"));
                let (exponent, unit) = split(exponent).ok_or_else(wrong)?;
                if !unit.is_empty() {
                    return Err(wrong());
                }
                if !(0.01..=10.0).contains(&exponent) {
                    return Err("the exponent must be 0.01 to 10; 1 is Zipf's own".to_owned());
                }
                Ok(Keys::Zipf { count: count(rest)?, exponent })
            }
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Keys::None => f.write_str("none"),
            Keys::Uniform(count) => write!(f, "uniform:{count}"),
            Keys::Zipf { count, exponent } => write!(f, "zipf:{count}:{exponent}"),
        }
    }
}

/// How much is sent in a second, by all producers of a run together.
#[derive(Debug, Clone, PartialEq)]
pub enum Rate {
    Max,
    Records(f64),
    /// Keys and values.
    Bytes(f64),
    /// So many hundredths of what an earlier run of the scenario reached.
    Share {
        percent: f64,
        of: String,
    },
}

impl Rate {
    /// `None` where only a run tells.
    pub fn records_per_s(&self, mean_record_bytes: f64) -> Option<f64> {
        match self {
            Rate::Records(records) => Some(*records),
            Rate::Bytes(bytes) => Some(bytes / mean_record_bytes.max(1.0)),
            Rate::Max | Rate::Share { .. } => None,
        }
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "max, a number of records or bytes per second, or a share of an earlier run is needed, as in 5000/s, 20MB/s or 50% of most"
                .to_owned()
        };
        let in_range = |value: f64| {
            if value > 0.0 && value <= MAX_PER_S {
                Ok(value)
            } else {
                Err("it must be more than 0 and at most a million million a second".to_owned())
            }
        };
        if text == "max" {
            return Ok(Rate::Max);
        }
        if let Some((percent, of)) = text.split_once('%') {
            let of =
                of.trim_start().strip_prefix("of ").map(str::trim).filter(|of| !of.is_empty()).ok_or_else(wrong)?;
            let (percent, unit) = split(percent).ok_or_else(wrong)?;
            if !unit.is_empty() {
                return Err(wrong());
            }
            if !(percent > 0.0 && percent <= 1000.0) {
                return Err("a share must be more than 0% and at most 1000%".to_owned());
            }
            return Ok(Rate::Share { percent, of: of.to_owned() });
        }
        let amount = text.strip_suffix("/s").ok_or_else(wrong)?;
        let (number, unit) = split(amount.trim()).ok_or_else(wrong)?;
        match BYTE_UNITS.iter().find(|(name, _)| *name == unit) {
            Some((_, factor)) => Ok(Rate::Bytes(in_range(number * *factor as f64)?)),
            None if unit.is_empty() => Ok(Rate::Records(in_range(number)?)),
            None => Err(wrong()),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rate::Max => f.write_str("max"),
            Rate::Records(records) => write!(f, "{records}/s"),
            Rate::Bytes(bytes) if bytes.fract() == 0.0 => write!(f, "{}/s", bytes_text(*bytes as u64)),
            Rate::Bytes(bytes) => write!(f, "{bytes}B/s"),
            Rate::Share { percent, of } => write!(f, "{percent}% of {of}"),
        }
    }
}

/// So many records, or so many bytes of keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    Records(u64),
    Bytes(u64),
}

impl Amount {
    pub fn records(&self, mean_record_bytes: f64) -> u64 {
        match *self {
            Amount::Records(records) => records,
            Amount::Bytes(bytes) => (bytes as f64 / mean_record_bytes.max(1.0)).ceil() as u64,
        }
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let amount = match text.bytes().all(|c| c.is_ascii_digit() || c == b'_') {
            true => whole(text).map(Amount::Records),
            false => bytes(text).map(Amount::Bytes),
        };
        match amount {
            Some(Amount::Records(0) | Amount::Bytes(0)) => Err("it must be more than 0".to_owned()),
            Some(amount) => Ok(amount),
            None => Err("a number of records or of bytes is needed, as in 1000000 or 2GB".to_owned()),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Records(records) => write!(f, "{records}"),
            Amount::Bytes(bytes) => f.write_str(&bytes_text(*bytes)),
        }
    }
}

/// A latency that must not be exceeded by more than a given part of the records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// 50 to 100; 100 is the longest of all.
    pub percentile: f64,
    pub limit: Duration,
}

impl Bound {
    pub fn quantile(&self) -> f64 {
        self.percentile / 100.0
    }
}

impl FromStr for Bound {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a percentile and its limit are needed, as in p99=10ms or max=1s".to_owned();
        let (percentile, limit) = text.split_once('=').ok_or_else(wrong)?;
        let percentile = match percentile.trim() {
            "max" => 100.0,
            other => match other.strip_prefix('p').and_then(split) {
                Some((number, "")) => number,
                _ => return Err(wrong()),
            },
        };
        let limit = duration(limit)?;
        if !(50.0..=100.0).contains(&percentile) {
            return Err("the percentile must be p50 to p100".to_owned());
        }
        if limit.is_zero() {
            return Err("the limit must be more than 0".to_owned());
        }
        Ok(Bound { percentile, limit })
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.percentile >= 100.0 {
            write!(f, "max={:?}", self.limit)
        } else {
            write!(f, "p{}={:?}", self.percentile, self.limit)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back<T: FromStr<Err = String> + fmt::Display + PartialEq + fmt::Debug>(value: T) {
        assert_eq!(value.to_string().parse::<T>().as_ref(), Ok(&value), "{value}");
    }

    #[test]
    fn bytes_and_times() {
        for (text, bytes) in [("1024", 1024), ("64KiB", 65_536), ("1.5MB", 1_500_000), ("1_000 B", 1000), ("0", 0)] {
            assert_eq!(byte_count(text), Ok(bytes), "{text}");
        }
        for text in ["", "-1", "1.5", "64kb", "4GiB", "1e3", "inf", "nan", "KiB", "9999999999999999999GiB", "1 2"] {
            assert!(byte_count(text).is_err(), "{text}");
        }
        for (text, us) in [("500us", 500), ("5ms", 5000), ("1.5s", 1_500_000), ("2m", 120_000_000), ("0s", 0)] {
            assert_eq!(duration(text), Ok(Duration::from_micros(us)), "{text}");
        }
        for text in ["", "5", "5 parsecs", "-1s", "367d", "99999999999999999999999999h", "infs"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!("1KiB".parse(), Ok(Size::Fixed(1024)));
        assert_eq!("uniform:100..2kB".parse(), Ok(Size::Uniform(100, 2000)));
        let log_normal: Size = "lognormal:400..8000".parse().unwrap();
        assert_eq!((log_normal.min(), log_normal.max()), (1, 160_000));
        assert!((log_normal.mean() / 917.0 - 1.0).abs() < 0.01, "{}", log_normal.mean());
        for text in ["", "x", "uniform:5..5", "uniform:9..1", "uniform:9", "lognormal:0..10", "2GiB", "normal:1..2"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn keys() {
        assert_eq!("none".parse(), Ok(Keys::None));
        assert_eq!("uniform:1_000".parse(), Ok(Keys::Uniform(1000)));
        assert_eq!("zipf:7".parse(), Ok(Keys::Zipf { count: 7, exponent: 1.0 }));
        assert_eq!("zipf:7:0.99".parse(), Ok(Keys::Zipf { count: 7, exponent: 0.99 }));
        for text in ["", "uniform", "uniform:0", "uniform:1:2", "zipf:1:0", "zipf:1:x", "zipf:1:11", "some:3"] {
            assert!(text.parse::<Keys>().is_err(), "{text}");
        }
    }

    #[test]
    fn rates() {
        assert_eq!("max".parse(), Ok(Rate::Max));
        assert_eq!("5000/s".parse(), Ok(Rate::Records(5000.0)));
        assert_eq!("0.5/s".parse(), Ok(Rate::Records(0.5)));
        assert_eq!("20MB/s".parse(), Ok(Rate::Bytes(2e7)));
        assert_eq!("50% of most".parse(), Ok(Rate::Share { percent: 50.0, of: "most".into() }));
        assert_eq!(Rate::Bytes(2e7).records_per_s(1000.0), Some(20_000.0));
        for text in ["", "5000", "0/s", "-1/s", "inf/s", "NaN/s", "5/m", "50%", "0% of x", "50% of ", "9999999GiB/s"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_and_bounds() {
        assert_eq!("1000".parse(), Ok(Amount::Records(1000)));
        assert_eq!("2GB".parse(), Ok(Amount::Bytes(2_000_000_000)));
        assert_eq!(Amount::Bytes(1001).records(100.0), 11);
        let bound: Bound = "p99.9=10ms".parse().unwrap();
        assert!((bound.quantile() - 0.999).abs() < 1e-12);
        assert_eq!("max=1s".parse(), Ok(Bound { percentile: 100.0, limit: Duration::from_secs(1) }));
        for text in ["", "p99", "p99=", "p99=0ms", "p99=5", "p101=1s", "p9=1s", "q99=1s", "p=1s"] {
            assert!(text.parse::<Bound>().is_err(), "{text}");
        }
        for text in ["", "0", "x", "0B", "1.5", "-1"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            a in 0u32..1 << 29, b in 1u32..1 << 20, count in 1u64.., exponent in 0.01..10.0f64, rate in 1e-6..1e9f64,
            ns in 1u64..1 << 50, percentile in 50.0..100.0f64,
        ) {
            back(Size::Fixed(a));
            back(Size::Uniform(a, a + b));
            back(Size::LogNormal { median: b, p99: b + 7 });
            back(Keys::Uniform(count));
            back(Keys::Zipf { count, exponent });
            back(Rate::Records(rate));
            back(Rate::Bytes(rate));
            back(Rate::Bytes(f64::from(a) + 1.0));
            back(Rate::Share { percent: percentile, of: "a run".into() });
            back(Amount::Records(count));
            back(Amount::Bytes(u64::from(a) + 1));
            back(Bound { percentile, limit: Duration::from_nanos(ns) });
        }

        #[test]
        fn no_text_is_a_panic(text in "[a-z0-9:.%/_ =\\-]{0,24}|(uniform|lognormal|zipf):[0-9.:kMGiB]{0,40}|\\PC{0,12}") {
            let _ = (text.parse::<Size>(), text.parse::<Keys>(), text.parse::<Rate>(), text.parse::<Amount>());
            let _ = (text.parse::<Bound>(), byte_count(&text), duration(&text));
        }
    }
}
