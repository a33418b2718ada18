//! Times and durations as people write them.

/// Milliseconds in a unit of time.
const UNITS: [(&str, i64); 6] =
    [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 7 * 86_400_000)];

/// `90s`, `2h30m`, `7d`; also ISO 8601's `PT2H30M`, `P7D`. In milliseconds.
pub(super) fn duration_ms(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let mut rest = match lower.strip_prefix('p') {
        Some(iso) => iso.replacen('t', "", 1),
        None => lower,
    };
    let mut total = 0i64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let (_, unit_ms) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(*unit_ms)?)?;
        rest = tail.to_owned();
    }
    Some(total)
}

/// `2026-01-31T12:00:00.000Z`, with or without seconds and fraction, in UTC or with an offset such as `+01:00`. Unix milliseconds.
pub(super) fn timestamp_ms(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_date = parts.next().is_none() && (1970..=9999).contains(&year) && (1..=12).contains(&month);
    if !is_date || !(1..=31).contains(&day) {
        return None;
    }
    let (clock, shift_minutes) = match time.find(['Z', '+', '-']) {
        None => (time, 0),
        Some(at) => {
            let (clock, zone) = time.split_at(at);
            (clock, zone_minutes(zone)?)
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    if parts.next().is_some() || !in_range || fraction.is_empty() || !fraction.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - shift_minutes;
    Some((minutes * 60 + second) * 1000 + millis)
}

/// `Z`, `+01:00`, `-0230`.
fn zone_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

/// Of a date in the Gregorian calendar: years begin in March here, so that the leap day is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, ms) in [
            ("90s", Some(90_000)),
            ("2h30m", Some(9_000_000)),
            ("P7D", Some(7 * 86_400_000)),
            ("PT1H", Some(3_600_000)),
            ("250ms", Some(250)),
            ("", None),
            ("P", None),
            ("5", None),
            ("5 s", None),
            ("1y", None),
            ("99999999999999w", None),
        ] {
            assert_eq!(duration_ms(text), ms, "{text}");
        }
    }

    #[test]
    fn timestamps() {
        for (text, ms) in [
            ("1970-01-01T00:00Z", Some(0)),
            ("2000-02-29T12:00:00Z", Some(951_825_600_000)),
            ("2024-02-29T23:59:59.999Z", Some(1_709_251_199_999)),
            ("2024-03-01T01:00:00.5+01:00", Some(1_709_251_200_500)),
            ("2024-02-29T22:30:00-0130", Some(1_709_251_200_000)),
            ("2026-01-31T12:00:00", Some(1_769_860_800_000)),
            ("2026-13-01T00:00Z", None),
            ("2026-01-01", None),
            ("2026-01-01T25:00Z", None),
            ("2026-01-01T00:00:00.Z", None),
            ("2026-01-01T00:00:00X", None),
        ] {
            assert_eq!(timestamp_ms(text), ms, "{text}");
        }
    }
}
