//! Which partitions a shard has: follows the metadata, opens, creates and deletes logs accordingly.
//!
//! Promises: a partition is open once its directory is durable; until then it answers as a broker that has not yet become its
//! leader. A log found on disk that the metadata does not assign to this node, or found twice, is set aside (`-stray`), as in
//! Kafka, never deleted. A log that cannot be opened is offline with an error that says why, and nothing else is concerned; with a directory
//! that fails go all its logs, and what may lie in it is not made anew elsewhere.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::uuid::Uuid;

use crate::log::commit::{Committer, is_of_the_disk};
use crate::log::dir::{FoundLog, PartitionOffsets, SharedDir};
use crate::log::{LogSpec, OpenError, PartitionKey, create_log, names, open_logs};
use crate::metadata::config::{BrokerLayers, TopicConfig, TopicNotices};
use crate::metadata::image::{self, ConfigResource, Image, Topic};
use crate::partition::settings::PartitionSettings;
use crate::partition::{Leadership, Partition};
use crate::rt::sync::Semaphore;
use crate::rt::{fs, random, task, time};

use super::deletion::Deletion;
use super::groups::OFFSETS_TOPIC;
use super::{Hosted, Opening, Shard};

/// Between two attempts to create a log, at first and at most.
const MIN_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Logs opened or created at the same time: each waits for the disk.
const MAX_PARALLEL_OPENS: usize = 16;

/// A log directory as one shard uses it.
pub struct ShardDir {
    pub path: PathBuf,
    /// `directory.id` of its meta.properties.
    pub directory_id: Uuid,
    pub committer: Rc<Committer>,
    pub offsets: Arc<SharedDir>,
    /// All that start-up found, of every shard.
    pub found: Arc<Vec<FoundLog>>,
    /// Stopped cleanly: nothing needs recovery.
    pub clean: bool,
}

/// A log directory, with what is under way there.
struct HostingDir {
    dir: ShardDir,
    /// How many logs are being created.
    creations: Rc<Cell<usize>>,
    deletion: Rc<Deletion>,
}

impl HostingDir {
    fn new(shard: &Shard, dir: ShardDir) -> Self {
        let deletion = Deletion::new(dir.path.clone(), dir.committer.clone(), dir.offsets.clone());
        shard.inner.deletions.borrow_mut().push(deletion.clone());
        Self { dir, creations: Rc::default(), deletion }
    }
}

/// See the module.
struct Hosting {
    shard: Shard,
    dirs: Vec<HostingDir>,
    seen: Arc<Image>,
    /// A directory has failed before it could be looked at: logs may lie there that nobody has seen.
    unseen_dirs: bool,
    /// The first image is being followed: what it has may have been made in an earlier life.
    starting: bool,
    creating: Semaphore,
    notices: TopicNotices,
}

impl Shard {
    /// Opens what the newest image assigns to this shard, then follows the images until they end. `opened` is told when the
    /// first has been followed.
    pub fn follow(self, dirs: Vec<ShardDir>, opened: impl AsyncFnOnce()) -> impl Future<Output = ()> {
        // At once: a stop that comes before the future's first turn must know of it.
        self.inner.opening.set(Opening::Begun);
        for dir in &dirs {
            self.add_committer(dir.committer.clone());
        }
        self.follow_images(dirs, opened)
    }

    async fn follow_images(self, dirs: Vec<ShardDir>, opened: impl AsyncFnOnce()) {
        let shard = self.clone();
        let first = shard.image();
        let creating = Semaphore::new(MAX_PARALLEL_OPENS);
        let unseen_dirs = dirs.len() < shard.config().log.dirs.len();
        let mut hosting = Hosting {
            shard: self,
            dirs: dirs.into_iter().map(|dir| HostingDir::new(&shard, dir)).collect(),
            seen: Arc::new(Image::empty()),
            unseen_dirs,
            starting: true,
            creating,
            notices: TopicNotices::default(),
        };
        hosting.open_found(&first).await;
        hosting.apply(first);
        hosting.starting = false;
        shard.inner.opening.set(Opening::Done);
        opened().await;
        while shard.inner.images.changed().await.is_ok() {
            hosting.apply(shard.image());
        }
        shard.note_followed(i64::MAX);
    }
}

impl Hosting {
    fn node_id(&self) -> i32 {
        self.shard.config().node_id
    }

    /// Opens the logs that this shard owns; those of no topic are set aside by the shard that would own them.
    async fn open_found(&mut self, image: &Image) {
        let twofold = self.twofold(image);
        for HostingDir { dir, .. } in &self.dirs {
            let mut specs = Vec::new();
            for found in dir.found.iter() {
                let Some((key, assigned)) = self.own(image, found) else { continue };
                let why = match (assigned, twofold.get(&key)) {
                    (Some(_), None) => None,
                    (Some(_), Some(Some(directory_id))) if *directory_id == dir.directory_id => None,
                    (Some(_), Some(Some(_))) => Some("another directory has the log that the metadata means"),
                    (Some(_), Some(None)) => {
                        self.shard.inner.hosted.borrow_mut().insert(key, Hosted::Offline);
                        dir.offsets.set_not_at_rest();
                        tracing::error!(
                            dir = %found.dir.display(),
                            "another log directory has this partition too, and the metadata means neither: the partition is \
                             offline; stop the node, move away the one that is out of date, and start again"
                        );
                        continue;
                    }
                    (None, _) if found.topic == names::METADATA_TOPIC => continue,
                    (None, _) => Some("the metadata does not assign it to this node"),
                };
                match why {
                    None => {
                        let config = self.shard.settings(image, &found.topic).log.clone();
                        specs.push(found.spec(key.topic_id, config, dir.clean));
                    }
                    Some(why) if set_aside(found, why).await => {
                        dir.offsets.claims().release(&names::partition_dir(&found.topic, found.partition));
                    }
                    Some(_) => dir.offsets.set_not_at_rest(),
                }
            }
            for (spec, opened) in specs.iter().zip(open_logs(&specs, MAX_PARALLEL_OPENS).await) {
                // Also of one that is offline: the controller must know what went with a directory.
                self.shard.note_directory(image, spec.key, dir.directory_id);
                let hosted = match opened {
                    Ok(_) if dir.committer.failure().is_some() => Hosted::Offline,
                    Ok(log) => {
                        dir.committer.add(log.clone());
                        let settings = self.shard.settings(image, &spec.topic);
                        let leadership = self.shard.leadership(image, &spec.key);
                        let partition =
                            Partition::new(spec.key.topic_id, spec.key.partition, log, settings, leadership);
                        Hosted::Open(partition, dir.committer.clone())
                    }
                    Err(error) => {
                        tracing::error!(topic = %spec.topic, partition = spec.key.partition, %error, "a log is offline");
                        if let OpenError::Io { error, .. } = &error
                            && is_of_the_disk(error)
                        {
                            dir.committer.take_offline(&error.to_string());
                        }
                        // The next start may open it, and must not trust it then.
                        dir.offsets.set_not_at_rest();
                        Hosted::Offline
                    }
                };
                self.shard.inner.hosted.borrow_mut().insert(spec.key, hosted);
            }
        }
    }

    /// The partition of a found log if this shard owns it, with what the metadata assigns to this node under its name and id.
    fn own<'a>(&self, image: &'a Image, found: &FoundLog) -> Option<(PartitionKey, Option<&'a image::Partition>)> {
        let topic = match found.topic_id {
            Some(id) => image.topic_by_id(&id),
            None => image.topic(&found.topic),
        };
        let topic_id = topic.map(|topic| topic.id).or(found.topic_id).unwrap_or(Uuid::ZERO);
        if self.shard.owner(topic_id, found.partition) != self.shard.id() {
            return None;
        }
        let topic = topic.filter(|topic| &*topic.name == found.topic.as_str());
        let partition = topic.and_then(|topic| topic.partitions.get(&found.partition));
        let assigned = partition.filter(|partition| partition.replicas.contains(&self.node_id()));
        Some((PartitionKey { topic_id, partition: found.partition }, assigned))
    }

    /// The partitions that more than one directory has, each with the directory that the metadata means, if it is one of them.
    fn twofold(&self, image: &Image) -> BTreeMap<PartitionKey, Option<Uuid>> {
        let mut directories: BTreeMap<PartitionKey, Vec<Uuid>> = BTreeMap::new();
        let mut meant = BTreeMap::new();
        for HostingDir { dir, .. } in &self.dirs {
            for found in dir.found.iter() {
                let Some((key, Some(partition))) = self.own(image, found) else { continue };
                directories.entry(key).or_default().push(dir.directory_id);
                let place = partition.replicas.iter().position(|replica| *replica == self.node_id());
                meant.insert(key, place.and_then(|place| partition.directories.get(place)).copied());
            }
        }
        directories.retain(|_, directories| directories.len() > 1);
        let meant = |key| meant.get(key).copied().flatten();
        directories.iter().map(|(key, found)| (*key, meant(key).filter(|id| found.contains(id)))).collect()
    }

    /// Brings the partitions in line with an image.
    fn apply(&mut self, image: Arc<Image>) {
        let before = std::mem::replace(&mut self.seen, image.clone());
        let broker_changed = self.shard.broker_resources().iter().any(|resource| !same(&before, &image, resource));
        for topic in image.topics() {
            let unchanged = before.topic_by_id(&topic.id).is_some_and(|old| Arc::ptr_eq(old, topic));
            let resource = ConfigResource::topic(&*topic.name);
            if unchanged && !broker_changed && same(&before, &image, &resource) {
                continue;
            }
            self.apply_topic(&image, topic);
            if let Some(own) = image.config(&resource).filter(|_| self.shard.id() == 0) {
                let names = self.notices.news(own);
                if !names.is_empty() {
                    tracing::info!(topic = %topic.name, "settings that change nothing here: {}", names.join(", "));
                }
            }
        }
        for topic in before.topics() {
            if image.topic_by_id(&topic.id).is_none() {
                self.delete_topic(topic);
            }
        }
        self.shard.follow_groups(&image);
        self.shard.note_followed(image.offset());
    }

    fn apply_topic(&self, image: &Image, topic: &Topic) {
        let mut settings = None;
        for (index, partition) in topic.partitions.iter() {
            let key = PartitionKey { topic_id: topic.id, partition: *index };
            if self.shard.owner(key.topic_id, key.partition) != self.shard.id() {
                continue;
            }
            if !partition.replicas.contains(&self.node_id()) {
                continue;
            }
            let settings = settings.get_or_insert_with(|| self.shard.settings(image, &topic.name)).clone();
            let leadership = self.shard.leadership(image, &key);
            match self.shard.inner.hosted.borrow().get(&key) {
                Some(Hosted::Open(partition, committer)) => {
                    partition.set_settings(settings);
                    partition.set_leadership(leadership);
                    if let Some(HostingDir { dir, .. }) = self.dir_of(committer) {
                        self.shard.note_directory(image, key, dir.directory_id);
                    }
                    continue;
                }
                // What is being opened looks at the newest image when it is.
                Some(Hosted::Opening(_) | Hosted::Offline) => continue,
                None => {}
            }
            self.create(key, topic, partition, settings);
        }
    }

    /// Creates a partition's log in the background.
    fn create(&self, key: PartitionKey, topic: &Topic, partition: &image::Partition, settings: Rc<PartitionSettings>) {
        let Some(HostingDir { dir, creations, deletion }) = self.dir_for(partition) else {
            tracing::error!(topic = %topic.name, partition = key.partition, "a log is offline, as its directory is");
            self.shard.inner.hosted.borrow_mut().insert(key, Hosted::Offline);
            return;
        };
        self.shard.inner.hosted.borrow_mut().insert(key, Hosted::Opening(dir.committer.clone()));
        let name = names::partition_dir(&topic.name, key.partition);
        let spec = LogSpec {
            dir: dir.path.join(&name),
            topic: (&*topic.name).into(),
            key,
            config: settings.log.clone(),
            recovery_point: 0,
            log_start_offset: 0,
            clean: true,
        };
        let (shard, committer, creating) = (self.shard.clone(), dir.committer.clone(), self.creating.clone());
        let (shared, directory_id) = (dir.offsets.clone(), dir.directory_id);
        let (under_way, deletion) = (Creation::begin(creations.clone()), deletion.clone());
        task::spawn(async move {
            let _under_way = under_way;
            // An older topic of this name may still be there; for good, if its directory fails.
            let claimed = async {
                shared.claims().claim(&name).await;
                true
            };
            let failed = async {
                committer.wait_offline().await;
                false
            };
            if !or(claimed, failed).await {
                return;
            }
            let is_wanted = || matches!(shard.inner.hosted.borrow().get(&key), Some(Hosted::Opening(_)));
            let mut pause = MIN_PAUSE;
            let created = loop {
                let permit = creating.acquire(1).await;
                if !is_wanted() {
                    return deletion.delete_unopened(&spec.topic, key);
                }
                let created = create_log(&spec).await;
                drop(permit);
                match created {
                    // Such as too many open files: that may pass.
                    Err(error) if !is_of_the_disk(&error) && committer.failure().is_none() => {
                        let pause_ms = pause.as_millis() as u64;
                        tracing::error!(dir = %spec.dir.display(), %error, pause_ms, "a partition's log could not be created: trying again");
                        time::sleep(pause).await;
                        pause = pause.saturating_mul(2).min(MAX_PAUSE);
                    }
                    done => break done,
                }
            };
            let hosted = match created {
                Ok(_) if committer.failure().is_some() => Hosted::Offline,
                Ok(log) if !is_wanted() => return deletion.delete(&log),
                Ok(log) => {
                    committer.add(log.clone());
                    // Both may have changed while the disk was waited for.
                    let image = shard.image();
                    shard.note_directory(&image, key, directory_id);
                    let (settings, leadership) = (shard.settings(&image, &spec.topic), shard.leadership(&image, &key));
                    let partition = Partition::new(key.topic_id, key.partition, log, settings, leadership);
                    Hosted::Open(partition, committer)
                }
                Err(error) => {
                    tracing::error!(dir = %spec.dir.display(), %error, "a partition's log could not be created");
                    if is_of_the_disk(&error) {
                        // The controller learns with it where the replica is that it cannot lead.
                        shard.note_directory(&shard.image(), key, directory_id);
                        committer.take_offline(&error.to_string());
                    }
                    shared.set_not_at_rest();
                    Hosted::Offline
                }
            };
            if let Some(place) = shard.inner.hosted.borrow_mut().get_mut(&key) {
                *place = hosted;
            }
            if &*spec.topic == OFFSETS_TOPIC {
                shard.follow_groups(&shard.image());
            }
        });
    }

    fn dir_of(&self, committer: &Rc<Committer>) -> Option<&HostingDir> {
        self.dirs.iter().find(|HostingDir { dir, .. }| Rc::ptr_eq(&dir.committer, committer))
    }

    fn online_dirs(&self) -> impl Iterator<Item = &HostingDir> {
        self.dirs.iter().filter(|HostingDir { dir, .. }| dir.committer.failure().is_none())
    }

    /// The directory that the metadata names; where it names none of ours, the one with the fewest logs, unless the log may
    /// lie in one that is offline: it must not be made a second time.
    fn dir_for(&self, partition: &image::Partition) -> Option<&HostingDir> {
        let place = partition.replicas.iter().position(|replica| *replica == self.node_id())?;
        let assigned = partition.directories.get(place);
        if let Some(found) = self.online_dirs().find(|HostingDir { dir, .. }| Some(&dir.directory_id) == assigned) {
            return Some(found);
        }
        let all_online = !self.unseen_dirs && self.online_dirs().count() == self.dirs.len();
        let is_unassigned = assigned.is_none_or(|id| id.is_reserved() && *id != Uuid::ONE);
        if !all_online && (self.starting || !is_unassigned) {
            return None;
        }
        self.online_dirs().min_by_key(|HostingDir { dir, creations, .. }| dir.committer.log_count() + creations.get())
    }

    fn delete_topic(&self, topic: &Topic) {
        for (index, _) in topic.partitions.iter() {
            let key = PartitionKey { topic_id: topic.id, partition: *index };
            let hosted = self.shard.inner.hosted.borrow_mut().remove(&key);
            match hosted {
                Some(Hosted::Open(partition, committer)) => {
                    partition.fail_waiting(ErrorCode::UnknownTopicOrPartition);
                    if let Some(HostingDir { deletion, .. }) = self.dir_of(&committer) {
                        deletion.delete(partition.log());
                    }
                }
                Some(Hosted::Offline) => {
                    for HostingDir { deletion, .. } in self.online_dirs() {
                        deletion.delete_unopened(&topic.name, key);
                    }
                }
                // Whoever opens it finds that it is not wanted.
                Some(Hosted::Opening(_)) | None => {}
            }
        }
    }
}

/// The settings last seen that are equal to these, if any are: what many partitions have in common each of them finds warm.
fn share(seen: &mut VecDeque<Rc<PartitionSettings>>, settings: Rc<PartitionSettings>) -> Rc<PartitionSettings> {
    const SEEN: usize = 16;
    if let Some(same) = seen.iter().find(|one| **one == settings) {
        return same.clone();
    }
    seen.truncate(SEEN - 1);
    seen.push_front(settings.clone());
    settings
}

/// A log that is being created, as long as it is.
struct Creation {
    count: Rc<Cell<usize>>,
}

impl Creation {
    fn begin(count: Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self { count }
    }
}

impl Drop for Creation {
    fn drop(&mut self) {
        self.count.set(self.count.get() - 1);
    }
}

impl Shard {
    fn note_followed(&self, offset: i64) {
        self.inner.followed.set(offset);
        self.inner.follows.notify_all();
    }

    pub(super) fn leadership(&self, image: &Image, key: &PartitionKey) -> Leadership {
        match image.partition(&key.topic_id, key.partition) {
            Some(partition) => Leadership {
                leader_id: partition.leader,
                leader_epoch: partition.leader_epoch,
                is_local: partition.leader == self.config().node_id,
            },
            None => Leadership { leader_id: -1, leader_epoch: -1, is_local: false },
        }
    }

    fn settings(&self, image: &Image, topic: &str) -> Rc<PartitionSettings> {
        let none = Arc::new(BTreeMap::new());
        let own = image.config(&ConfigResource::topic(topic)).unwrap_or(&none);
        let [broker, default] = self.broker_resources();
        let layers = BrokerLayers {
            static_settings: self.config().settings.as_map(),
            dynamic_default: image.config(&default).map(|texts| &**texts),
            dynamic_broker: image.config(&broker).map(|texts| &**texts),
        };
        let config = TopicConfig::resolve(own, &layers);
        let settings = PartitionSettings::of(&config, i64::from(self.config().log.producer_id_expiration_ms));
        share(&mut self.inner.settings.borrow_mut(), settings)
    }

    fn broker_resources(&self) -> [ConfigResource; 2] {
        [ConfigResource::broker(self.config().node_id), ConfigResource::default_broker()]
    }

    /// Notes, for the checkpoint files, how far each log has come.
    pub fn note_offsets(&self, dirs: &[(Rc<Committer>, Arc<SharedDir>)]) {
        for hosted in self.inner.hosted.borrow().values() {
            let Hosted::Open(partition, committer) = hosted else { continue };
            let Some((_, offsets)) = dirs.iter().find(|(of, _)| Rc::ptr_eq(of, committer)) else { continue };
            let log = partition.log();
            let (recovery_point, log_start_offset) = (log.get().recovery_point(), log.get().log_start_offset());
            let high_watermark = partition.high_watermark();
            let known = PartitionOffsets { recovery_point, log_start_offset: Some(log_start_offset), high_watermark };
            offsets.set(&log.topic, partition.index, known);
        }
    }
}

/// Whether a resource has the same settings in both.
fn same(before: &Image, now: &Image, resource: &ConfigResource) -> bool {
    match (before.config(resource), now.config(resource)) {
        (Some(before), Some(now)) => Arc::ptr_eq(before, now),
        (before, now) => before.is_none() && now.is_none(),
    }
}

/// Renames the directory of a log that is not to be opened, so that nothing is lost and nothing stands in the way. True if it
/// did.
async fn set_aside(found: &FoundLog, why: &str) -> bool {
    let mut unique = [0; 16];
    random::fill(&mut unique);
    let stray = found.dir.with_file_name(names::stray_dir(&found.topic, found.partition, Uuid(unique)));
    let renamed = fs::rename(&found.dir, &stray).await;
    match &renamed {
        Ok(()) => tracing::warn!(
            from = %found.dir.display(), to = %stray.display(), why,
            "a log was set aside"
        ),
        Err(error) => tracing::error!(dir = %found.dir.display(), %error, "a stray log could not be set aside"),
    }
    renamed.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_with_equal_settings_share_them() {
        let none = BTreeMap::new();
        let settings = |bytes: usize| {
            let topic = BTreeMap::from([("max.message.bytes".to_owned(), bytes.to_string())]);
            PartitionSettings::of(&TopicConfig::resolve(&topic, &BrokerLayers::of_file(&none)), 1)
        };
        let mut seen = VecDeque::new();
        let first = share(&mut seen, settings(1000));
        let other = share(&mut seen, settings(2000));
        assert!(Rc::ptr_eq(&first, &share(&mut seen, settings(1000))));
        assert!(!Rc::ptr_eq(&first, &other) && *first != *other);
        (0..100).for_each(|n| drop(share(&mut seen, settings(3000 + n))));
        assert!(seen.len() <= 16, "what nobody has any more is not kept for ever");
    }
}
