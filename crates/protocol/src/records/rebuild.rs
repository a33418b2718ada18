//! Writes the records of a batch anew: in another codec, or with other offsets.
//!
//! Promises: what a batch decompresses to is held once, in the batch that is being written: it is read piece by piece.

use super::batch::BatchRef;
use super::compression::Decompressor;
use super::header::{BatchHeader, TimestampType};
use super::validate::{AppendRules, Fields, ValidatedBatch, Window, target};
use super::varint::{MAX_VARINT, MAX_VARLONG, read_varint, read_varlong};
use super::{BatchBuilder, BatchOptions, Compressor, RecordError};

/// How much smaller records may become when they are written anew: numbers may come in up to 10 bytes that fit one, though
/// no record is made of the longest alone.
const MAX_SHRINK: usize = 6;

impl ValidatedBatch {
    /// Appends the batch to `out` with consecutive offsets from `base_offset`, in the topic's codec. Returns its header.
    ///
    /// A batch that is to lie uncompressed in the log ends with [`RecordError::BatchFull`] as soon as it has more than
    /// `max_bytes`, so that a small batch cannot take much of memory. The size of a compressed one is known only when it is
    /// done: the caller checks it.
    #[allow(clippy::too_many_arguments)] // two places, a limit, two codecs, two buffers
    pub fn rebuild(
        &self,
        batch: &BatchRef<'_>,
        rules: &AppendRules,
        base_offset: i64,
        partition_leader_epoch: i32,
        max_bytes: usize,
        decompressor: &mut Decompressor,
        compressor: &mut Compressor,
        out: &mut Vec<u8>,
    ) -> Result<BatchHeader, RecordError> {
        let header = batch.header();
        let source = header.attributes.compression()?;
        let compression = target(header, source, rules);
        let full = RecordError::BatchFull { what: "bytes", limit: max_bytes as u64 };
        let max_uncompressed = if compression.compression.is_compressed() { usize::MAX } else { max_bytes };
        if self.uncompressed_bytes / MAX_SHRINK > max_uncompressed {
            return Err(full);
        }
        let log_append = self.timestamp_type == TimestampType::LogAppendTime;
        let mut builder = BatchBuilder::new(BatchOptions {
            base_offset,
            partition_leader_epoch,
            compression,
            log_append_time_ms: log_append.then_some(self.max_timestamp),
            delete_horizon_ms: None,
            producer_id: header.producer_id,
            producer_epoch: header.producer_epoch,
            base_sequence: header.base_sequence,
            transactional: header.attributes.is_transactional(),
            control: header.attributes.is_control(),
        });
        if source.is_compressed() {
            builder.reserve(self.uncompressed_bytes.min(max_uncompressed));
            let (stream, window) = decompressor.stream(source, batch.payload(), rules.max_decompressed_bytes);
            let mut window = Window::new(stream, window);
            for index in 0..header.record_count {
                take_record(&mut window, header, index, &mut builder)?;
                if builder.size_bytes() > max_uncompressed {
                    return Err(full);
                }
            }
            return builder.build(compressor, out);
        }
        for record in batch.records(decompressor, rules.max_decompressed_bytes)? {
            let record = record?;
            let offset = base_offset.wrapping_add(i64::from(builder.record_count()));
            builder.append_at(offset, record.timestamp, record.key, record.value, record.headers)?;
            if builder.size_bytes() > max_uncompressed {
                return Err(full);
            }
        }
        builder.build(compressor, out)
    }
}

/// Moves the next record from the window to the builder, at the next offset there.
fn take_record(
    window: &mut Window<'_, '_>,
    header: &BatchHeader,
    index: i32,
    builder: &mut BatchBuilder,
) -> Result<(), RecordError> {
    let stamped = header.attributes.timestamp_type() == TimestampType::LogAppendTime;
    let timestamp = |delta: i64| match stamped {
        true => header.max_timestamp,
        false => header.base_timestamp.wrapping_add(delta),
    };
    let offset = builder.base_offset().wrapping_add(i64::from(builder.record_count()));
    let size = window.record_size(header.record_count, index)?;
    if size <= Window::BYTES {
        let body = window.small_record(index, size)?;
        let at = timestamp(body.timestamp_delta);
        builder.append_at(offset, at, body.key, body.value, body.headers)?;
        window.advance(size);
        return Ok(());
    }
    // Key, value and headers of a large record go over as they are, without being looked at as a whole.
    let mut fields = Fields { window, left: size, index };
    fields.skip(1)?;
    let at = timestamp(fields.number(MAX_VARLONG, read_varlong)?);
    fields.number(MAX_VARINT, read_varint)?;
    let rest = fields.left;
    builder.append_raw(offset, at, rest, |out| fields.pass(rest, |piece| out.extend_from_slice(piece)))
}
