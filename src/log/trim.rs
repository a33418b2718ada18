//! The front of a log goes: segments that lie wholly before its start.
//!
//! Promises: they go oldest first, each durably before the next, so a crash leaves a log without a gap; only segments that are
//! finished and in their files go, and the journal's pieces of them are ignored from then on.

use super::context::LogContext;
use super::log::LogCell;
use super::recovery::remove_segment;
use crate::rt::fs;
use std::io;

impl LogCell {
    /// Moves the log's start to `offset` and removes the segments wholly before it; returns how many. Nobody may read there any more.
    pub async fn remove_before(&self, context: &LogContext, offset: i64) -> io::Result<usize> {
        self.get_mut().advance_log_start_offset(offset);
        let mut removed = 0;
        let _files = self.lock_files().await;
        loop {
            let first = {
                let log = self.get();
                match log.segments.as_slice() {
                    [first, next, ..] if first.sealed && next.base_offset <= offset && !log.offline => {
                        first.base_offset
                    }
                    _ => return Ok(removed),
                }
            };
            remove_segment(&self.dir, first).await?;
            fs::sync_dir(&self.dir).await?;
            context.forget(self.key, Some(first));
            self.get_mut().segments.retain(|segment| segment.base_offset != first);
            removed += 1;
        }
    }
}
