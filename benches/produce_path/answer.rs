//! An answer to a Fetch, as a shard encodes it.

use bytes::{Bytes, BytesMut};
use ringmain_protocol::hot::{FetchResponseHead, FetchResponseWriter, TopicRef};
use ringmain_protocol::messages::rpc::fetch_response::PartitionData;
use ringmain_protocol::uuid::Uuid;

/// The size of an answer to a Fetch that has these records for each of `partitions` partitions.
pub fn fetch_response(records: &Bytes, partitions: i32) -> usize {
    let head = FetchResponseHead { correlation_id: 7, topic_count: 1, ..Default::default() };
    let mut writer = FetchResponseWriter::new(BytesMut::with_capacity(1024), 18, head).expect("a version");
    writer.topic(TopicRef::Id(Uuid::from_halves(7, 1000)), partitions as usize).expect("a topic");
    for partition_index in 0..partitions {
        let data = PartitionData { partition_index, high_watermark: 10, ..Default::default() };
        writer.partition(&data, records.len(), [records.clone()]).expect("a partition");
    }
    writer.finish(&[]).expect("a frame").size_bytes
}
