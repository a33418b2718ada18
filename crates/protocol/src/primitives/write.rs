//! Appending the wire form of values. `field` names the field in errors.

use bytes::{BufMut, Bytes, BytesMut};

use super::{EncodeError, EncodeErrorKind, MAX_STRING_BYTES, WireStruct, put_uvarint};
use crate::uuid::Uuid;

/// The count in front of an array, or the length in front of bytes.
pub fn put_array_len(buf: &mut BytesMut, flexible: bool, len: usize, field: &'static str) -> Result<(), EncodeError> {
    let len = i32::try_from(len).map_err(|_| EncodeError::new(field, EncodeErrorKind::TooLong(len)))?;
    if flexible {
        put_uvarint(buf, len.unsigned_abs() + 1);
    } else {
        buf.put_i32(len);
    }
    Ok(())
}

/// A null array or null bytes.
pub fn put_null_array(buf: &mut BytesMut, flexible: bool) {
    if flexible {
        buf.put_u8(0);
    } else {
        buf.put_i32(-1);
    }
}

pub fn put_bool(buf: &mut BytesMut, value: bool) {
    buf.put_u8(u8::from(value));
}

pub fn put_uuid(buf: &mut BytesMut, value: &Uuid) {
    buf.put_slice(&value.0);
}

pub fn put_string(buf: &mut BytesMut, flexible: bool, value: &str, field: &'static str) -> Result<(), EncodeError> {
    let len = value.len();
    if len > MAX_STRING_BYTES {
        return Err(EncodeError::new(field, EncodeErrorKind::TooLong(len)));
    }
    if flexible {
        put_uvarint(buf, len as u32 + 1);
    } else {
        buf.put_u16(len as u16);
    }
    buf.put_slice(value.as_bytes());
    Ok(())
}

pub fn put_opt_string(
    buf: &mut BytesMut,
    flexible: bool,
    value: Option<&str>,
    field: &'static str,
) -> Result<(), EncodeError> {
    match value {
        Some(value) => put_string(buf, flexible, value, field)?,
        None if flexible => buf.put_u8(0),
        None => buf.put_i16(-1),
    }
    Ok(())
}

pub fn put_bytes(buf: &mut BytesMut, flexible: bool, value: &[u8], field: &'static str) -> Result<(), EncodeError> {
    put_array_len(buf, flexible, value.len(), field)?;
    buf.put_slice(value);
    Ok(())
}

pub fn put_opt_bytes(
    buf: &mut BytesMut,
    flexible: bool,
    value: Option<&Bytes>,
    field: &'static str,
) -> Result<(), EncodeError> {
    match value {
        Some(value) => put_bytes(buf, flexible, value, field)?,
        None => put_null_array(buf, flexible),
    }
    Ok(())
}

/// An array whose elements cannot fail to be written: numbers and ids.
pub fn put_fixed_array<T: Copy>(
    buf: &mut BytesMut,
    flexible: bool,
    values: &[T],
    field: &'static str,
    put: fn(&mut BytesMut, T),
) -> Result<(), EncodeError> {
    put_array_len(buf, flexible, values.len(), field)?;
    for &value in values {
        put(buf, value);
    }
    Ok(())
}

macro_rules! fixed_arrays {
    ($($put:ident $put_opt:ident $ty:ty, $one:expr;)*) => { $(
        pub fn $put(buf: &mut BytesMut, flexible: bool, values: &[$ty], field: &'static str) -> Result<(), EncodeError> {
            put_fixed_array(buf, flexible, values, field, $one)
        }

        pub fn $put_opt(
            buf: &mut BytesMut,
            flexible: bool,
            values: Option<&[$ty]>,
            field: &'static str,
        ) -> Result<(), EncodeError> {
            match values {
                Some(values) => $put(buf, flexible, values, field)?,
                None => put_null_array(buf, flexible),
            }
            Ok(())
        }
    )* };
}

fixed_arrays! {
    put_i8s put_opt_i8s i8, |buf, v| buf.put_i8(v);
    put_i16s put_opt_i16s i16, |buf, v| buf.put_i16(v);
    put_i32s put_opt_i32s i32, |buf, v| buf.put_i32(v);
    put_i64s put_opt_i64s i64, |buf, v| buf.put_i64(v);
    put_uuids put_opt_uuids Uuid, |buf, v| buf.put_slice(&v.0);
}

pub fn put_strings(
    buf: &mut BytesMut,
    flexible: bool,
    values: &[String],
    field: &'static str,
) -> Result<(), EncodeError> {
    put_array_len(buf, flexible, values.len(), field)?;
    values.iter().try_for_each(|value| put_string(buf, flexible, value, field))
}

pub fn put_opt_strings(
    buf: &mut BytesMut,
    flexible: bool,
    values: Option<&[String]>,
    field: &'static str,
) -> Result<(), EncodeError> {
    match values {
        Some(values) => put_strings(buf, flexible, values, field)?,
        None => put_null_array(buf, flexible),
    }
    Ok(())
}

pub fn put_structs<T: WireStruct>(
    buf: &mut BytesMut,
    flexible: bool,
    version: i16,
    values: &[T],
    field: &'static str,
) -> Result<(), EncodeError> {
    put_array_len(buf, flexible, values.len(), field)?;
    values.iter().try_for_each(|value| value.write(buf, version))
}

pub fn put_opt_structs<T: WireStruct>(
    buf: &mut BytesMut,
    flexible: bool,
    version: i16,
    values: Option<&[T]>,
    field: &'static str,
) -> Result<(), EncodeError> {
    match values {
        Some(values) => put_structs(buf, flexible, version, values, field)?,
        None => put_null_array(buf, flexible),
    }
    Ok(())
}

/// A structure that may be null: 1 and the structure, or -1.
pub fn put_opt_struct<T: WireStruct>(buf: &mut BytesMut, version: i16, value: Option<&T>) -> Result<(), EncodeError> {
    match value {
        Some(value) => {
            buf.put_i8(1);
            value.write(buf, version)?;
        }
        None => buf.put_i8(-1),
    }
    Ok(())
}

/// A tagged structure that may be null: 1 and the structure, or 0.
pub fn put_opt_tagged_struct<T: WireStruct>(
    buf: &mut BytesMut,
    version: i16,
    value: Option<&T>,
) -> Result<(), EncodeError> {
    match value {
        Some(value) => {
            put_uvarint(buf, 1);
            value.write(buf, version)?;
        }
        None => put_uvarint(buf, 0),
    }
    Ok(())
}

/// The value of a field that is nullable in other versions than this one.
pub fn required<'a, T: ?Sized>(value: Option<&'a T>, field: &'static str) -> Result<&'a T, EncodeError> {
    value.ok_or_else(|| EncodeError::new(field, EncodeErrorKind::UnexpectedNull))
}
