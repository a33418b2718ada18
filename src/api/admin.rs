//! What the controller decides or knows, forwarded to it: CreateTopics, DeleteTopics, CreatePartitions, UpdateFeatures,
//! UnregisterBroker, DescribeQuorum.
//!
//! If the controller cannot be asked, every topic of the request gets the reason, as Kafka's `getErrorResponse` does.

use std::rc::Rc;

use super::Broker;
use crate::server::router::{Call, Router};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Request as RequestMessage;
use ringmain_protocol::messages::rpc::create_partitions_request::CreatePartitionsRequest;
use ringmain_protocol::messages::rpc::create_partitions_response::{
    CreatePartitionsResponse, CreatePartitionsTopicResult,
};
use ringmain_protocol::messages::rpc::create_topics_request::CreateTopicsRequest;
use ringmain_protocol::messages::rpc::create_topics_response::{CreatableTopicResult, CreateTopicsResponse};
use ringmain_protocol::messages::rpc::delete_topics_request::DeleteTopicsRequest;
use ringmain_protocol::messages::rpc::delete_topics_response::{DeletableTopicResult, DeleteTopicsResponse};
use ringmain_protocol::messages::rpc::{
    DescribeQuorumRequest, DescribeQuorumResponse, RequestKind, UnregisterBrokerRequest, UnregisterBrokerResponse,
    UpdateFeaturesRequest, UpdateFeaturesResponse,
};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: CreateTopicsRequest| {
        let to = to.clone();
        async move {
            let answer = to.forward(&call, request.clone()).await;
            answer.unwrap_or_else(|error| create_topics_refused(&request, error))
        }
    });
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: DeleteTopicsRequest| {
        let to = to.clone();
        async move {
            let answer = to.forward(&call, request.clone()).await;
            answer.unwrap_or_else(|error| delete_topics_refused(&request, error))
        }
    });
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: CreatePartitionsRequest| {
        let to = to.clone();
        async move {
            let answer = to.forward(&call, request.clone()).await;
            answer.unwrap_or_else(|error| create_partitions_refused(&request, error))
        }
    });
    forward::<UpdateFeaturesRequest>(router, broker, |error| UpdateFeaturesResponse {
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    });
    forward::<UnregisterBrokerRequest>(router, broker, |error| UnregisterBrokerResponse {
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    });
    forward::<DescribeQuorumRequest>(router, broker, |error| DescribeQuorumResponse {
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    });
}

/// Forwards an API whose refusal does not depend on what was asked.
fn forward<Req>(router: &mut Router, broker: &Rc<Broker>, refused: fn(ErrorCode) -> Req::Response)
where
    Req: RequestMessage + Into<RequestKind> + 'static,
{
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: Req| {
        let to = to.clone();
        async move { to.forward(&call, request).await.unwrap_or_else(refused) }
    });
}

fn message(error: ErrorCode) -> Option<String> {
    Some(format!("the request did not get through to the controller: {error}"))
}

pub fn create_topics_refused(request: &CreateTopicsRequest, error: ErrorCode) -> CreateTopicsResponse {
    let refuse = |name: &str| CreatableTopicResult {
        name: name.to_owned(),
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    };
    let topics = request.topics.iter().map(|topic| refuse(&topic.name)).collect();
    CreateTopicsResponse { topics, ..Default::default() }
}

pub fn delete_topics_refused(request: &DeleteTopicsRequest, error: ErrorCode) -> DeleteTopicsResponse {
    let by_name = request.topic_names.iter().map(|name| (Some(name.clone()), Default::default()));
    let states = request.topics.iter().map(|topic| (topic.name.clone(), topic.topic_id));
    let refuse = |(name, topic_id)| DeletableTopicResult {
        name,
        topic_id,
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    };
    DeleteTopicsResponse { responses: states.chain(by_name).map(refuse).collect(), ..Default::default() }
}

pub fn create_partitions_refused(request: &CreatePartitionsRequest, error: ErrorCode) -> CreatePartitionsResponse {
    let refuse = |name: &str| CreatePartitionsTopicResult {
        name: name.to_owned(),
        error_code: error.into(),
        error_message: message(error),
        ..Default::default()
    };
    let results = request.topics.iter().map(|topic| refuse(&topic.name)).collect();
    CreatePartitionsResponse { results, ..Default::default() }
}
