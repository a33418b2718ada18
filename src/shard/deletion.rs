//! Deleting partitions: their logs, and what is left on disk of those that never opened.
//!
//! Promises: whoever deletes does not wait, and nobody else does either: however many partitions go, one rename at a time is with the
//! file system for them. Those that came while others were being renamed are made durable together. A name is free for a new
//! partition once the old directory's new name is durable.

use std::cell::{Cell, RefCell};
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use ringmain_protocol::uuid::Uuid;

use crate::log::commit::{Committer, DirOffline};
use crate::log::dir::SharedDir;
use crate::log::{LogRef, PartitionKey, names, partition_metadata};
use crate::rt::sync::Notify;
use crate::rt::{fs, random, task};

/// See the module. One for each shard and log directory.
pub(super) struct Deletion {
    path: PathBuf,
    committer: Rc<Committer>,
    shared: Arc<SharedDir>,
    waiting: RefCell<Waiting>,
    under_way: Cell<bool>,
    ended: Notify,
}

/// What is to be deleted next.
#[derive(Default)]
struct Waiting {
    logs: Vec<LogRef>,
    unopened: Vec<Unopened>,
}

/// A partition whose log is not open. It may be that it has no directory.
struct Unopened {
    topic: String,
    key: PartitionKey,
}

impl Deletion {
    pub fn new(path: PathBuf, committer: Rc<Committer>, shared: Arc<SharedDir>) -> Rc<Self> {
        Rc::new(Self {
            path,
            committer,
            shared,
            waiting: RefCell::default(),
            under_way: Cell::default(),
            ended: Notify::new(),
        })
    }

    /// Deletes a log that is open.
    pub fn delete(self: &Rc<Self>, log: &LogRef) {
        self.shared.remove(&log.topic, log.key.partition);
        self.committer.give_up(log);
        self.waiting.borrow_mut().logs.push(log.clone());
        self.begin();
    }

    /// Deletes what this directory has, if anything, of a partition that is not open.
    pub fn delete_unopened(self: &Rc<Self>, topic: &str, key: PartitionKey) {
        if self.shared.claims().is_held(&names::partition_dir(topic, key.partition)) {
            self.waiting.borrow_mut().unopened.push(Unopened { topic: topic.to_owned(), key });
            self.begin();
        }
    }

    /// Returns once all that was begun is on disk under the names of deleted directories, or the directory has failed.
    pub async fn settled(&self) {
        while self.under_way.get() {
            self.ended.notified().await;
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
            // Those of logs are not kept waiting by what may fail here.
            let renamed = [self.rename_unopened(&waiting.unopened).await, self.rename_logs(&waiting.logs).await];
            for renamed in renamed {
                match renamed {
                    Ok(dirs) => drop(task::spawn_background(self.clone().remove(dirs))),
                    Err(error) => {
                        tracing::error!(dir = %self.path.display(), %error, "directories of deleted partitions stay");
                    }
                }
            }
        }
        self.under_way.set(false);
        self.ended.notify_all();
    }

    /// Gives the logs' directories names of deleted ones, and frees their own. Returns where their files are then.
    async fn rename_logs(&self, logs: &[LogRef]) -> Result<Vec<PathBuf>, DirOffline> {
        let renamed = self.committer.delete(logs).await?;
        for log in logs {
            self.shared.claims().release(&names::partition_dir(&log.topic, log.key.partition));
        }
        Ok(renamed)
    }

    /// The same for partitions that have no open log.
    async fn rename_unopened(&self, partitions: &[Unopened]) -> Result<Vec<PathBuf>, DirOffline> {
        let (mut renamed, mut freed) = (Vec::new(), Vec::new());
        for partition in partitions {
            let name = names::partition_dir(&partition.topic, partition.key.partition);
            match self.take_name(partition, &name).await {
                Ok(Some(deleted)) => {
                    renamed.push(deleted);
                    freed.push(name);
                }
                Ok(None) => freed.push(name),
                Err(error) => tracing::error!(name, %error, "a deleted partition's directory stays"),
            }
        }
        if !renamed.is_empty() {
            fs::sync_dir(&self.path).await.map_err(|error| self.committer.take_offline(&error.to_string()))?;
        }
        freed.iter().for_each(|name| self.shared.claims().release(name));
        Ok(renamed)
    }

    /// Takes its name from a directory, if it is there. One that says that it is another topic's keeps it: a topic created
    /// anew may hold the name, and no one else.
    async fn take_name(&self, partition: &Unopened, name: &str) -> io::Result<Option<PathBuf>> {
        let dir = self.path.join(name);
        if !fs::exists(&dir).await? {
            return Ok(None);
        }
        if let Ok(text) = fs::read(dir.join(partition_metadata::FILE_NAME)).await
            && let Ok(topic_id) = partition_metadata::parse(&text)
            && topic_id != partition.key.topic_id
        {
            return Err(io::Error::other(format!("it is now of the topic with the id {topic_id}")));
        }
        let mut unique = [0; 16];
        random::fill(&mut unique);
        let deleted = self.path.join(names::deleted_dir(&partition.topic, partition.key.partition, Uuid(unique)));
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
