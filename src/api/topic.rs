//! Topics as requests name them, by name or by id, and how an answer names them again.

use std::sync::Arc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::hot::TopicRef;
use ringmain_protocol::uuid::Uuid;

use crate::metadata::image::{Image, Topic};

/// A topic's name or id, owned: what the answer to a request has to repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TopicForm {
    Name(Arc<str>),
    Id(Uuid),
}

impl TopicForm {
    pub(super) fn as_ref(&self) -> TopicRef<'_> {
        match self {
            Self::Name(name) => TopicRef::Name(name),
            Self::Id(id) => TopicRef::Id(*id),
        }
    }
}

/// The topic that a request means, or the error for each of its partitions.
pub(super) fn resolve<'i>(image: &'i Image, topic: TopicRef<'_>) -> (TopicForm, Result<&'i Arc<Topic>, ErrorCode>) {
    match topic {
        TopicRef::Id(id) => (TopicForm::Id(id), image.topic_by_id(&id).ok_or(ErrorCode::UnknownTopicId)),
        TopicRef::Name(name) => match image.topic(name) {
            Some(topic) => (TopicForm::Name(topic.name.clone()), Ok(topic)),
            None => (TopicForm::Name(name.into()), Err(ErrorCode::UnknownTopicOrPartition)),
        },
    }
}
