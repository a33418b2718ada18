//! Why a message could not be read or written, and at which field.

use thiserror::Error;

/// Bytes that are not the message they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{message}: {field}, {left} bytes before the end: {kind}")]
pub struct DecodeError {
    /// The message being read, such as `FetchRequest`; empty when no message was.
    pub message: &'static str,
    /// The field, with its structure when that is nested: `FetchPartition.FetchOffset`.
    pub field: &'static str,
    /// Bytes that were left when the error was noticed.
    pub left: usize,
    pub kind: DecodeErrorKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeErrorKind {
    #[error("{needed} bytes are needed")]
    Truncated { needed: usize },
    #[error("length or count {0} is more than the remaining bytes can hold, or negative")]
    BadLength(i64),
    #[error("null is not allowed")]
    UnexpectedNull,
    #[error("varint does not end where it must")]
    VarintTooLong,
    #[error("text is not UTF-8")]
    NotUtf8,
    #[error("string of {0} bytes; 32767 are allowed")]
    StringTooLong(usize),
    #[error("tagged field's content does not fill its stated size")]
    TagSizeMismatch,
    #[error("message needs more memory than {} bytes for each of its own", super::MAX_EXPANSION)]
    TooExpansive,
    #[error("version {0} is not supported")]
    UnsupportedVersion(i32),
    #[error("api key {0} is not known")]
    UnknownApiKey(i32),
    #[error("frame version {0} is not known")]
    UnknownFrameVersion(u32),
    #[error("{0} bytes follow the message's end")]
    TrailingBytes(usize),
}

impl DecodeError {
    /// Names the message, once, at its outermost level.
    #[must_use]
    pub fn within(mut self, message: &'static str) -> Self {
        if self.message.is_empty() {
            self.message = message;
        }
        self
    }
}

/// A value that the asked version of the message cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{message}: {field}: {kind}")]
pub struct EncodeError {
    pub message: &'static str,
    pub field: &'static str,
    pub kind: EncodeErrorKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EncodeErrorKind {
    #[error("version {0} of the message does not have this field and must not lose it")]
    NotInVersion(i16),
    #[error("null is not allowed in this version")]
    UnexpectedNull,
    #[error("{0} bytes or elements are too many")]
    TooLong(usize),
    #[error("tagged fields must come with rising tags, each once")]
    TagOrder,
    #[error("version {0} is not supported")]
    UnsupportedVersion(i16),
    #[error("not as many elements as were announced")]
    CountMismatch,
    #[error("this version names topics by id where a name is given, or the other way round")]
    TopicForm,
}

impl EncodeError {
    /// An error of a field, its message not yet named.
    pub fn new(field: &'static str, kind: EncodeErrorKind) -> Self {
        EncodeError { message: "", field, kind }
    }

    /// A field that the version lacks holds something other than its default, and is not ignorable.
    pub fn not_in_version(field: &'static str, version: i16) -> Self {
        Self::new(field, EncodeErrorKind::NotInVersion(version))
    }

    /// Names the message, once, at its outermost level.
    #[must_use]
    pub fn within(mut self, message: &'static str) -> Self {
        if self.message.is_empty() {
            self.message = message;
        }
        self
    }
}
