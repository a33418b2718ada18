//! Deleting partitions: their logs, and what is left on disk of those that never opened.
//!
//! Promises: whoever deletes does not wait, and nobody else does either: however many partitions go, one call at a time is with the
//! file system for it. Those that came while others were being renamed are made durable together. A name is free for a new
//! partition once the old directory's new name is durable.

use std::cell::{Cell, RefCell};
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use ringmain_protocol::uuid::Uuid;

use crate::log::commit::{Committer, DirOffline};
use crate::log::dir::SharedDir;
use crate::log::{LogRef, names};
use crate::rt::{fs, random, task};

/// See the module. One for each thread and log directory.
pub(super) struct Deletion {
    path: PathBuf,
    committer: Rc<Committer>,
    shared: Arc<SharedDir>,
    waiting: RefCell<Waiting>,
    under_way: Cell<bool>,
}

/// What is to be deleted next.
#[derive(Default)]
struct Waiting {
    logs: Vec<LogRef>,
    /// Topics and partitions whose log is not open. It may be that they have no directory.
    unopened: Vec<(String, i32)>,
}

impl Deletion {
    pub fn new(path: PathBuf, committer: Rc<Committer>, shared: Arc<SharedDir>) -> Rc<Self> {
        Rc::new(Self { path, committer, shared, waiting: RefCell::default(), under_way: Cell::default() })
    }

    /// Deletes a log that is open.
    pub fn delete(self: &Rc<Self>, log: &LogRef) {
        self.shared.remove(&log.topic, log.key.partition);
        self.committer.give_up(log);
        self.waiting.borrow_mut().logs.push(log.clone());
        self.begin();
    }

    /// Deletes what this directory has, if anything, of a partition that is not open.
    pub fn delete_unopened(self: &Rc<Self>, topic: &str, partition: i32) {
        if self.shared.claims().is_held(&names::partition_dir(topic, partition)) {
            self.waiting.borrow_mut().unopened.push((topic.to_owned(), partition));
            self.begin();
        }
    }

    fn begin(self: &Rc<Self>) {
        if !self.under_way.replace(true) {
            task::spawn_background(self.clone().delete_waiting());
        }
    }

    async fn delete_waiting(self: Rc<Self>) {
        loop {
            let waiting = self.waiting.take();
            if waiting.logs.is_empty() && waiting.unopened.is_empty() {
                break;
            }
            match self.take_names(&waiting).await {
                Ok(deleted) => drop(task::spawn_background(self.clone().remove(deleted))),
                Err(error) => {
                    tracing::error!(dir = %self.path.display(), %error, "the directories of deleted partitions stay");
                    break;
                }
            }
        }
        self.under_way.set(false);
    }

    /// Gives the directories names of deleted ones, and frees their own. Returns where their files are then.
    async fn take_names(&self, waiting: &Waiting) -> Result<Vec<PathBuf>, DirOffline> {
        let mut freed = Vec::new();
        let mut deleted = Vec::new();
        for (topic, partition) in &waiting.unopened {
            match self.take_name(topic, *partition).await {
                Ok(dir) => {
                    deleted.extend(dir);
                    freed.push((&**topic, *partition));
                }
                Err(error) => {
                    tracing::error!(topic, partition, %error, "a deleted partition's directory stays");
                }
            }
        }
        if !deleted.is_empty() {
            fs::sync_dir(&self.path).await.map_err(|error| self.committer.take_offline(&error.to_string()))?;
        }
        deleted.extend(self.committer.delete(&waiting.logs).await?);
        freed.extend(waiting.logs.iter().map(|log| (&*log.topic, log.key.partition)));
        for (topic, partition) in freed {
            self.shared.claims().release(&names::partition_dir(topic, partition));
        }
        Ok(deleted)
    }

    /// Takes its name from a directory that has no open log, if it is there.
    async fn take_name(&self, topic: &str, partition: i32) -> io::Result<Option<PathBuf>> {
        let dir = self.path.join(names::partition_dir(topic, partition));
        if !fs::exists(&dir).await? {
            return Ok(None);
        }
        let mut unique = [0; 16];
        random::fill(&mut unique);
        let deleted = self.path.join(names::deleted_dir(topic, partition, Uuid(unique)));
        fs::rename(&dir, &deleted).await?;
        Ok(Some(deleted))
    }

    async fn remove(self: Rc<Self>, deleted: Vec<PathBuf>) {
        for dir in deleted {
            if let Err(error) = self.committer.removal.remove(&dir).await {
                tracing::warn!(dir = %dir.display(), %error, "a deleted partition's files stay until the next start");
            }
        }
    }
}
