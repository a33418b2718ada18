//! Base-128 numbers, least significant seven bits first: unsigned, and zig-zag for signed ones.

use bytes::{BufMut, BytesMut};

/// Appends an unsigned varint of one to five bytes.
pub fn put_uvarint(buf: &mut BytesMut, mut value: u32) {
    while value >= 0x80 {
        buf.put_u8(value as u8 | 0x80);
        value >>= 7;
    }
    buf.put_u8(value as u8);
}

/// Appends an unsigned varint of one to ten bytes.
pub fn put_uvarlong(buf: &mut BytesMut, mut value: u64) {
    while value >= 0x80 {
        buf.put_u8(value as u8 | 0x80);
        value >>= 7;
    }
    buf.put_u8(value as u8);
}

/// Appends a zig-zag varint.
pub fn put_varint(buf: &mut BytesMut, value: i32) {
    put_uvarint(buf, zigzag32(value));
}

/// Appends a zig-zag varlong.
pub fn put_varlong(buf: &mut BytesMut, value: i64) {
    put_uvarlong(buf, zigzag64(value));
}

/// Bytes of [`put_uvarint`].
pub const fn uvarint_size(value: u32) -> usize {
    (38 - (value | 1).leading_zeros() as usize) / 7
}

/// Bytes of [`put_uvarlong`].
pub const fn uvarlong_size(value: u64) -> usize {
    (70 - (value | 1).leading_zeros() as usize) / 7
}

/// Bytes of [`put_varint`].
pub const fn varint_size(value: i32) -> usize {
    uvarint_size(zigzag32(value))
}

/// Bytes of [`put_varlong`].
pub const fn varlong_size(value: i64) -> usize {
    uvarlong_size(zigzag64(value))
}

pub const fn zigzag32(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

pub const fn zigzag64(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

pub const fn unzigzag32(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

pub const fn unzigzag64(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// The unsigned varint at the start of `bytes` and its length. `Err(true)`: more bytes are needed; `Err(false)`: it is too long.
#[inline]
pub fn read_uvarint(bytes: &[u8]) -> Result<(u32, usize), bool> {
    let mut value = 0u32;
    for (i, &byte) in bytes.iter().take(5).enumerate() {
        value |= u32::from(byte & 0x7f).wrapping_shl(7 * i as u32);
        if byte & 0x80 == 0 {
            // The fifth byte has room for four bits.
            return if i == 4 && byte > 0x0f { Err(false) } else { Ok((value, i + 1)) };
        }
    }
    Err(bytes.len() < 5)
}

/// The unsigned varlong at the start of `bytes`; errors as [`read_uvarint`].
#[inline]
pub fn read_uvarlong(bytes: &[u8]) -> Result<(u64, usize), bool> {
    let mut value = 0u64;
    for (i, &byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f).wrapping_shl(7 * i as u32);
        if byte & 0x80 == 0 {
            return if i == 9 && byte > 0x01 { Err(false) } else { Ok((value, i + 1)) };
        }
    }
    Err(bytes.len() < 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn varints_round_trip(a: u32, b: u64, c: i32, d: i64, shift in 0u32..64) {
            let (a, b, c, d) = (a >> (shift / 2), b >> shift, c >> (shift / 2), d >> shift);
            let mut buf = BytesMut::new();
            put_uvarint(&mut buf, a);
            prop_assert_eq!(read_uvarint(&buf), Ok((a, uvarint_size(a))));
            prop_assert_eq!(buf.len(), uvarint_size(a));
            buf.clear();
            put_uvarlong(&mut buf, b);
            prop_assert_eq!(read_uvarlong(&buf), Ok((b, buf.len())));
            prop_assert_eq!(buf.len(), uvarlong_size(b));
            prop_assert_eq!(unzigzag32(zigzag32(c)), c);
            prop_assert_eq!(unzigzag64(zigzag64(d)), d);
        }
    }

    #[test]
    fn bounds() {
        assert_eq!(read_uvarint(&[]), Err(true));
        assert_eq!(read_uvarint(&[0x80, 0x80]), Err(true));
        assert_eq!(read_uvarint(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Ok((u32::MAX, 5)));
        assert_eq!(read_uvarint(&[0xff, 0xff, 0xff, 0xff, 0x10]), Err(false));
        assert_eq!(read_uvarint(&[0x80; 6]), Err(false));
        assert_eq!(read_uvarlong(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok((u64::MAX, 10)));
        assert_eq!(read_uvarlong(&[0x80; 11]), Err(false));
        for (value, size) in [(0, 1), (127, 1), (128, 2), (16383, 2), (16384, 3), (u32::MAX, 5)] {
            assert_eq!(uvarint_size(value), size);
        }
        assert_eq!((uvarlong_size(0), uvarlong_size(u64::MAX)), (1, 10));
    }
}
