//! CreateTopics, DeleteTopics, CreatePartitions.

use super::core::{Draft, QuorumController};
use super::placement::place;
use super::{ApiError, MAX_RECORDS_PER_USER_OPERATION};
use crate::metadata::config::describe::describe_topic;
use crate::metadata::image::{ConfigResource, Image, NO_LEADER, Partition, RecordLevels};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{ConfigRecord, MetadataRecord, RemoveTopicRecord, TopicRecord};
use ringmain_protocol::messages::rpc::create_topics_request::CreatableTopic;
use ringmain_protocol::messages::rpc::create_topics_response::{CreatableTopicConfigs, CreatableTopicResult};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::messages::rpc::{create_partitions_request, create_partitions_response, delete_topics_response};
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The metadata log itself.
pub const CLUSTER_METADATA_TOPIC: &str = "__cluster_metadata";
const MAX_NAME_LEN: usize = 249;

/// Kafka's rules for topic names; the error is INVALID_TOPIC_EXCEPTION's text.
pub fn validate_name(name: &str) -> Result<(), String> {
    let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    if name.is_empty() {
        Err("Topic name is invalid: the empty string is not allowed".into())
    } else if name == "." || name == ".." {
        Err(format!("Topic name is invalid: '{name}' is not allowed"))
    } else if name.len() > MAX_NAME_LEN {
        Err(format!(
            "Topic name is invalid: the length of '{name}' is longer than the max allowed length {MAX_NAME_LEN}"
        ))
    } else if !name.bytes().all(legal) {
        Err(format!(
            "Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
        ))
    } else {
        Ok(())
    }
}

/// Names that are one after `.` is written as `_` collide: metrics cannot tell them apart.
/// The unified names are gathered once a request, and only where a name needs them.
#[derive(Default)]
struct UnifiedNames {
    known: Option<HashMap<String, String>>,
}

impl UnifiedNames {
    fn unified(name: &str) -> Option<String> {
        name.contains(['.', '_']).then(|| name.replace('.', "_"))
    }

    /// The topic that `name` collides with.
    fn colliding(&mut self, image: &Image, name: &str) -> Option<&str> {
        let unified = Self::unified(name)?;
        let gather = || image.topics().filter_map(|topic| Some((Self::unified(&topic.name)?, topic.name.to_string())));
        self.known.get_or_insert_with(|| gather().collect()).get(&unified).map(String::as_str).filter(|at| *at != name)
    }

    /// A topic was created after the names were gathered.
    fn created(&mut self, name: &str) {
        if let (Some(known), Some(unified)) = (&mut self.known, Self::unified(name)) {
            known.insert(unified, name.to_owned());
        }
    }
}

/// A partition that begins with these replicas. `None`: none of them may lead.
fn new_partition(image: &Image, replicas: Vec<i32>) -> Option<Partition> {
    let active = |id: &i32| image.broker(*id).is_some_and(|broker| broker.is_active());
    let isr: Vec<i32> = replicas.iter().copied().filter(active).collect();
    let leader = isr.first().copied()?;
    // A broker with one directory puts everything there; one with more tells where.
    let directory = |id: &i32| match image.broker(*id).map(|broker| broker.directories.as_slice()) {
        Some([only]) => *only,
        _ => Uuid::ZERO,
    };
    let directories = replicas.iter().map(directory).collect();
    Some(Partition { directories, replicas, isr, leader, ..Partition::default() })
}

fn validate_replicas(image: &Image, replicas: &[i32], factor: Option<usize>) -> Result<(), ApiError> {
    let refuse = |message: String| Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
    if replicas.is_empty() {
        return refuse("The manual partition assignment includes an empty replica list.".into());
    }
    let mut sorted = replicas.to_vec();
    sorted.sort_unstable();
    for pair in sorted.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            return refuse(format!("The manual partition assignment includes the broker {a} more than once."));
        }
    }
    if let Some(unknown) = sorted.iter().find(|id| image.broker(**id).is_none()) {
        return refuse(format!(
            "The manual partition assignment includes broker {unknown}, but no such broker is registered."
        ));
    }
    match factor {
        Some(factor) if factor != replicas.len() => refuse(format!(
            "The manual partition assignment includes a partition with {} replica(s), but this is not consistent with \
             previous partitions, which have {factor} replica(s).",
            replicas.len()
        )),
        _ => Ok(()),
    }
}

fn no_active_replica(partition: usize) -> ApiError {
    ApiError::new(
        ErrorCode::InvalidReplicaAssignment,
        format!(
            "All brokers specified in the manual partition assignment for partition {partition} are fenced or in controlled \
             shutdown."
        ),
    )
}

fn too_many() -> ApiError {
    ApiError::new(ErrorCode::PolicyViolation, "Excessively large number of partitions per request.")
}

/// Names that a request gives more than once.
fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).map(str::to_owned).collect()
}

impl QuorumController {
    pub(super) fn create_topics(&mut self, draft: &mut Draft, request: CreateTopicsRequest) -> CreateTopicsResponse {
        let repeated = repeated(request.topics.iter().map(|topic| topic.name.as_str()));
        let per_topic = |topic: &CreatableTopic| match (topic.assignments.len(), topic.num_partitions) {
            (0, count) if count < 0 => usize::try_from(self.config.num_partitions).unwrap_or(0),
            (0, count) => usize::try_from(count).unwrap_or(0),
            (assigned, _) => assigned,
        };
        let total = request.topics.iter().map(per_topic).fold(0, usize::saturating_add);
        let start = draft.image.clone();
        let mut results = Vec::with_capacity(request.topics.len());
        let mut named = BTreeSet::new();
        let mut names = UnifiedNames::default();
        for topic in &request.topics {
            if !named.insert(topic.name.as_str()) {
                continue;
            }
            let (image, len) = (draft.image.clone(), draft.records.len());
            let outcome = if repeated.contains(&topic.name) {
                Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name."))
            } else if total > MAX_RECORDS_PER_USER_OPERATION {
                Err(too_many())
            } else {
                self.create_topic(draft, topic, &mut names)
            };
            if outcome.is_ok() {
                names.created(&topic.name);
            }
            results.push(outcome.unwrap_or_else(|error| {
                draft.rewind(image, len);
                CreatableTopicResult {
                    name: topic.name.clone(),
                    error_code: error.code.into(),
                    error_message: error.message,
                    num_partitions: -1,
                    replication_factor: -1,
                    configs: None,
                    ..CreatableTopicResult::default()
                }
            }));
        }
        if request.validate_only {
            draft.rewind(start, 0);
        }
        CreateTopicsResponse { topics: results, ..CreateTopicsResponse::default() }
    }

    fn create_topic(
        &mut self,
        draft: &mut Draft,
        topic: &CreatableTopic,
        names: &mut UnifiedNames,
    ) -> Result<CreatableTopicResult, ApiError> {
        let name = topic.name.as_str();
        if name == CLUSTER_METADATA_TOPIC {
            return Err(ErrorCode::TopicAuthorizationFailed.into());
        }
        validate_name(name).map_err(|why| ApiError::new(ErrorCode::InvalidTopicException, why))?;
        if draft.image.topic_id(name).is_some() {
            return Err(ApiError::new(ErrorCode::TopicAlreadyExists, format!("Topic '{name}' already exists.")));
        }
        if let Some(other) = names.colliding(&draft.image, name) {
            let why = format!("Topic '{name}' collides with existing topic: {other}");
            return Err(ApiError::new(ErrorCode::InvalidTopicException, why));
        }
        let mut configs = BTreeMap::new();
        for config in &topic.configs {
            let Some(value) = &config.value else {
                let why = format!("Null value not supported for topic configs: {}", config.name);
                return Err(ApiError::new(ErrorCode::InvalidConfig, why));
            };
            configs.insert(config.name.clone(), value.clone());
        }
        let partitions = self.first_partitions(&draft.image, topic)?;
        self.validate_config(&draft.image, &ConfigResource::topic(name), &configs)?;

        let topic_id = self.new_topic_id(&draft.image);
        draft.push(MetadataRecord::Topic(TopicRecord { name: name.into(), topic_id, ..TopicRecord::default() }))?;
        for (config, value) in &configs {
            draft.push(MetadataRecord::Config(ConfigRecord {
                resource_type: ConfigResource::TOPIC,
                resource_name: name.into(),
                name: config.clone(),
                value: Some(value.clone()),
                ..ConfigRecord::default()
            }))?;
        }
        let levels = RecordLevels::of(draft.image.metadata_version());
        let replication_factor = partitions.first().map_or(0, |p| p.replicas.len());
        let count = partitions.len();
        for (number, partition) in (0..).zip(partitions) {
            draft.push(MetadataRecord::Partition(partition.to_record(topic_id, number, levels)))?;
        }
        let described = describe_topic(&configs, &self.layers(&draft.image));
        let told = described.into_iter().map(|config| CreatableTopicConfigs {
            name: config.name,
            value: config.value,
            read_only: config.read_only,
            config_source: config.source as i8,
            is_sensitive: config.sensitive,
            ..CreatableTopicConfigs::default()
        });
        Ok(CreatableTopicResult {
            name: name.into(),
            topic_id,
            num_partitions: i32::try_from(count).unwrap_or(i32::MAX),
            replication_factor: i16::try_from(replication_factor).unwrap_or(i16::MAX),
            configs: Some(told.collect()),
            ..CreatableTopicResult::default()
        })
    }

    fn new_topic_id(&mut self, image: &Image) -> Uuid {
        loop {
            let id = Uuid::from_random(self.random.next_u128()).filter(|id| image.topic_by_id(id).is_none());
            if let Some(id) = id {
                return id;
            }
        }
    }

    /// The partitions of a new topic, as assigned or as placed.
    fn first_partitions(&mut self, image: &Image, topic: &CreatableTopic) -> Result<Vec<Partition>, ApiError> {
        if !topic.assignments.is_empty() {
            return assigned_partitions(image, topic);
        }
        if topic.replication_factor < -1 || topic.replication_factor == 0 {
            return Err(ApiError::new(
                ErrorCode::InvalidReplicationFactor,
                "Replication factor must be larger than 0, or -1 to use the default value.",
            ));
        }
        if topic.num_partitions < -1 || topic.num_partitions == 0 {
            return Err(ApiError::new(
                ErrorCode::InvalidPartitions,
                "Number of partitions was set to an invalid non-positive value.",
            ));
        }
        let or_default =
            |given: i32, default: i32| usize::try_from(if given < 0 { default } else { given }).unwrap_or(1);
        let count = or_default(topic.num_partitions, self.config.num_partitions);
        let factor = or_default(i32::from(topic.replication_factor), i32::from(self.config.default_replication_factor));
        self.placed_partitions(image, count, factor)
    }

    fn placed_partitions(&mut self, image: &Image, count: usize, factor: usize) -> Result<Vec<Partition>, ApiError> {
        let unable = |why: &str| {
            let why = format!("Unable to replicate the partition {factor} time(s): {why}");
            ApiError::new(ErrorCode::InvalidReplicationFactor, why)
        };
        let placed = place(&mut self.random, image, count, factor).map_err(|why| unable(&why))?;
        placed
            .into_iter()
            .map(|replicas| {
                new_partition(image, replicas)
                    .ok_or_else(|| unable("All brokers are currently fenced or in controlled shutdown."))
            })
            .collect()
    }

    // ---- deletion ----

    pub(super) fn delete_topics(&mut self, draft: &mut Draft, request: DeleteTopicsRequest) -> DeleteTopicsResponse {
        let mut asked: Vec<(Option<String>, Uuid)> =
            request.topics.into_iter().map(|topic| (topic.name, topic.topic_id)).collect();
        asked.extend(request.topic_names.into_iter().map(|name| (Some(name), Uuid::ZERO)));
        let repeated_names = repeated(asked.iter().filter_map(|(name, _)| name.as_deref()));
        let mut seen_ids = BTreeSet::new();
        let repeated_ids: BTreeSet<Uuid> =
            asked.iter().map(|(_, id)| *id).filter(|id| !id.is_zero() && !seen_ids.insert(*id)).collect();
        let mut told = BTreeSet::new();
        let mut responses = Vec::with_capacity(asked.len());
        for (name, id) in asked {
            if !told.insert((name.clone(), id)) {
                continue;
            }
            let refuse = |why: &str| Err(ApiError::new(ErrorCode::InvalidRequest, why));
            let outcome = match &name {
                Some(_) if !id.is_zero() => refuse("You may not specify both topic name and topic id."),
                None if id.is_zero() => refuse("Neither topic name nor id were specified."),
                Some(name) if repeated_names.contains(name) => refuse("Duplicate topic name."),
                None if repeated_ids.contains(&id) => refuse("Duplicate topic id."),
                _ => self.delete_topic(draft, name.as_deref(), id),
            };
            let (found_name, found_id, error) = match outcome {
                Ok((name, id)) => (Some(name), id, None),
                Err(error) => (name, id, Some(error)),
            };
            responses.push(delete_topics_response::DeletableTopicResult {
                name: found_name,
                topic_id: found_id,
                error_code: error.as_ref().map_or(0, |e| e.code.into()),
                error_message: error.and_then(|e| e.message),
                ..Default::default()
            });
        }
        DeleteTopicsResponse { responses, ..DeleteTopicsResponse::default() }
    }

    fn delete_topic(&self, draft: &mut Draft, name: Option<&str>, id: Uuid) -> Result<(String, Uuid), ApiError> {
        if !self.config.delete_topic_enable {
            return Err(ErrorCode::TopicDeletionDisabled.into());
        }
        let topic = match name {
            Some(name) => draft.image.topic(name).ok_or(ErrorCode::UnknownTopicOrPartition)?,
            None => draft.image.topic_by_id(&id).ok_or(ErrorCode::UnknownTopicId)?,
        };
        let (name, topic_id) = (topic.name.to_string(), topic.id);
        draft.push(MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id, ..RemoveTopicRecord::default() }))?;
        Ok((name, topic_id))
    }

    // ---- more partitions ----

    pub(super) fn create_partitions(
        &mut self,
        draft: &mut Draft,
        request: CreatePartitionsRequest,
    ) -> CreatePartitionsResponse {
        let repeated = repeated(request.topics.iter().map(|topic| topic.name.as_str()));
        let start = draft.image.clone();
        let mut named = BTreeSet::new();
        let mut results = Vec::with_capacity(request.topics.len());
        for topic in &request.topics {
            if !named.insert(topic.name.as_str()) {
                continue;
            }
            let (image, len) = (draft.image.clone(), draft.records.len());
            let outcome = if repeated.contains(&topic.name) {
                Err(ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name."))
            } else {
                self.add_partitions(draft, topic)
            };
            let error = outcome.err();
            if error.is_some() {
                draft.rewind(image, len);
            }
            results.push(create_partitions_response::CreatePartitionsTopicResult {
                name: topic.name.clone(),
                error_code: error.as_ref().map_or(0, |e| e.code.into()),
                error_message: error.and_then(|e| e.message),
                ..Default::default()
            });
        }
        if request.validate_only {
            draft.rewind(start, 0);
        }
        CreatePartitionsResponse { results, ..CreatePartitionsResponse::default() }
    }

    fn add_partitions(
        &mut self,
        draft: &mut Draft,
        request: &create_partitions_request::CreatePartitionsTopic,
    ) -> Result<(), ApiError> {
        let topic = draft.image.topic(&request.name).ok_or(ErrorCode::UnknownTopicOrPartition)?.clone();
        let current = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
        if request.count == current {
            let why = format!("Topic already has {current} partition(s).");
            return Err(ApiError::new(ErrorCode::InvalidPartitions, why));
        }
        if request.count < current {
            let why = format!(
                "The topic {} currently has {current} partition(s); {} would not be an increase.",
                request.name, request.count
            );
            return Err(ApiError::new(ErrorCode::InvalidPartitions, why));
        }
        let additional = usize::try_from(request.count.saturating_sub(current)).unwrap_or(0);
        if additional.saturating_add(draft.records.len()) > MAX_RECORDS_PER_USER_OPERATION {
            return Err(too_many());
        }
        let factor = topic.partitions.values().next().map_or(1, |p| p.replicas.len());
        let partitions = match &request.assignments {
            None => self.placed_partitions(&draft.image, additional, factor)?,
            Some(assignments) if assignments.len() != additional => {
                let why = format!(
                    "Attempted to add {additional} additional partition(s), but only {} assignment(s) were specified.",
                    assignments.len()
                );
                return Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, why));
            }
            Some(assignments) => {
                let mut partitions = Vec::with_capacity(additional);
                for (at, assignment) in assignments.iter().enumerate() {
                    validate_replicas(&draft.image, &assignment.broker_ids, Some(factor))?;
                    let partition = new_partition(&draft.image, assignment.broker_ids.clone());
                    let number = topic.partitions.len().saturating_add(at);
                    partitions.push(partition.ok_or_else(|| no_active_replica(number))?);
                }
                partitions
            }
        };
        let levels = RecordLevels::of(draft.image.metadata_version());
        for (number, partition) in (current..).zip(partitions) {
            draft.push(MetadataRecord::Partition(partition.to_record(topic.id, number, levels)))?;
        }
        Ok(())
    }
}

fn assigned_partitions(image: &Image, topic: &CreatableTopic) -> Result<Vec<Partition>, ApiError> {
    let refuse = |why: &str| Err(ApiError::new(ErrorCode::InvalidRequest, why));
    if topic.replication_factor != -1 {
        return refuse("A manual partition assignment was specified, but replication factor was not set to -1.");
    }
    if topic.num_partitions != -1 {
        return refuse("A manual partition assignment was specified, but numPartitions was not set to -1.");
    }
    let mut partitions = BTreeMap::new();
    let mut factor = None;
    for assignment in &topic.assignments {
        let number = assignment.partition_index;
        if partitions.contains_key(&number) {
            let why = format!("Found multiple manual partition assignments for partition {number}");
            return Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, why));
        }
        validate_replicas(image, &assignment.broker_ids, factor)?;
        factor = Some(assignment.broker_ids.len());
        let partition = new_partition(image, assignment.broker_ids.clone())
            .ok_or_else(|| no_active_replica(usize::try_from(number).unwrap_or(0)))?;
        debug_assert_ne!(partition.leader, NO_LEADER);
        partitions.insert(number, partition);
    }
    if !partitions.keys().copied().eq((0..).take(partitions.len())) {
        return Err(ApiError::new(
            ErrorCode::InvalidReplicaAssignment,
            "partitions should be a consecutive 0-based integer sequence",
        ));
    }
    Ok(partitions.into_values().collect())
}
