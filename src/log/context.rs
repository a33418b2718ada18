//! What the logs of one thread share: the chunk pools, what is read ahead, open files, and the indexes of sealed segments.
//!
//! Promises: each is bounded. A chunk is only taken from a log when its bytes are in the file. What readers may take: `lending`.

use super::cache::Cache;
use super::journal::format::PartitionKey;
use super::lending::Shortage;
use super::log::{Log, LogCell};
use super::names;
use super::read_ahead::ReadAhead;
use super::read_turns::ReadTurns;
use super::segment::Indexes;
use crate::rt::buf::{BLOCK_BYTES, Chunk, Pool};
use crate::rt::fs::{File, OpenOptions};
use crate::rt::sync::{Notify, Semaphore};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// Segment files kept open by one thread. Idle logs have none.
const MAX_OPEN_FILES: usize = 1024;
/// Indexes of sealed segments kept in memory by one thread.
const MAX_CACHED_INDEXES: usize = 64;

type SegmentKey = (PartitionKey, i64);

/// Shared by the logs of one thread.
pub struct LogContext {
    /// For the ends of the logs.
    pool: Pool,
    /// For what is read from files, apart from the other: readers of old data take no memory that appends need.
    pub(super) cold: RefCell<Pool>,
    /// Whose turn it is to wait for `cold`.
    pub(super) cold_turn: Semaphore,
    pub(super) shortage: Arc<Shortage>,
    pub(super) read_turns: Rc<ReadTurns>,
    pub(super) read_ahead: ReadAhead,
    /// Logs with chunks that their files have, in the order in which they came to have them.
    evictable: RefCell<VecDeque<Weak<LogCell>>>,
    more_evictable: Notify,
    files: RefCell<Cache<SegmentKey, File>>,
    indexes: RefCell<Cache<SegmentKey, Rc<Indexes>>>,
}

impl LogContext {
    /// With so much memory for the ends of the logs, and for what is read from files.
    pub fn new(pool_bytes: usize, cold_bytes: usize) -> io::Result<Rc<Self>> {
        Self::sharing(pool_bytes, cold_bytes, Arc::default())
    }

    /// The same for one of several threads, which learn from each other that readers are short of memory.
    pub fn sharing(pool_bytes: usize, cold_bytes: usize, shortage: Arc<Shortage>) -> io::Result<Rc<Self>> {
        Ok(Rc::new(Self {
            pool: Pool::new(pool_bytes)?,
            cold: RefCell::new(Pool::new(cold_bytes)?),
            cold_turn: Semaphore::new(1),
            shortage,
            read_turns: ReadTurns::new(),
            read_ahead: ReadAhead::default(),
            evictable: RefCell::default(),
            more_evictable: Notify::new(),
            files: RefCell::new(Cache::new(MAX_OPEN_FILES)),
            indexes: RefCell::new(Cache::new(MAX_CACHED_INDEXES)),
        }))
    }

    /// Takes all of the memory from the system now: no append or read waits for it later, and none finds it gone.
    pub fn take_memory(&self) -> io::Result<()> {
        self.pool.take_memory()?;
        self.cold.borrow().take_memory()
    }

    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    #[cfg(test)]
    pub fn shortage_is_within(&self, time: std::time::Duration) -> bool {
        self.shortage.is_within(time)
    }

    /// Bytes that are held of what is there for reads from files.
    #[cfg(test)]
    pub fn cold_bytes_held(&self) -> usize {
        let cold = self.cold.borrow();
        cold.total_bytes() - cold.free_bytes()
    }

    /// A chunk of at most `bytes`, smaller ones being taken where memory is short, evicting written chunks as needed.
    /// `own` is the log that asks, which is borrowed already. `None`: everything else is in use.
    pub(super) fn alloc(&self, bytes: usize, mut own: Option<&mut Log>) -> Option<Chunk> {
        loop {
            let mut size = bytes;
            loop {
                if let Some(chunk) = self.pool.try_alloc(size) {
                    return Some(chunk);
                }
                if size <= BLOCK_BYTES {
                    break;
                }
                size /= 2;
            }
            let evicted = self.evict_other() || own.as_deref_mut().is_some_and(Log::evict_first);
            if !evicted {
                return None;
            }
        }
    }

    /// Returns when there may be memory again: a block of `bytes` came back to the pool, or a log has chunks to give up.
    pub async fn memory_freed(&self, bytes: usize) {
        let returned = async { drop(self.pool.alloc(bytes).await) };
        futures_lite::future::or(returned, self.more_evictable.notified()).await;
    }

    /// Notes that `log` may have chunks to give up.
    pub(super) fn note_evictable(&self, log: &Rc<LogCell>) {
        if !log.evictable.replace(true) {
            self.evictable.borrow_mut().push_back(Rc::downgrade(log));
        }
        self.more_evictable.notify_all();
    }

    /// Evicts one chunk of the log that has waited longest.
    fn evict_other(&self) -> bool {
        let mut queue = self.evictable.borrow_mut();
        for _ in 0..queue.len() {
            let Some(weak) = queue.pop_front() else { break };
            let Some(cell) = weak.upgrade() else { continue };
            let Some(mut log) = cell.try_borrow_mut() else {
                queue.push_back(weak);
                continue;
            };
            if log.evict_first() {
                queue.push_back(weak);
                return true;
            }
            cell.evictable.set(false);
        }
        false
    }

    /// The file of a segment, for direct reads and writes; it must exist.
    pub(super) async fn open_segment(&self, key: PartitionKey, dir: &Path, base_offset: i64) -> io::Result<File> {
        let id = (key, base_offset);
        if let Some(file) = self.files.borrow_mut().get(&id) {
            return Ok(file);
        }
        const OPTIONS: OpenOptions = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
        let path = dir.join(names::file_name(base_offset, names::LOG_SUFFIX));
        let opened = match File::open(&path, OPTIONS.direct()).await {
            // No descriptor is left: connections want them too.
            Err(error) if error.raw_os_error() == Some(libc::EMFILE) => {
                self.files.borrow_mut().remove(|_, _| true);
                File::open(&path, OPTIONS.direct()).await
            }
            opened => opened,
        };
        let file = opened?;
        self.files.borrow_mut().put(id, file.clone());
        Ok(file)
    }

    /// The indexes of a sealed segment, if they were used lately.
    pub(super) fn cached_indexes(&self, key: PartitionKey, base_offset: i64) -> Option<Rc<Indexes>> {
        self.indexes.borrow_mut().get(&(key, base_offset))
    }

    pub(super) fn cache_indexes(&self, key: PartitionKey, base_offset: i64, indexes: Rc<Indexes>) {
        self.indexes.borrow_mut().put((key, base_offset), indexes);
    }

    /// Closes what is open of a segment that is deleted or cut, or of all segments of a log.
    pub(super) fn forget(&self, key: PartitionKey, base_offset: Option<i64>) {
        let gone = |id: &SegmentKey| id.0 == key && base_offset.is_none_or(|base_offset| id.1 == base_offset);
        self.files.borrow_mut().remove(|id, _| gone(id));
        self.indexes.borrow_mut().remove(|id, _| gone(id));
        self.read_ahead.forget(key, base_offset);
    }
}
