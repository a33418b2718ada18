//! Zigzag varints as the record format uses them. A reader takes what it reads off the front of the slice.
//! As in Kafka, bits beyond the type's width in the last byte are dropped; a longer run is an error (`None`).

/// Most bytes a varint takes.
pub const MAX_VARINT: usize = 5;
/// Most bytes a varlong takes.
pub const MAX_VARLONG: usize = 10;

#[inline]
fn read_unsigned<const MAX: usize>(input: &mut &[u8]) -> Option<u64> {
    let bytes = *input;
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        *input = rest;
        return Some(u64::from(first));
    }
    let mut value = u64::from(first & 0x7f);
    let mut shift = 7;
    for (i, &byte) in rest.iter().take(MAX - 1).enumerate() {
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            *input = rest.get(i + 1..)?;
            return Some(value);
        }
        shift += 7;
    }
    None
}

/// A signed 32-bit zigzag varint.
#[inline]
pub fn read_varint(input: &mut &[u8]) -> Option<i32> {
    let raw = read_unsigned::<MAX_VARINT>(input)? as u32;
    Some((raw >> 1) as i32 ^ -((raw & 1) as i32))
}

/// A signed 64-bit zigzag varint.
#[inline]
pub fn read_varlong(input: &mut &[u8]) -> Option<i64> {
    let raw = read_unsigned::<MAX_VARLONG>(input)?;
    Some((raw >> 1) as i64 ^ -((raw & 1) as i64))
}

fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn size_unsigned(value: u64) -> usize {
    (70 - (value | 1).leading_zeros() as usize) / 7
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Writes a zigzag varint; an `i32` takes at most 5 bytes.
pub fn write_varlong(out: &mut Vec<u8>, value: i64) {
    write_unsigned(out, zigzag(value));
}

/// Bytes that [`write_varlong`] takes for `value`.
pub fn size_varlong(value: i64) -> usize {
    size_unsigned(zigzag(value))
}
