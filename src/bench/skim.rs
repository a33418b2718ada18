//! Requests as they arrive, with the records of produce requests left out.
//!
//! Promises: any cut of the stream gives the same events; of a produce request nothing is kept or copied but what lies between its
//! records, of any other request at most the bytes allowed. Records are not looked at, but for the count that their first batch states.

use bytes::Bytes;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::hot::TopicRef;
use ringmain_protocol::primitives::read_uvarint;
use ringmain_protocol::records::HEADER_SIZE;
use ringmain_protocol::uuid::Uuid;

/// The first version of Produce that is understood: the first flexible one.
pub const FIRST_VERSION: i16 = 9;
const FIRST_WITH_IDS: i16 = 13;
const RECORD_COUNT_AT: usize = 57;
/// Bytes that are set beside the start of an element that was cut.
const STEP_BYTES: usize = 128;

/// What has arrived.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A whole request other than Produce, without its length.
    Frame(Bytes),
    /// A produce request begins.
    Request {
        version: i16,
        correlation_id: i32,
        acks: i16,
        topics: usize,
    },
    Topic {
        topic: TopicRef<'a>,
        partitions: usize,
    },
    /// Records of a partition begin; `records` is what their first batch says.
    Partition {
        index: i32,
        records: i32,
        bytes: usize,
    },
    /// The produce request has come to its end.
    End,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Request,
    /// The rest of a request that is kept.
    Frame,
    Topic,
    Partition,
    PartitionEnd,
    TopicEnd,
    RequestEnd,
}

/// Takes a stream of requests apart.
#[derive(Debug)]
pub struct Skim {
    next: Next,
    /// The start of an element that has not come whole.
    kept: Vec<u8>,
    /// Records still to come.
    skip: usize,
    /// Of the request, still to come.
    left: usize,
    version: i16,
    topics_left: usize,
    partitions_left: usize,
    max_kept_bytes: usize,
}

impl Skim {
    pub fn new(max_kept_bytes: usize) -> Self {
        Skim {
            next: Next::Request,
            kept: Vec::new(),
            skip: 0,
            left: 0,
            version: 0,
            topics_left: 0,
            partitions_left: 0,
            max_kept_bytes,
        }
    }

    /// Takes over received bytes. After an error the stream cannot be understood any more.
    pub fn push(
        &mut self,
        mut bytes: &[u8],
        mut on: impl FnMut(Event<'_>) -> Result<(), String>,
    ) -> Result<(), String> {
        loop {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = bytes.get(skipped..).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(());
            }
            if self.kept.is_empty() {
                match self.step(bytes, &mut on)? {
                    Some(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
                    None => {
                        self.kept.extend_from_slice(bytes);
                        return Ok(());
                    }
                }
                continue;
            }
            let before = self.kept.len();
            let wanted = if matches!(self.next, Next::Frame) { self.left.saturating_sub(before) } else { STEP_BYTES };
            let more = bytes.get(..wanted.min(bytes.len())).unwrap_or_default();
            let mut kept = std::mem::take(&mut self.kept);
            kept.extend_from_slice(more);
            match self.step(&kept, &mut on)? {
                Some(taken) => {
                    bytes = bytes.get(taken.saturating_sub(before)..).unwrap_or_default();
                    kept.truncate(before);
                    kept.drain(..taken.min(before));
                }
                None => bytes = bytes.get(more.len()..).unwrap_or_default(),
            }
            self.kept = kept;
        }
    }

    /// Reads one element. None if it has not come whole.
    fn step(
        &mut self,
        bytes: &[u8],
        on: &mut impl FnMut(Event<'_>) -> Result<(), String>,
    ) -> Result<Option<usize>, String> {
        let mut reader = Reader { bytes, at: 0 };
        let outcome = match self.next {
            Next::Request => self.request(&mut reader, on),
            Next::Frame if bytes.len() < self.left => Err(Stop::Short),
            Next::Frame => {
                let frame = bytes.get(..self.left).unwrap_or_default();
                reader.at = frame.len();
                self.next = Next::Request;
                on(Event::Frame(Bytes::copy_from_slice(frame))).map_err(Stop::Bad)
            }
            Next::Topic => self.topic(&mut reader, on),
            Next::Partition => self.partition(&mut reader, on),
            Next::PartitionEnd => reader.no_tags().map(|()| self.after_partition()),
            Next::TopicEnd => reader.no_tags().map(|()| self.after_topic()),
            Next::RequestEnd => reader.no_tags().and_then(|()| {
                self.next = Next::Request;
                on(Event::End).map_err(Stop::Bad)
            }),
        };
        match outcome {
            Ok(()) => {
                let taken = reader.at;
                let is_start = matches!(self.next, Next::Frame);
                let counted = if is_start { 0 } else { taken };
                self.left = self.left.checked_sub(counted).ok_or("a request ends inside of itself")?;
                if matches!(self.next, Next::Request) && self.left > 0 {
                    return Err(format!("a request goes on for {} bytes after its end", self.left));
                }
                self.left = self.left.checked_sub(self.skip).ok_or("records end after their request")?;
                Ok(Some(taken))
            }
            Err(Stop::Short) => Ok(None),
            Err(Stop::Bad(reason)) => Err(reason),
        }
    }

    fn request(
        &mut self,
        reader: &mut Reader<'_>,
        on: &mut impl FnMut(Event<'_>) -> Result<(), String>,
    ) -> Result<(), Stop> {
        let length = reader.i32()?;
        let length = usize::try_from(length).map_err(|_| bad(format!("a request says that its length is {length}")))?;
        let key = reader.i16()?;
        if key != ApiKey::Produce.key() {
            if length > self.max_kept_bytes || length < 2 {
                return Err(bad(format!("a request of {length} bytes is not taken")));
            }
            reader.at = 4;
            (self.next, self.left) = (Next::Frame, length);
            return Ok(());
        }
        let version = reader.i16()?;
        if !(FIRST_VERSION..=ApiKey::Produce.max_version()).contains(&version) {
            return Err(bad(format!("version {version} of Produce is not served")));
        }
        let correlation_id = reader.i32()?;
        let client_id = reader.i16()?;
        reader.take(usize::try_from(client_id).unwrap_or(0))?;
        reader.no_tags()?;
        let transactional_id = reader.uvarint()?;
        reader.take(transactional_id.saturating_sub(1))?;
        let acks = reader.i16()?;
        reader.take(4)?;
        let topics = reader.count()?;
        self.left = length.saturating_add(4);
        (self.version, self.topics_left) = (version, topics);
        self.next = if topics == 0 { Next::RequestEnd } else { Next::Topic };
        on(Event::Request { version, correlation_id, acks, topics }).map_err(Stop::Bad)
    }

    fn topic(
        &mut self,
        reader: &mut Reader<'_>,
        on: &mut impl FnMut(Event<'_>) -> Result<(), String>,
    ) -> Result<(), Stop> {
        let topic = if self.version >= FIRST_WITH_IDS {
            TopicRef::Id(Uuid(reader.array()?))
        } else {
            let len = reader.count()?;
            let name = std::str::from_utf8(reader.take(len)?);
            TopicRef::Name(name.map_err(|_| bad("a topic's name is not UTF-8".to_owned()))?)
        };
        let partitions = reader.count()?;
        self.partitions_left = partitions;
        self.next = if partitions == 0 { Next::TopicEnd } else { Next::Partition };
        on(Event::Topic { topic, partitions }).map_err(Stop::Bad)
    }

    fn partition(
        &mut self,
        reader: &mut Reader<'_>,
        on: &mut impl FnMut(Event<'_>) -> Result<(), String>,
    ) -> Result<(), Stop> {
        let index = reader.i32()?;
        let bytes = reader.uvarint()?.saturating_sub(1);
        let head = reader.take(bytes.min(HEADER_SIZE))?;
        let records = head.get(RECORD_COUNT_AT..).and_then(|count| count.first_chunk());
        let records = records.map_or(0, |count| i32::from_be_bytes(*count));
        self.skip = bytes - head.len();
        self.next = Next::PartitionEnd;
        on(Event::Partition { index, records, bytes }).map_err(Stop::Bad)
    }

    fn after_partition(&mut self) {
        self.partitions_left = self.partitions_left.saturating_sub(1);
        self.next = if self.partitions_left == 0 { Next::TopicEnd } else { Next::Partition };
    }

    fn after_topic(&mut self) {
        self.topics_left = self.topics_left.saturating_sub(1);
        self.next = if self.topics_left == 0 { Next::RequestEnd } else { Next::Topic };
    }
}

enum Stop {
    /// The element has not come whole.
    Short,
    Bad(String),
}

fn bad(reason: String) -> Stop {
    Stop::Bad(reason)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Stop> {
        let end = self.at.saturating_add(len);
        let taken = self.bytes.get(self.at..end).ok_or(Stop::Short)?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let taken = self.take(N)?;
        taken.first_chunk().copied().ok_or(Stop::Short)
    }

    fn i16(&mut self) -> Result<i16, Stop> {
        self.array().map(i16::from_be_bytes)
    }

    fn i32(&mut self) -> Result<i32, Stop> {
        self.array().map(i32::from_be_bytes)
    }

    fn uvarint(&mut self) -> Result<usize, Stop> {
        match read_uvarint(self.bytes.get(self.at..).unwrap_or_default()) {
            Ok((value, len)) => {
                self.at += len;
                Ok(value as usize)
            }
            Err(true) => Err(Stop::Short),
            Err(false) => Err(bad("a varint is too long".to_owned())),
        }
    }

    /// The length of something that is not null.
    fn count(&mut self) -> Result<usize, Stop> {
        self.uvarint()?.checked_sub(1).ok_or_else(|| bad("a null where none may be".to_owned()))
    }

    fn no_tags(&mut self) -> Result<(), Stop> {
        match self.uvarint()? {
            0 => Ok(()),
            _ => Err(bad("a tagged field that is not known".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use proptest::prelude::*;
    use ringmain_protocol::header::put_request;
    use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
    use ringmain_protocol::messages::rpc::{MetadataRequest, ProduceRequest};
    use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};

    use super::*;

    fn records(count: usize, size: usize) -> Bytes {
        if count == 0 {
            return Bytes::from(vec![1; size.min(60)]);
        }
        let mut builder = BatchBuilder::new(BatchOptions::default());
        for _ in 0..count {
            builder.append(5, None, Some(&vec![7; size]), &[]).unwrap();
        }
        let mut batch = Vec::new();
        builder.build(&mut Compressor::new(), &mut batch).unwrap();
        batch.into()
    }

    fn events(stream: &[u8], cuts: &[usize]) -> Result<Vec<String>, String> {
        let mut skim = Skim::new(10_000);
        let mut events = Vec::new();
        let mut rest = stream;
        let mut cuts = cuts.iter().cycle();
        while !rest.is_empty() {
            let cut = cuts.next().map_or(rest.len(), |cut| (*cut).clamp(1, rest.len()));
            skim.push(&rest[..cut], |event| {
                events.push(format!("{event:?}"));
                Ok(())
            })?;
            rest = &rest[cut..];
        }
        Ok(events)
    }

    fn topic(id: u8, partitions: &[(i32, usize, usize)]) -> TopicProduceData {
        let partition = |(index, count, size): &(i32, usize, usize)| PartitionProduceData {
            index: *index,
            records: Some(records(*count, *size)),
            ..Default::default()
        };
        TopicProduceData {
            topic_id: Uuid([id; 16]),
            name: format!("topic-{id}"),
            partition_data: partitions.iter().map(partition).collect(),
            ..Default::default()
        }
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_events(
            version in FIRST_VERSION..=13i16,
            topics in prop::collection::vec(prop::collection::vec((0..9i32, 0..4usize, 0..300usize), 0..4), 0..4),
            cuts in prop::collection::vec(1usize..90, 1..40),
        ) {
            let request = ProduceRequest {
                acks: -1,
                timeout_ms: 7,
                topic_data: topics.iter().enumerate().map(|(id, of)| {
                    let mut data = topic(id as u8 + 1, of);
                    match version {
                        13 => data.name = String::new(),
                        _ => data.topic_id = Uuid::ZERO,
                    }
                    data
                }).collect(),
                ..Default::default()
            };
            let mut stream = BytesMut::new();
            for round in 0..2 {
                put_request(&mut stream, &request, version, round, Some("client")).unwrap();
                put_request(&mut stream, &MetadataRequest::default(), 12, 9, None).unwrap();
            }
            let mut expected = Vec::new();
            for round in 0..2 {
                let topics = topics.len();
                expected.push(format!("{:?}", Event::Request { version, correlation_id: round, acks: -1, topics }));
                for data in &request.topic_data {
                    let by_id = version >= 13;
                    let topic = if by_id { TopicRef::Id(data.topic_id) } else { TopicRef::Name(&data.name) };
                    expected.push(format!("{:?}", Event::Topic { topic, partitions: data.partition_data.len() }));
                    for of in &data.partition_data {
                        let bytes = of.records.as_ref().unwrap().len();
                        let count = of.records.as_ref().unwrap().get(57..61).map_or(0, |count| {
                            i32::from_be_bytes(count.try_into().unwrap())
                        });
                        let event = Event::Partition { index: of.index, records: count, bytes };
                        expected.push(format!("{event:?}"));
                    }
                }
                expected.push("End".to_owned());
                let mut other = BytesMut::new();
                put_request(&mut other, &MetadataRequest::default(), 12, 9, None).unwrap();
                expected.push(format!("{:?}", Event::Frame(other.freeze().slice(4..))));
            }
            prop_assert_eq!(events(&stream, &[stream.len()]).unwrap(), expected.clone());
            prop_assert_eq!(events(&stream, &cuts).unwrap(), expected);
        }

        #[test]
        fn no_bytes_are_too_bad(stream in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = events(&stream, &[7, 1]);
        }
    }

    #[test]
    fn lengths_that_cannot_be_end_the_stream() {
        let request = ProduceRequest { topic_data: vec![topic(1, &[(0, 1, 100)])], ..Default::default() };
        let mut stream = BytesMut::new();
        put_request(&mut stream, &request, 9, 1, None).unwrap();
        let length = i32::from_be_bytes(*stream.first_chunk().unwrap());
        assert!(events(&stream, &[1000]).is_ok());
        for wrong in [length - 1, length + 1, length - 60, 3, -1, i32::MAX] {
            let mut stream = stream.to_vec();
            stream[..4].copy_from_slice(&wrong.to_be_bytes());
            assert!(events(&stream, &[1000]).is_err(), "{wrong}");
        }
        let mut long = BytesMut::new();
        put_request(&mut long, &MetadataRequest::default(), 12, 1, Some(&"x".repeat(11_000))).unwrap();
        assert!(events(&long, &[100]).unwrap_err().contains("not taken"));
    }
}
