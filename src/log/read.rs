//! Reading a log: by offset, by timestamp, from memory or from the segment's file.
//!
//! Promises: what is returned are whole batches in order, as they lie in the log, as slices of memory that stay valid however
//! long they are held. A read from memory does not wait unless memory is scarce (`lending`). A read of a file is bounded; the next
//! one of a reader who goes through old data is done ahead (`read_ahead`).
//! Which offsets may be shown (high watermark, last stable offset) is the caller's decision: `limit`.

use super::context::LogContext;
use super::entry::EntryHead;
use super::index::TimestampOffset;
use super::lending::{Allowance, SCARCE_BYTES, copy_into};
use super::log::{Log, LogCell};
use super::parallel::run_limited;
use super::read_ahead::{Piece, Place, Sequel, Taken};
use super::read_turns::MAX_PIECE_READS;
use super::recovery::load_indexes;
use super::segment::Indexes;
use super::txn_index::AbortedTxn;
use crate::rt::buf::{BLOCK_BYTES, MAX_BLOCK_BYTES, Segment as Bytes, align_down, align_up};
use ringmain_protocol::records::legacy::{Entries, Entry};
use ringmain_protocol::records::{Decompressor, HEADER_SIZE, RecordError, RecordRef};
use std::io;
use std::rc::Rc;

/// Read at a time when a timestamp is looked for; of most batches only the header matters.
const SEARCH_BYTES: usize = BLOCK_BYTES * 16;
/// Most bytes read from a file for one partition of one fetch, a larger first batch excepted: one block, wherever they begin.
const MAX_COLD_READ_BYTES: usize = MAX_BLOCK_BYTES - BLOCK_BYTES;
/// Most that the records of one batch may decompress to when a timestamp is looked for; so none is appended that has more.
pub const MAX_DECOMPRESSED_BYTES: usize = 256 << 20;

/// Why a read failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// OFFSET_OUT_OF_RANGE
    #[error("offset {offset} is not within {log_start_offset} to {end_offset}")]
    OffsetOutOfRange { offset: i64, log_start_offset: i64, end_offset: i64 },
    #[error("the log is offline")]
    Offline,
    #[error(transparent)]
    Io(#[from] io::Error),
    /// CORRUPT_MESSAGE
    #[error("the log is damaged: {0}")]
    Damaged(#[from] RecordError),
}

/// Batches read.
#[derive(Debug, Default)]
pub struct FetchData {
    pub segments: Vec<Bytes>,
    pub size_bytes: usize,
    /// The offset after the last batch; that asked for if there is none.
    pub next_offset: i64,
    /// There is more, and why it is not here.
    pub stopped: Option<Stop>,
    /// There is more, for which there was no memory.
    pub is_short: bool,
}

/// Why a read ends before the end of what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The next batch does not end before the limit.
    Limit,
    /// It would be too much.
    Size,
}

impl FetchData {
    fn none(next_offset: i64) -> Self {
        Self { next_offset, ..Self::default() }
    }

    /// No memory, so nothing.
    fn short(next_offset: i64) -> Self {
        Self { stopped: Some(Stop::Size), is_short: true, ..Self::none(next_offset) }
    }
}

/// The offset of a record that has a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampedOffset {
    pub timestamp: i64,
    pub offset: i64,
    pub leader_epoch: Option<i32>,
}

/// What to read.
#[derive(Debug, Clone, Copy)]
struct Request {
    offset: i64,
    max_bytes: usize,
    /// Batches must end at or before this offset.
    limit: i64,
    min_one: bool,
}

/// Where to look in one segment: nothing before `from` is wanted.
#[derive(Debug, Clone, Copy)]
struct Extent {
    segment: i64,
    from: u32,
    size: u32,
    durable: u32,
}

impl LogCell {
    /// Whole batches from the one that holds `offset` on, at most `max_bytes` of them, that end at or before `limit`. With
    /// `min_one` the first batch comes however large it is. Nothing is there to read: no bytes.
    ///
    /// For readers that let go of what they read before they read on.
    pub async fn read(
        &self,
        context: &LogContext,
        offset: i64,
        max_bytes: usize,
        limit: i64,
        min_one: bool,
    ) -> Result<FetchData, ReadError> {
        self.read_within(context, &Allowance::unlimited(), offset, max_bytes, limit, min_one).await
    }

    /// `read` for those who hold what they get for long: at most what `allowance` leaves, and with `min_one` a first batch, if
    /// memory for it comes in time.
    pub async fn read_within(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        offset: i64,
        max_bytes: usize,
        limit: i64,
        min_one: bool,
    ) -> Result<FetchData, ReadError> {
        let mut request = Request { offset, max_bytes, limit, min_one };
        loop {
            let lendable_bytes = allowance.lendable_bytes(context);
            if lendable_bytes > 0 {
                let found = self.get().read_memory(context, request.at_most(lendable_bytes))?;
                if let Some(mut data) = found {
                    data.is_short = data.stopped == Some(Stop::Size) && lendable_bytes < request.max_bytes;
                    data.lend(context, allowance);
                    return Ok(data);
                }
            } else if let Some(data) = self.copy(context, allowance, request).await? {
                return Ok(data);
            }
            if request.max_bytes == 0 && !request.min_one {
                return Ok(FetchData { stopped: Some(Stop::Size), ..FetchData::none(request.offset) });
            }
            // Not all is in memory, or the index of an old segment is not.
            let base_offset = self.get().segment_of(request.offset);
            let data = self.read_file(context, allowance, base_offset, request).await?;
            if data.size_bytes > 0 || data.stopped.is_some() {
                return Ok(data);
            }
            // Nothing at or after the offset in this segment: compaction may have removed its end.
            let log = self.get();
            let next = log.segments.get(log.segment_index(base_offset) + 1).map(|segment| segment.base_offset);
            match next {
                Some(next) if next < limit && next > request.offset => request.offset = next,
                _ => return Ok(FetchData::none(offset)),
            }
        }
    }

    /// What is in memory, as a copy: no more of it may be lent. `None` where not all that is needed is there.
    async fn copy(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        request: Request,
    ) -> Result<Option<FetchData>, ReadError> {
        let little = if request.min_one { request.at_most(SCARCE_BYTES) } else { request.at_most(0) };
        loop {
            let found = self.get().read_memory(context, little)?;
            let Some(data) = found else { return Ok(None) };
            let bytes = data.size_bytes;
            let is_short = little.max_bytes < request.max_bytes && data.stopped == Some(Stop::Size);
            if bytes == 0 {
                return Ok(Some(FetchData { is_short, ..data }));
            }
            if let Some(segments) = context.try_copy(allowance, &data.segments, request.min_one) {
                return Ok(Some(FetchData { segments, is_short, ..data }));
            }
            // Who waits holds nothing.
            drop(data);
            let Some(chunks) = context.cold_chunks(bytes, allowance, request.min_one).await? else {
                return Ok(Some(FetchData::short(request.offset)));
            };
            let found = self.get().read_memory(context, little)?;
            let Some(data) = found else { return Ok(None) };
            if data.size_bytes <= bytes {
                return Ok(Some(FetchData { segments: copy_into(chunks, &data.segments), is_short, ..data }));
            }
        }
    }

    /// Calls `look` with the indexes of a segment, which are in memory while it grows or was used lately, else in its files.
    async fn with_indexes<T>(
        &self,
        context: &LogContext,
        base_offset: i64,
        look: impl Fn(&Indexes) -> T,
    ) -> Result<T, ReadError> {
        let interval_bytes = {
            let log = self.get();
            if let Some(indexes) = log.segment(base_offset).and_then(|segment| segment.indexes.as_deref()) {
                return Ok(look(indexes));
            }
            log.config.index_interval_bytes
        };
        if let Some(indexes) = context.cached_indexes(self.key, base_offset) {
            return Ok(look(&indexes));
        }
        let indexes = Rc::new(load_indexes(&self.dir, base_offset, interval_bytes).await?);
        let found = look(&indexes);
        context.cache_indexes(self.key, base_offset, indexes);
        Ok(found)
    }

    /// Reads from the segment's file, and from memory where the file ends.
    async fn read_file(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        base_offset: i64,
        request: Request,
    ) -> Result<FetchData, ReadError> {
        // Where an answer has ended the next begins; the index knows of a batch before that.
        let is_of_an_answer = allowance.is_of_an_answer();
        let known = if is_of_an_answer { context.read_ahead.end(self.key, request.offset) } else { None };
        let mut from = match known.filter(|place| place.segment == base_offset) {
            Some(place) => place.position,
            None => {
                let position = |indexes: &Indexes| indexes.offsets.lookup(request.offset).position;
                self.with_indexes(context, base_offset, position).await?
            }
        };
        let asked = request.max_bytes.saturating_add(BLOCK_BYTES);
        let readable_bytes = allowance.cold_bytes();
        if readable_bytes == 0 && !request.min_one {
            return Ok(FetchData::short(request.offset));
        }
        let most = readable_bytes.clamp(SCARCE_BYTES - BLOCK_BYTES, MAX_COLD_READ_BYTES);
        let mut wanted = asked.min(most);
        loop {
            let extent = self.get().extent(base_offset, from)?;
            if from >= extent.size {
                return Ok(FetchData::none(request.offset));
            }
            let view = match self.gather_file(context, allowance, extent, wanted, request.min_one).await? {
                Gathered::All(view) => view,
                Gathered::Moved => continue,
                Gathered::NoMemory => return Ok(FetchData::short(request.offset)),
            };
            let window = self.with_indexes(context, base_offset, |indexes| view.locate(request, indexes)).await??;
            // The first batch ends behind what was read.
            if let Some(needed) = window.needs
                && view.end() < extent.size
            {
                from = window.from;
                wanted = wanted.max((needed - from) as usize);
                continue;
            }
            let is_limited = window.stopped == Some(Stop::Limit) || window.next_offset >= request.limit;
            // For want of memory, or because less was read ahead.
            let is_cut = (view.end() as usize) < (from as usize).saturating_add(wanted);
            let is_short = (asked > most || is_cut) && view.end() < extent.size && !is_limited;
            let mut data = FetchData { is_short, ..view.cut(window) };
            data.lend(context, allowance);
            let may_go_on = is_of_an_answer && !is_limited && data.size_bytes > 0;
            let after = if may_go_on { self.after(extent, window) } else { None };
            if let Some((place, durable)) = after {
                context.read_ahead.note_end(window.next_offset, place);
                if known.is_some() {
                    let upto = (place.position as usize).saturating_add(wanted).min(durable as usize) as u32;
                    allowance.add_sequel(Sequel { place, upto, dir: self.dir.clone() });
                }
            }
            return Ok(data);
        }
    }

    /// Where the read after this window begins, and how far that file goes.
    fn after(&self, extent: Extent, window: Window) -> Option<(Place, u32)> {
        let log = self.get();
        if log.offline {
            return None;
        }
        let at = |segment, position| Place { key: self.key, segment, position };
        if window.to < extent.size {
            return (window.to < extent.durable).then_some((at(extent.segment, window.to), extent.durable));
        }
        let next = log.segments.get(log.segment_index(extent.segment) + 1)?;
        let is_next = next.base_offset <= window.next_offset && next.durable_bytes > 0;
        is_next.then_some((at(next.base_offset, 0), next.durable_bytes))
    }

    /// `wanted` bytes of a segment from `extent.from` on, as far as they go.
    async fn gather_file(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        extent: Extent,
        wanted: usize,
        may_wait: bool,
    ) -> Result<Gathered<View>, ReadError> {
        let upto = (extent.from as usize).saturating_add(wanted).min(extent.size as usize) as u32;
        let mut view = View { start: extent.from, parts: Vec::new() };
        match self.gather_memory(context, allowance, extent, extent.from, upto, may_wait, &mut view.parts).await? {
            Gathered::All(()) => return Ok(Gathered::All(view)),
            Gathered::Moved => {}
            Gathered::NoMemory => return Ok(Gathered::NoMemory),
        }
        let in_file = extent.durable.min(upto);
        let mut position = extent.from;
        let place = Place { key: self.key, segment: extent.segment, position };
        if position < in_file && allowance.is_of_an_answer() {
            match context.read_ahead.take(&place).await {
                Taken::Nothing => {}
                Taken::Failed => return Ok(Gathered::Moved),
                Taken::Pieces(pieces, upto) => {
                    if view.put(pieces, upto.min(in_file)).is_err() {
                        return Ok(Gathered::Moved);
                    }
                    // No more than that, for now: nobody waits for memory with this in his hands.
                    allowance.took_cold(upto.saturating_sub(position) as usize);
                    return Ok(Gathered::All(view));
                }
            }
        }
        if position < in_file {
            let file = context.open_segment(self.key, &self.dir, extent.segment).await?;
            let all = align_up(in_file as usize).saturating_sub(align_down(position as usize));
            let Some(chunks) = context.cold_chunks(all, allowance, may_wait).await? else {
                return Ok(Gathered::NoMemory);
            };
            let mut start = align_down(position as usize);
            let mut reads = Vec::with_capacity(chunks.len());
            for chunk in chunks {
                let len = align_up(in_file as usize).saturating_sub(start).min(chunk.capacity());
                let read = context.read_turns.read(&file, chunk, start as u64, len);
                reads.push(async move { (start, read.await) });
                start += len;
            }
            view.put(run_limited(reads, MAX_PIECE_READS).await, in_file)?;
            position = in_file;
        }
        match self.gather_memory(context, allowance, extent, position, upto, may_wait, &mut view.parts).await? {
            Gathered::All(()) => Ok(Gathered::All(view)),
            Gathered::Moved => Ok(Gathered::Moved),
            Gathered::NoMemory => Ok(Gathered::NoMemory),
        }
    }

    /// Adds what is in memory, as a copy where no more of it may be lent. `Moved` if not all is there, or if memory for a copy has
    /// come only after a wait: then everything is given up first.
    #[allow(clippy::too_many_arguments)] // A range, whose memory counts, and where it goes.
    async fn gather_memory(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        extent: Extent,
        from: u32,
        upto: u32,
        may_wait: bool,
        parts: &mut Vec<Bytes>,
    ) -> Result<Gathered<()>, ReadError> {
        let first = parts.len();
        if !self.get().tail.gather(extent.segment, from, upto, parts) {
            return Ok(Gathered::Moved);
        }
        let found = parts.get(first..).unwrap_or_default();
        if found.is_empty() || allowance.lendable_bytes(context) > 0 {
            return Ok(Gathered::All(()));
        }
        if let Some(copies) = context.try_copy(allowance, found, may_wait) {
            parts.truncate(first);
            parts.extend(copies);
            return Ok(Gathered::All(()));
        }
        // Who waits holds nothing.
        parts.clear();
        let waited = context.cold_chunks((upto - from) as usize, allowance, may_wait).await?;
        Ok(if waited.is_some() { Gathered::Moved } else { Gathered::NoMemory })
    }

    /// The first record at or after `timestamp`; `None` if there is none.
    pub async fn offset_for_timestamp(
        &self,
        context: &LogContext,
        timestamp: i64,
    ) -> Result<Option<TimestampedOffset>, ReadError> {
        let bases: Vec<i64> = self.get().segments.iter().map(|segment| segment.base_offset).collect();
        for base_offset in bases {
            if self.largest(context, base_offset).await?.timestamp < timestamp {
                continue;
            }
            let position = |indexes: &Indexes| {
                let known = indexes.times.lookup(timestamp).offset;
                indexes.offsets.lookup(known).position
            };
            let from = self.with_indexes(context, base_offset, position).await?;
            let log_start_offset = self.get().log_start_offset;
            let matches = |at: i64, offset: i64| at >= timestamp && offset >= log_start_offset;
            if let Some(found) = self.find_record(context, base_offset, from, matches).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The first record that has the log's latest timestamp; `None` if no record has any.
    pub async fn offset_of_max_timestamp(&self, context: &LogContext) -> Result<Option<TimestampedOffset>, ReadError> {
        let bases: Vec<i64> = self.get().segments.iter().map(|segment| segment.base_offset).collect();
        let mut best: Option<(i64, TimestampOffset)> = None;
        for base_offset in bases {
            let largest = self.largest(context, base_offset).await?;
            if best.is_none_or(|(_, best)| largest.timestamp > best.timestamp) {
                best = Some((base_offset, largest));
            }
        }
        let Some((base_offset, largest)) = best.filter(|(_, best)| best.timestamp >= 0) else { return Ok(None) };
        // The entry's offset is the last of the batch, so the batch is at or after what the index finds before it.
        let position = |indexes: &Indexes| indexes.offsets.lookup(largest.offset.saturating_sub(1)).position;
        let from = self.with_indexes(context, base_offset, position).await?;
        self.find_record(context, base_offset, from, |at, _| at == largest.timestamp).await
    }

    /// The latest timestamp of a segment, read from its time index where need be.
    async fn largest(&self, context: &LogContext, base_offset: i64) -> Result<TimestampOffset, ReadError> {
        let known = self.get().segment(base_offset).and_then(|segment| segment.largest);
        if let Some(largest) = known {
            return Ok(largest);
        }
        let largest = self.with_indexes(context, base_offset, |indexes| indexes.times.last()).await?;
        if let Some(segment) = self.get_mut().segment_mut(base_offset) {
            segment.largest = Some(largest);
        }
        Ok(largest)
    }

    /// The first record from `from` on whose timestamp and offset `matches` accepts.
    async fn find_record(
        &self,
        context: &LogContext,
        base_offset: i64,
        mut from: u32,
        matches: impl Fn(i64, i64) -> bool,
    ) -> Result<Option<TimestampedOffset>, ReadError> {
        let mut decompressor = Decompressor::new();
        let mut wanted = SEARCH_BYTES;
        let allowance = Allowance::unlimited();
        loop {
            let extent = self.get().extent(base_offset, from)?;
            if extent.from >= extent.size {
                return Ok(None);
            }
            let gathered = self.gather_file(context, &allowance, extent, wanted, true).await?;
            let Gathered::All(view) = gathered else { continue };
            let (position, head) = view.first_batch(&matches)?;
            let size_bytes = head.as_ref().map_or(0, |head| head.size_bytes);
            let end = position.saturating_add(size_bytes as u32);
            let short = if head.is_some() { end > extent.size } else { position == extent.from };
            if short {
                return Ok(None);
            }
            (from, wanted) = (position, SEARCH_BYTES);
            if end > view.end() {
                wanted = size_bytes.max(SEARCH_BYTES);
            } else if let Some(head) = head {
                let bytes = view.copy(position, end);
                let found =
                    first_record(&bytes, &mut decompressor, |at: &RecordRef<'_>| matches(at.timestamp, at.offset))?;
                if let Some((timestamp, offset)) = found {
                    let leader_epoch = (head.leader_epoch >= 0).then_some(head.leader_epoch);
                    return Ok(Some(TimestampedOffset { timestamp, offset, leader_epoch }));
                }
                from = end;
            }
            crate::rt::task::yield_if_needed().await;
        }
    }

    /// The aborted transactions that a consumer reading `offset..upper_bound` must skip.
    pub async fn aborted_transactions(
        &self,
        context: &LogContext,
        offset: i64,
        upper_bound: i64,
    ) -> Result<Vec<AbortedTxn>, ReadError> {
        let bases: Vec<i64> = {
            let log = self.get();
            let first = log.segment_index(offset);
            log.segments.get(first..).unwrap_or_default().iter().map(|segment| segment.base_offset).collect()
        };
        let mut all = Vec::new();
        for base_offset in bases {
            let collect = |indexes: &Indexes| {
                let mut found = Vec::new();
                let is_complete = indexes.txns.collect(offset, upper_bound, &mut found);
                (found, is_complete)
            };
            let (found, is_complete) = self.with_indexes(context, base_offset, collect).await?;
            all.extend(found);
            if is_complete {
                break;
            }
        }
        Ok(all)
    }
}

impl Request {
    fn at_most(self, bytes: usize) -> Self {
        Self { max_bytes: self.max_bytes.min(bytes), ..self }
    }
}

impl FetchData {
    /// Counts what of it are slices of the logs' ends as lent.
    fn lend(&mut self, context: &LogContext, allowance: &Allowance) {
        let before = context.pool().lent_bytes();
        for segment in &mut self.segments {
            segment.lend();
        }
        allowance.lent(context.pool().lent_bytes().saturating_sub(before));
    }
}

/// What a look at a file brought.
enum Gathered<T> {
    All(T),
    /// Some came from memory to the file meanwhile: look again.
    Moved,
    NoMemory,
}

impl Log {
    /// `read` where everything needed is in memory; `None` where it is not.
    fn read_memory(&self, context: &LogContext, request: Request) -> Result<Option<FetchData>, ReadError> {
        if self.offline {
            return Err(ReadError::Offline);
        }
        let (offset, end_offset) = (request.offset, self.end.offset);
        if offset < self.log_start_offset || offset > end_offset {
            let log_start_offset = self.log_start_offset;
            return Err(ReadError::OffsetOutOfRange { offset, log_start_offset, end_offset });
        }
        if offset == end_offset || offset >= request.limit {
            return Ok(Some(FetchData::none(offset)));
        }
        let Some(segment) = self.segments.get(self.segment_index(offset)) else { return Ok(None) };
        let base_offset = segment.base_offset;
        let cached;
        let indexes: &Indexes = match &segment.indexes {
            Some(indexes) => indexes,
            None => match context.cached_indexes(self.key, base_offset) {
                Some(indexes) => {
                    cached = indexes;
                    &cached
                }
                None => return Ok(None),
            },
        };
        let from = indexes.offsets.lookup(offset).position;
        let mut upto = (from as usize).saturating_add(request.max_bytes).saturating_add(BLOCK_BYTES * 2);
        loop {
            let end = upto.min(segment.size_bytes as usize) as u32;
            let mut view = View { start: from, parts: Vec::new() };
            // The index may point to what was evicted although the batch itself is in memory: no other way to it is known.
            if from >= end || !self.tail.gather(base_offset, from, end, &mut view.parts) {
                return Ok(None);
            }
            let window = view.locate(request, indexes)?;
            if let Some(needed) = window.needs
                && end < segment.size_bytes
            {
                upto = needed as usize;
                continue;
            }
            let data = view.cut(window);
            // Nothing at or after the offset in this segment: `read` goes on to the next.
            return Ok((data.size_bytes > 0 || data.stopped.is_some()).then_some(data));
        }
    }

    /// Base offset of the segment that holds `offset`.
    fn segment_of(&self, offset: i64) -> i64 {
        self.segments.get(self.segment_index(offset)).map_or(0, |segment| segment.base_offset)
    }

    fn extent(&self, base_offset: i64, from: u32) -> Result<Extent, ReadError> {
        if self.offline {
            return Err(ReadError::Offline);
        }
        // A segment that was deleted meanwhile.
        let segment = self.segment(base_offset).ok_or(ReadError::OffsetOutOfRange {
            offset: base_offset,
            log_start_offset: self.log_start_offset,
            end_offset: self.end.offset,
        })?;
        Ok(Extent { segment: base_offset, from, size: segment.size_bytes, durable: segment.durable_bytes })
    }
}

/// A part of a segment, from position `start` on.
struct View {
    start: u32,
    parts: Vec<Bytes>,
}

/// The part of a view that answers a request.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: u32,
    to: u32,
    next_offset: i64,
    /// There is more, which the request does not want now.
    stopped: Option<Stop>,
    /// The first batch ends here, beyond the view.
    needs: Option<u32>,
}

impl View {
    fn end(&self) -> u32 {
        self.start + self.parts.iter().map(Bytes::len).sum::<usize>() as u32
    }

    /// Adds what was read of the file, which goes on from its end to `in_file`.
    fn put(&mut self, pieces: Vec<Piece>, in_file: u32) -> io::Result<()> {
        let mut position = self.end() as usize;
        for (start, chunk) in pieces {
            let bytes = Bytes::Chunk(chunk?.slice(..));
            let end = (start + bytes.len()).min(in_file as usize);
            if start <= position && position < end {
                self.parts.push(bytes.slice(position - start..end - start));
                position = end;
            }
        }
        // A piece was cut short.
        if position < in_file as usize { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// The batches that answer the request.
    fn locate(&self, request: Request, indexes: &Indexes) -> Result<Window, ReadError> {
        let end = self.end();
        let mut cursor = Cursor::new(self);
        // To the batch that holds the offset, or the first one after it.
        let mut position = self.start;
        let empty = |at, stopped, needs| Window { from: at, to: at, next_offset: request.offset, stopped, needs };
        let first = loop {
            let Some(header) = cursor.header(position)? else {
                return Ok(empty(position, None, Some(position.saturating_add(HEADER_SIZE as u32))));
            };
            if header.last_offset >= request.offset {
                break header;
            }
            position = position.saturating_add(header.size_bytes as u32);
        };
        let from = position;
        if first.next_offset() > request.limit {
            return Ok(empty(from, Some(Stop::Limit), None));
        }
        let first_end = from.saturating_add(first.size_bytes as u32);
        if first.size_bytes > request.max_bytes && !request.min_one {
            return Ok(empty(from, Some(Stop::Size), None));
        }
        if first_end > end {
            return Ok(empty(from, None, Some(first_end)));
        }
        // As far as wanted: from a batch that the index knows, then batch by batch.
        let most = (from as usize).saturating_add(request.max_bytes).min(end as usize) as u32;
        let mut to = first_end;
        let mut next_offset = first.next_offset();
        let by_size = indexes.offsets.lookup_position(most).position;
        let by_limit = indexes.offsets.lookup(request.limit.saturating_sub(1)).position;
        let hint = by_size.min(by_limit);
        if hint > to
            && let Some(header) = cursor.header(hint)?
            && header.has_base_offset
            && header.base_offset <= request.limit
        {
            (to, next_offset) = (hint, header.base_offset);
        }
        let mut stopped = None;
        while let Some(header) = cursor.header(to)? {
            let batch_end = to.saturating_add(header.size_bytes as u32);
            if header.next_offset() > request.limit {
                stopped = Some(Stop::Limit);
                break;
            }
            if batch_end > most {
                stopped = Some(Stop::Size);
                break;
            }
            (to, next_offset) = (batch_end, header.next_offset());
        }
        Ok(Window { from, to, next_offset, stopped, needs: None })
    }

    fn cut(self, window: Window) -> FetchData {
        let mut data = FetchData { next_offset: window.next_offset, stopped: window.stopped, ..FetchData::default() };
        let mut position = self.start;
        for part in self.parts {
            let end = position + part.len() as u32;
            let (from, to) = (window.from.max(position), window.to.min(end));
            if from < to {
                data.size_bytes += (to - from) as usize;
                data.segments.push(part.slice((from - position) as usize..(to - position) as usize));
            }
            position = end;
        }
        data
    }

    /// The first batch whose latest timestamp and last offset `matches` accepts. Without one: where the view lacks a header.
    fn first_batch(&self, matches: impl Fn(i64, i64) -> bool) -> Result<(u32, Option<EntryHead>), RecordError> {
        let mut cursor = Cursor::new(self);
        let mut position = self.start;
        while let Some(header) = cursor.header(position)? {
            if matches(header.max_timestamp, header.last_offset) {
                return Ok((position, Some(header)));
            }
            position = position.saturating_add(header.size_bytes as u32);
        }
        Ok((position, None))
    }

    /// A range of the view, in one piece.
    fn copy(&self, from: u32, to: u32) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(to.saturating_sub(from) as usize);
        let mut position = self.start;
        for part in &self.parts {
            let end = position + part.len() as u32;
            let (from, to) = (from.max(position), to.min(end));
            if from < to {
                let range = (from - position) as usize..(to - position) as usize;
                bytes.extend_from_slice(part.as_ref().get(range).unwrap_or_default());
            }
            position = end;
        }
        bytes
    }
}

/// Reads headers of a view in ascending order of position.
struct Cursor<'a> {
    parts: &'a [Bytes],
    /// Position of the first of `parts`.
    position: u32,
}

impl<'a> Cursor<'a> {
    fn new(view: &'a View) -> Self {
        Self { parts: &view.parts, position: view.start }
    }

    /// The front of the entry at `position`, if the view has enough of it.
    fn header(&mut self, position: u32) -> Result<Option<EntryHead>, RecordError> {
        while let Some((first, rest)) = self.parts.split_first() {
            let end = self.position + first.len() as u32;
            if position < end {
                break;
            }
            (self.parts, self.position) = (rest, end);
        }
        let Some(mut at) = position.checked_sub(self.position).map(|at| at as usize) else { return Ok(None) };
        let mut bytes = [0; HEADER_SIZE];
        let mut filled = 0;
        for part in self.parts {
            let from = part.as_ref().get(at..).unwrap_or_default();
            if filled == 0 && from.len() >= HEADER_SIZE {
                return EntryHead::parse(from);
            }
            let take = from.len().min(HEADER_SIZE - filled);
            if let (Some(to), Some(from)) = (bytes.get_mut(filled..filled + take), from.get(..take)) {
                to.copy_from_slice(from);
            }
            filled += take;
            at = 0;
            if filled == HEADER_SIZE {
                break;
            }
        }
        EntryHead::parse(bytes.get(..filled).unwrap_or_default())
    }
}

/// Timestamp and offset of the first record of an entry that `matches` accepts.
fn first_record(
    bytes: &[u8],
    decompressor: &mut Decompressor,
    matches: impl Fn(&RecordRef<'_>) -> bool,
) -> Result<Option<(i64, i64)>, RecordError> {
    let found = |record: Result<RecordRef<'_>, RecordError>| match record {
        Ok(record) => matches(&record).then_some(Ok((record.timestamp, record.offset))),
        Err(error) => Some(Err(error)),
    };
    match Entries::new(bytes).next().transpose()? {
        Some(Entry::Batch(batch)) => batch.records(decompressor, MAX_DECOMPRESSED_BYTES)?.find_map(found),
        Some(Entry::Message(message)) => message.records(decompressor, MAX_DECOMPRESSED_BYTES)?.find_map(found),
        None => None,
    }
    .transpose()
}
