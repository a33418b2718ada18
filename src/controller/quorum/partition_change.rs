//! One partition's next state: which replica leads, and what becomes of its in-sync and eligible replicas, as Kafka's
//! `PartitionChangeBuilder` (KIP-966 included).

use crate::metadata::image::{Image, NO_LEADER, NO_LEADER_CHANGE, Partition};
use ringmain_protocol::messages::metadata::PartitionChangeRecord;
use ringmain_protocol::uuid::Uuid;

/// How a leader is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Election {
    /// The leader stays while it can; else an in-sync or eligible replica.
    Online,
    /// As online, and else any active replica: records may be lost.
    Unclean,
}

/// What is known and wanted of one partition.
pub struct ChangeBuilder<'a> {
    pub partition: &'a Partition,
    pub topic_id: Uuid,
    pub partition_id: i32,
    pub target_isr: Vec<i32>,
    pub target_replicas: Vec<i32>,
    pub target_removing: Vec<i32>,
    pub target_adding: Vec<i32>,
    /// `None`: unchanged.
    pub target_recovering: Option<bool>,
    /// Replicas that may have lost what they had.
    pub unclean_shutdown: Vec<i32>,
    pub min_isr: usize,
    pub elr_enabled: bool,
    pub election: Election,
    /// A broker's replica lies in this directory from now on.
    pub moved: Option<(i32, Uuid)>,
}

impl<'a> ChangeBuilder<'a> {
    /// No change yet.
    pub fn new(image: &Image, partition: &'a Partition, topic_id: Uuid, partition_id: i32, min_isr: usize) -> Self {
        ChangeBuilder {
            partition,
            topic_id,
            partition_id,
            target_isr: partition.isr.clone(),
            target_replicas: partition.replicas.clone(),
            target_removing: partition.removing_replicas.clone(),
            target_adding: partition.adding_replicas.clone(),
            target_recovering: None,
            unclean_shutdown: Vec::new(),
            min_isr,
            elr_enabled: image.elr_enabled(),
            election: Election::Online,
            moved: None,
        }
    }

    /// The record, or `None` where nothing changes. `may_lead` says of a broker whether it can take leadership.
    pub fn build(mut self, may_lead: impl Fn(i32) -> bool) -> Option<PartitionChangeRecord> {
        self.complete_reassignment();
        let was = self.partition;
        let mut record = PartitionChangeRecord {
            topic_id: self.topic_id,
            partition_id: self.partition_id,
            leader: NO_LEADER_CHANGE,
            leader_recovery_state: -1,
            ..PartitionChangeRecord::default()
        };
        self.elect(&mut record, &may_lead);
        if self.target_isr != was.isr && (!self.target_isr.is_empty() || self.elr_enabled) {
            record.isr = Some(self.target_isr.clone());
        }
        self.eligible_replicas(&mut record);
        if self.target_replicas != was.replicas {
            record.replicas = Some(self.target_replicas.clone());
            record.directories = Some(self.directories());
        } else if self.moved.is_some() {
            record.directories = Some(self.directories()).filter(|directories| *directories != was.directories);
        }
        if self.target_removing != was.removing_replicas {
            record.removing_replicas = Some(self.target_removing.clone());
        }
        if self.target_adding != was.adding_replicas {
            record.adding_replicas = Some(self.target_adding.clone());
        }
        if record.leader_recovery_state == -1
            && let Some(recovering) = self.target_recovering.filter(|r| *r != was.recovering)
        {
            record.leader_recovery_state = i8::from(recovering);
        }
        let unchanged = PartitionChangeRecord {
            topic_id: self.topic_id,
            partition_id: self.partition_id,
            leader: NO_LEADER_CHANGE,
            leader_recovery_state: -1,
            ..PartitionChangeRecord::default()
        };
        (record != unchanged).then_some(record)
    }

    /// A reassignment ends when all that is to stay is in sync, and one that was added is.
    fn complete_reassignment(&mut self) {
        if self.target_adding.is_empty() && self.target_removing.is_empty() {
            return;
        }
        let stays = |id: &i32| !self.target_removing.contains(id);
        let replicas: Vec<i32> = self.target_replicas.iter().copied().filter(stays).collect();
        let isr: Vec<i32> = self.target_isr.iter().copied().filter(stays).collect();
        let added_in_sync = self.target_adding.iter().all(|id| isr.contains(id));
        if replicas.is_empty() || isr.is_empty() || !added_in_sync {
            return;
        }
        self.target_replicas = replicas;
        self.target_isr = isr;
        self.target_adding.clear();
        self.target_removing.clear();
    }

    fn elect(&mut self, record: &mut PartitionChangeRecord, may_lead: &impl Fn(i32) -> bool) {
        let was = self.partition;
        // An unclean shutdown costs eligibility.
        let eligible = |id: i32| self.elr_enabled && was.elr.contains(&id) && !self.unclean_shutdown.contains(&id);
        let clean = |id: i32| (self.target_isr.contains(&id) || eligible(id)) && may_lead(id);
        let mut leader = NO_LEADER;
        let mut unclean = false;
        if was.leader != NO_LEADER && clean(was.leader) && self.target_replicas.contains(&was.leader) {
            leader = was.leader;
        } else if let Some(found) = self.target_replicas.iter().copied().find(|id| clean(*id)) {
            leader = found;
        } else if let Some(last) = self.last_known_leader().filter(|id| may_lead(*id)) {
            // Nobody eligible is left: the one that led last has most, though perhaps not all.
            leader = last;
            unclean = true;
        } else if self.election == Election::Unclean
            && let Some(found) = self.target_replicas.iter().copied().find(|id| may_lead(*id))
        {
            leader = found;
            unclean = true;
        }
        if leader != was.leader {
            record.leader = leader;
        }
        if leader == NO_LEADER || leader == was.leader {
            return;
        }
        if unclean {
            self.target_isr = vec![leader];
            if !was.recovering {
                record.leader_recovery_state = 1;
            }
        } else if !self.target_isr.contains(&leader) {
            // From the eligible replicas.
            self.target_isr = vec![leader];
        }
    }

    fn last_known_leader(&self) -> Option<i32> {
        let has_eligible = self.partition.elr.iter().any(|id| !self.unclean_shutdown.contains(id));
        if !self.elr_enabled || !self.target_isr.is_empty() || has_eligible {
            return None;
        }
        match self.partition.last_known_elr[..] {
            [last] => Some(last),
            _ => None,
        }
    }

    fn eligible_replicas(&self, record: &mut PartitionChangeRecord) {
        if !self.elr_enabled {
            return;
        }
        let was = self.partition;
        let (mut elr, mut last_known) = (Vec::new(), Vec::new());
        if self.target_isr.len() < self.min_isr.min(self.target_replicas.len()) {
            let mut candidates = was.elr.clone();
            candidates.extend(was.isr.iter().filter(|id| !was.elr.contains(id)));
            let usable = |id: &i32| !self.target_isr.contains(id) && !self.unclean_shutdown.contains(id);
            elr = candidates.iter().copied().filter(usable).collect();
            // With nobody in sync only the last leader is remembered; it is the one to fall back on.
            last_known = match (self.target_isr.is_empty(), record.leader) {
                (true, NO_LEADER) if was.leader != NO_LEADER => vec![was.leader],
                (true, _) => was.last_known_elr.clone(),
                (false, _) => {
                    candidates.extend(
                        was.last_known_elr.iter().filter(|id| !candidates.contains(id)).copied().collect::<Vec<_>>(),
                    );
                    candidates.into_iter().filter(|id| !self.target_isr.contains(id) && !elr.contains(id)).collect()
                }
            };
        }
        if elr != was.elr {
            record.eligible_leader_replicas = Some(elr);
        }
        if last_known != was.last_known_elr {
            record.last_known_elr = Some(last_known);
        }
    }

    /// Directories move along with their replicas.
    fn directories(&self) -> Vec<Uuid> {
        let was = self.partition;
        let directory = |id: &i32| {
            if let Some((_, to)) = self.moved.filter(|(broker, _)| broker == id) {
                return to;
            }
            let at = was.replicas.iter().position(|r| r == id);
            at.and_then(|at| was.directories.get(at)).copied().unwrap_or(Uuid::ZERO)
        };
        self.target_replicas.iter().map(directory).collect()
    }
}
