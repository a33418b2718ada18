//! What is drawn by lot for a record: numbers, lengths, keys.
//!
//! Promises: the same seed gives the same draws. A draw takes no allocation and a time that does not depend on how many
//! lengths or keys there are. Not for secrets.

use super::quantity::{Keys, Size};

/// SplitMix64: small, fast, and good enough for load.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    #[inline]
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Below `n`; 0 if `n` is 0.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.number()) * u128::from(n)) >> 64) as u64
    }

    /// In 0..1, never 1.
    #[inline]
    pub fn part(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Of the exponential distribution with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.part()).ln()
    }

    /// Of the standard normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        (2.0 * self.exponential()).sqrt() * (std::f64::consts::TAU * self.part()).cos()
    }
}

/// Different numbers for different ones, in no order.
#[inline]
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The next value's length.
#[inline]
pub fn length(size: &Size, random: &mut Random) -> usize {
    let bytes = match *size {
        Size::Fixed(bytes) => bytes,
        Size::Uniform(low, high) => {
            let more = random.below(u64::from(high.saturating_sub(low)) + 1);
            low.saturating_add(more as u32)
        }
        Size::LogNormal { median, .. } => {
            let bytes = f64::from(median) * (size.sigma() * random.normal()).exp();
            (bytes.round() as u32).clamp(size.min(), size.max())
        }
    };
    bytes as usize
}

/// Draws keys.
#[derive(Debug, Clone)]
pub enum KeySource {
    None,
    Uniform(u64),
    Zipf(Zipf),
}

impl KeySource {
    pub fn new(keys: &Keys) -> Self {
        match *keys {
            Keys::None => KeySource::None,
            Keys::Uniform(count) => KeySource::Uniform(count),
            Keys::Zipf { count, exponent } => KeySource::Zipf(Zipf::new(count, exponent)),
        }
    }

    /// The number of the next record's key, from 0; with `zipf` 0 is the most frequent.
    #[inline]
    pub fn draw(&self, random: &mut Random) -> Option<u64> {
        match self {
            KeySource::None => None,
            KeySource::Uniform(count) => Some(random.below(*count)),
            KeySource::Zipf(zipf) => Some(zipf.draw(random) - 1),
        }
    }
}

/// The key of a number: 16 hexadecimal digits, spread so that near numbers have nothing in common.
#[inline]
pub fn key(number: u64) -> [u8; Keys::BYTES] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mixed = mix(number);
    std::array::from_fn(|at| DIGITS[(mixed >> (60 - 4 * at)) as usize & 15])
}

/// Zipf's distribution over 1..=count by rejection and inversion (Hörmann and Derflinger, 1996): no tables, for any count.
#[derive(Debug, Clone)]
pub struct Zipf {
    count: f64,
    exponent: f64,
    integral_first: f64,
    integral_last: f64,
    /// Below this distance from the drawn point a number is taken without looking further.
    sure: f64,
}

impl Zipf {
    pub fn new(count: u64, exponent: f64) -> Self {
        let mut zipf = Zipf { count: count as f64, exponent, integral_first: 0.0, integral_last: 0.0, sure: 0.0 };
        zipf.integral_first = zipf.integral(1.5) - 1.0;
        zipf.integral_last = zipf.integral(zipf.count + 0.5);
        zipf.sure = 2.0 - zipf.inverse(zipf.integral(2.5) - zipf.density(2.0));
        zipf
    }

    pub fn draw(&self, random: &mut Random) -> u64 {
        // Fewer than one in a hundred tries is rejected; the bound is against a mistake, not against luck.
        for _ in 0..1000 {
            let area = self.integral_last + random.part() * (self.integral_first - self.integral_last);
            let point = self.inverse(area);
            let number = point.round().clamp(1.0, self.count);
            if number - point <= self.sure || area >= self.integral(number + 0.5) - self.density(number) {
                return number as u64;
            }
        }
        1
    }

    fn density(&self, x: f64) -> f64 {
        (-self.exponent * x.ln()).exp()
    }

    /// Of the density, up to a constant.
    fn integral(&self, x: f64) -> f64 {
        let log = x.ln();
        log * exp_m1_over((1.0 - self.exponent) * log)
    }

    fn inverse(&self, area: f64) -> f64 {
        // Rounding may leave the domain by a hair.
        let t = (area * (1.0 - self.exponent)).max(-1.0);
        (area * ln_1p_over(t)).exp()
    }
}

/// (e^x - 1) / x, also near 0, where the exponent is 1.
fn exp_m1_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { x.exp_m1() / x } else { 1.0 + x / 2.0 }
}

/// ln(1 + x) / x, also near 0.
fn ln_1p_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { x.ln_1p() / x } else { 1.0 - x / 2.0 }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const DRAWS: u32 = 200_000;

    #[test]
    fn lengths_follow_their_distribution() {
        for text in ["777", "uniform:100..2000", "lognormal:400..8000"] {
            let size: Size = text.parse().unwrap();
            let mut random = Random::new(7);
            let mut lengths: Vec<usize> = (0..DRAWS).map(|_| length(&size, &mut random)).collect();
            lengths.sort_unstable();
            let (first, last) = (lengths[0], lengths[lengths.len() - 1]);
            assert!(first >= size.min() as usize && last <= size.max() as usize, "{text}: {first} {last}");
            let mean = lengths.iter().sum::<usize>() as f64 / f64::from(DRAWS);
            assert!((mean / size.mean() - 1.0).abs() < 0.02, "{text}: {mean} {}", size.mean());
            if let Size::LogNormal { median, p99 } = size {
                let at = |part: f64| lengths[(lengths.len() as f64 * part) as usize] as f64;
                assert!((at(0.5) / f64::from(median) - 1.0).abs() < 0.03, "{}", at(0.5));
                assert!((at(0.99) / f64::from(p99) - 1.0).abs() < 0.06, "{}", at(0.99));
            }
        }
    }

    #[test]
    fn zipf_draws_as_often_as_it_should() {
        for (count, exponent) in
            [(1u64, 1.0), (2, 1.0), (10, 0.5), (100, 1.0), (100, 0.99), (1000, 2.5), (1 << 40, 1.2)]
        {
            let zipf = Zipf::new(count, exponent);
            let mut random = Random::new(11);
            let mut seen = [0u32; 10];
            for _ in 0..DRAWS {
                let number = zipf.draw(&mut random);
                assert!((1..=count).contains(&number), "{number} of {count}");
                if let Some(seen) = seen.get_mut(number as usize - 1) {
                    *seen += 1;
                }
            }
            // The sum, with what is beyond a million as an integral.
            let near = count.min(1_000_000);
            let mut sum: f64 = (1..=near).map(|n| (n as f64).powf(-exponent)).sum();
            if count > near {
                sum += ((near as f64).powf(1.0 - exponent) - (count as f64).powf(1.0 - exponent)) / (exponent - 1.0);
            }
            for (n, seen) in seen.iter().enumerate().take(count as usize) {
                let wanted = f64::from(DRAWS) * (n as f64 + 1.0).powf(-exponent) / sum;
                let spread = 5.0 * wanted.sqrt() + 2.0;
                assert!((f64::from(*seen) - wanted).abs() < spread, "{count}, {exponent}: {n} {seen} {wanted}");
            }
        }
    }

    #[test]
    fn keys_differ_and_are_text() {
        let keys: HashSet<[u8; 16]> = (0..100_000).map(key).collect();
        assert_eq!(keys.len(), 100_000);
        assert!(keys.iter().flatten().all(u8::is_ascii_hexdigit));
        let mut random = Random::new(3);
        let uniform = KeySource::new(&Keys::Uniform(10));
        let drawn: HashSet<u64> = (0..1000).filter_map(|_| uniform.draw(&mut random)).collect();
        assert_eq!(drawn, (0..10).collect());
        assert_eq!(KeySource::new(&Keys::None).draw(&mut random), None);
    }

    #[test]
    fn exponential_waits_have_the_mean_and_spread_of_one() {
        let mut random = Random::new(5);
        let waits: Vec<f64> = (0..DRAWS).map(|_| random.exponential()).collect();
        let mean = waits.iter().sum::<f64>() / f64::from(DRAWS);
        let variance = waits.iter().map(|wait| (wait - mean).powi(2)).sum::<f64>() / f64::from(DRAWS);
        assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
        assert!(waits.iter().all(|wait| wait.is_finite() && *wait >= 0.0));
    }
}
