//! InitProducerId for idempotent producers: ids out of blocks that the controller hands out (KIP-730).

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::init_producer_id_request::InitProducerIdRequest;
use ringmain_protocol::messages::rpc::init_producer_id_response::InitProducerIdResponse;

use super::Broker;
use crate::rt::sync::Notify;
use crate::server::router::{Call, LocalFuture, Router};

const NO_PRODUCER_ID: i64 = -1;
const NO_PRODUCER_EPOCH: i16 = -1;

/// Asks the controller for a block of producer ids: the first id, and how many.
pub type Allocate = Box<dyn Fn() -> LocalFuture<Result<Range<i64>, ErrorCode>>>;

/// The producer ids that one shard may hand out.
pub struct ProducerIds {
    block: RefCell<Range<i64>>,
    allocating: Cell<bool>,
    allocated: Notify,
    allocate: Allocate,
}

/// Whoever asks for the block lets the others try again, however it ends.
struct Allocating<'a>(&'a ProducerIds);

impl Drop for Allocating<'_> {
    fn drop(&mut self) {
        self.0.allocating.set(false);
        self.0.allocated.notify_all();
    }
}

impl ProducerIds {
    pub fn new(allocate: Allocate) -> Self {
        ProducerIds { block: RefCell::new(0..0), allocating: Cell::new(false), allocated: Notify::new(), allocate }
    }

    /// An id that nobody else has.
    pub async fn next(&self) -> Result<i64, ErrorCode> {
        loop {
            if let Some(id) = self.block.borrow_mut().next() {
                return Ok(id);
            }
            if self.allocating.get() {
                self.allocated.notified().await;
                continue;
            }
            self.allocating.set(true);
            let _allocating = Allocating(self);
            let block = (self.allocate)().await?;
            if block.is_empty() {
                return Err(ErrorCode::UnknownServerError);
            }
            *self.block.borrow_mut() = block;
        }
    }
}

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |_: Call, request: InitProducerIdRequest| {
        let broker = broker.clone();
        async move { answer(&broker.producer_ids, request).await }
    });
}

pub async fn answer(ids: &ProducerIds, request: InitProducerIdRequest) -> InitProducerIdResponse {
    let known = (request.producer_id != NO_PRODUCER_ID, request.producer_epoch != NO_PRODUCER_EPOCH);
    match request.transactional_id.as_deref() {
        Some("") => return refuse(ErrorCode::InvalidRequest),
        _ if known.0 != known.1 => return refuse(ErrorCode::InvalidRequest),
        // No transaction coordinator runs here: as Kafka answers where another broker has it.
        Some(_) => return refuse(ErrorCode::NotCoordinator),
        None => {}
    }
    match ids.next().await {
        Ok(producer_id) => InitProducerIdResponse { producer_id, producer_epoch: 0, ..Default::default() },
        // A client tries this one again.
        Err(_) => refuse(ErrorCode::CoordinatorLoadInProgress),
    }
}

fn refuse(error: ErrorCode) -> InitProducerIdResponse {
    InitProducerIdResponse {
        error_code: error.into(),
        producer_id: NO_PRODUCER_ID,
        producer_epoch: NO_PRODUCER_EPOCH,
        ..Default::default()
    }
}
