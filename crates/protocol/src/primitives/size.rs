//! How many bytes the functions of [`write`](super) append.

use bytes::Bytes;

use super::{WireStruct, uvarint_size};

fn compact_len_size(len: usize) -> usize {
    uvarint_size(u32::try_from(len).unwrap_or(u32::MAX).saturating_add(1))
}

/// The count in front of an array, or the length in front of bytes.
pub fn array_len_size(flexible: bool, len: usize) -> usize {
    if flexible { compact_len_size(len) } else { 4 }
}

pub fn string_size(flexible: bool, value: &str) -> usize {
    value.len() + if flexible { compact_len_size(value.len()) } else { 2 }
}

pub fn opt_string_size(flexible: bool, value: Option<&str>) -> usize {
    match value {
        Some(value) => string_size(flexible, value),
        None if flexible => 1,
        None => 2,
    }
}

pub fn bytes_size(flexible: bool, value: &[u8]) -> usize {
    value.len() + array_len_size(flexible, value.len())
}

pub fn opt_bytes_size(flexible: bool, value: Option<&Bytes>) -> usize {
    value.map_or(if flexible { 1 } else { 4 }, |value| bytes_size(flexible, value))
}

/// An array of numbers or ids, each of `element` bytes.
pub fn fixed_array_size<T>(flexible: bool, values: &[T], element: usize) -> usize {
    array_len_size(flexible, values.len()) + values.len() * element
}

pub fn opt_fixed_array_size<T>(flexible: bool, values: Option<&[T]>, element: usize) -> usize {
    values.map_or(if flexible { 1 } else { 4 }, |values| fixed_array_size(flexible, values, element))
}

pub fn strings_size(flexible: bool, values: &[String]) -> usize {
    array_len_size(flexible, values.len()) + values.iter().map(|value| string_size(flexible, value)).sum::<usize>()
}

pub fn opt_strings_size(flexible: bool, values: Option<&[String]>) -> usize {
    values.map_or(if flexible { 1 } else { 4 }, |values| strings_size(flexible, values))
}

pub fn structs_size<T: WireStruct>(flexible: bool, version: i16, values: &[T]) -> usize {
    array_len_size(flexible, values.len()) + values.iter().map(|value| value.size(version)).sum::<usize>()
}

pub fn opt_structs_size<T: WireStruct>(flexible: bool, version: i16, values: Option<&[T]>) -> usize {
    values.map_or(if flexible { 1 } else { 4 }, |values| structs_size(flexible, version, values))
}

/// A structure that may be null: a marker byte, then the structure if it is there.
pub fn opt_struct_size<T: WireStruct>(version: i16, value: Option<&T>) -> usize {
    1 + value.map_or(0, |value| value.size(version))
}
