use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::{BufMut, BytesMut};
use proptest::prelude::*;

use super::*;
use crate::rt::buf::Pool;
use crate::rt::net::{ListenOptions, TcpListener};
use crate::rt::sim::Sim;
use crate::rt::sync::Semaphore;
use crate::rt::task;
use crate::server::limits::{ConnectionLimits, LimitSettings};
use crate::server::listener::Listener;
use crate::server::response::ResponseWriter;

const MINUTE: Duration = Duration::from_secs(60);
const ANSWER_BYTES: usize = 8 << 20;
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9092);

/// What the test APIs note, by correlation id.
#[derive(Clone, Default)]
struct Notes {
    started: Rc<RefCell<Vec<i32>>>,
    /// Long polls that ended because nobody waits for them.
    cut_short: Rc<Cell<usize>>,
    dropped: Rc<Cell<usize>>,
}

struct CountDrop(Rc<Cell<usize>>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

fn answer(header: &Header, body: &[u8]) -> Outcome {
    let mut writer = ResponseWriter::new(header, body.len());
    writer.buf.put_slice(body);
    writer.finish()
}

/// Produce (v3): the body is `[milliseconds to take, bytes of answer in KiB]`, or `[255]` for acks=0. ListOffsets (v1): the same, but alone.
/// OffsetForLeaderEpoch (v2): as ListOffsets, in memory that is a log's. Fetch (v4): waits an hour or until nobody waits. DeleteGroups: malformed.
fn router(notes: &Notes) -> Router {
    let mut router = Router::default();
    let timed = |notes: &Notes| {
        let notes = notes.clone();
        move |request: Request| {
            notes.started.borrow_mut().push(request.header.correlation_id);
            let first = request.body.first().copied().unwrap_or(0);
            if first == 255 {
                return Started::Done(Outcome::Silent);
            }
            let size = usize::from(request.body.get(1).copied().unwrap_or(0)) * 1024;
            if first == 0 {
                return Started::Done(answer(&request.header, &vec![7; size]));
            }
            let header = request.header;
            Started::Pending(Box::pin(async move {
                time::sleep(Duration::from_millis(first.into())).await;
                answer(&header, &vec![7; size])
            }))
        }
    };
    router.serve(ApiKey::Produce, Overlap::Produces, timed(notes));
    router.serve(ApiKey::OffsetCommit, Overlap::OffsetCommits, timed(notes));
    router.serve(ApiKey::ListOffsets, Overlap::No, timed(notes));
    let fetch_notes = notes.clone();
    router.serve(ApiKey::Fetch, Overlap::No, move |request| {
        fetch_notes.started.borrow_mut().push(request.header.correlation_id);
        let notes = fetch_notes.clone();
        let counted = CountDrop(notes.dropped.clone());
        Started::Pending(Box::pin(async move {
            let _counted = counted;
            let gone = request.peer.gone.wait();
            if time::timeout(Duration::from_secs(3600), gone).await.is_ok() {
                notes.cut_short.set(notes.cut_short.get() + 1);
            }
            answer(&request.header, b"fetched")
        }))
    });
    let lends = timed(notes);
    router.serve(ApiKey::OffsetForLeaderEpoch, Overlap::No, move |request| match lends(request) {
        Started::Pending(answer) => Started::Pending(Box::pin(async move { lent(answer.await) })),
        Started::Done(outcome) => Started::Done(lent(outcome)),
    });
    router.serve(ApiKey::DeleteGroups, Overlap::No, |_| Started::Done(Outcome::Close("malformed".into())));
    router.serve(ApiKey::ApiVersions, Overlap::No, |request| {
        Started::Done(answer(&request.header, &request.header.version.to_be_bytes()))
    });
    router
}

/// The answer in memory that is a log's.
fn lent(outcome: Outcome) -> Outcome {
    let Outcome::Answer(mut response) = outcome else { return outcome };
    let mut chunk = Pool::new(1 << 20).unwrap().try_alloc(response.size_bytes.next_power_of_two().max(4096)).unwrap();
    response.segments.iter().for_each(|segment| assert_eq!(chunk.append(segment.as_ref()), segment.len()));
    response.segments = vec![Segment::Chunk(chunk.slice(..))];
    Outcome::Answer(response)
}

fn frame(api: ApiKey, version: i16, correlation_id: i32, body: &[u8]) -> Vec<u8> {
    let mut frame = BytesMut::new();
    let tags = usize::from(api.request_header_version(version) >= 2);
    frame.put_i32((10 + tags + body.len()) as i32);
    frame.put_i16(api.key());
    frame.put_i16(version);
    frame.put_i32(correlation_id);
    frame.put_i16(-1);
    frame.put_bytes(0, tags);
    frame.put_slice(body);
    frame.to_vec()
}

fn produce(correlation_id: i32, body: &[u8]) -> Vec<u8> {
    frame(ApiKey::Produce, 3, correlation_id, body)
}

fn list(correlation_id: i32, body: &[u8]) -> Vec<u8> {
    frame(ApiKey::ListOffsets, 1, correlation_id, body)
}

fn fetch(correlation_id: i32) -> Vec<u8> {
    frame(ApiKey::Fetch, 4, correlation_id, &[])
}

/// Asks for an answer that lies in a log's memory.
fn epoch(correlation_id: i32, body: &[u8]) -> Vec<u8> {
    frame(ApiKey::OffsetForLeaderEpoch, 2, correlation_id, body)
}

struct World {
    notes: Notes,
    budget: FrameBudget,
    answers: AnswerBudget,
    shortage: Arc<Shortage>,
    limits: ConnectionLimits,
    stop: Event,
    served: task::JoinHandle<()>,
}

struct Setup {
    service: Box<dyn FnOnce(Service) -> Service>,
    settings: LimitSettings,
}

impl Default for Setup {
    fn default() -> Self {
        Setup { service: Box::new(|service| service), settings: LimitSettings::default() }
    }
}

fn with(change: impl FnOnce(Service) -> Service + 'static) -> Setup {
    Setup { service: Box::new(change), ..Setup::default() }
}

/// Runs a test's client against a listener in the simulated world.
fn in_world<Fut: Future<Output = ()> + 'static>(setup: Setup, test: impl FnOnce(World) -> Fut + 'static) {
    let sim = Sim::new(1);
    let done = Rc::new(Cell::new(false));
    let done_inside = done.clone();
    let outcome = sim.node(1).block_on(60 * MINUTE, async move {
        let notes = Notes::default();
        let budget = FrameBudget::new(1 << 20);
        let answers = AnswerBudget::new(ANSWER_BYTES);
        let shortage: Arc<Shortage> = Arc::default();
        let service = Service {
            router: router(&notes),
            budget: budget.clone(),
            answers: answers.clone(),
            shortage: shortage.clone(),
            admit: None,
            max_frame_bytes: 100 << 20,
            max_idle: Some(10 * MINUTE),
        };
        let Setup { service: change, settings } = setup;
        let limits = ConnectionLimits::default();
        let listener = Listener {
            name: Arc::from("PLAINTEXT"),
            service: Rc::new(change(service)),
            limits: limits.clone(),
            settings: Box::new(move || settings.clone()),
        };
        let socket = TcpListener::bind(ADDRESS, &ListenOptions::default()).unwrap();
        let stop = Event::new();
        let served = task::spawn(Rc::new(listener).serve(socket, stop.clone()));
        test(World { notes, budget, answers, shortage, limits, stop, served }).await;
        done_inside.set(true);
    });
    assert!(outcome.is_ok() && done.get());
}

struct Client {
    stream: TcpStream,
    received: BytesMut,
}

impl Client {
    async fn connect() -> Client {
        Client { stream: TcpStream::connect(ADDRESS).await.unwrap(), received: BytesMut::new() }
    }

    async fn send(&self, bytes: Vec<u8>) {
        self.stream.send(vec![Segment::from(bytes)]).await.unwrap();
    }

    /// The correlation id and size of the next answer; `None` at the end of the connection.
    async fn answer(&mut self) -> Option<(i32, usize)> {
        loop {
            if let Some(length) = self.received.first_chunk::<4>() {
                let size = i32::from_be_bytes(*length) as usize;
                if self.received.len() >= 4 + size {
                    let frame = self.received.split_to(4 + size);
                    return Some((i32::from_be_bytes(frame[4..8].try_into().unwrap()), size));
                }
            }
            match self.stream.recv().await {
                Ok(received) if !received.is_empty() => self.received.extend_from_slice(&received),
                _ => return None,
            }
        }
    }

    async fn answers(&mut self, count: usize) -> Vec<i32> {
        let mut ids = Vec::new();
        for _ in 0..count {
            ids.extend(self.answer().await.map(|(id, _)| id));
        }
        ids
    }

    async fn is_closed(&mut self) -> bool {
        self.answer().await.is_none()
    }
}

#[test]
fn answers_leave_in_order_however_long_each_takes() {
    in_world(Setup::default(), |world| async move {
        let mut client = Client::connect().await;
        let times = [40u8, 0, 9, 0, 100, 1, 0];
        let all: Vec<u8> = times.iter().enumerate().flat_map(|(id, ms)| produce(id as i32, &[*ms])).collect();
        client.send(all).await;
        assert_eq!(client.answers(7).await, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(*world.notes.started.borrow(), [0, 1, 2, 3, 4, 5, 6]);
    });
}

#[test]
fn produces_overlap_and_others_wait_for_what_came_before() {
    in_world(Setup::default(), |world| async move {
        let mut client = Client::connect().await;
        let all = [produce(1, &[50]), produce(2, &[1]), list(3, &[50]), produce(4, &[0]), list(5, &[0])].concat();
        client.send(all).await;
        time::sleep(Duration::from_millis(20)).await;
        assert_eq!(*world.notes.started.borrow(), [1, 2], "the list waits for the produces");
        time::sleep(Duration::from_millis(50)).await;
        assert_eq!(*world.notes.started.borrow(), [1, 2, 3], "the produce waits for the list");
        assert_eq!(client.answers(5).await, [1, 2, 3, 4, 5]);
    });
}

#[test]
fn commits_overlap_with_each_other_and_with_nothing_else() {
    in_world(Setup::default(), |world| async move {
        let mut client = Client::connect().await;
        let commit = |id, ms| frame(ApiKey::OffsetCommit, 7, id, &[ms]);
        let all = [commit(1, 50), commit(2, 1), produce(3, &[50]), produce(4, &[0]), commit(5, 0)].concat();
        client.send(all).await;
        time::sleep(Duration::from_millis(20)).await;
        assert_eq!(*world.notes.started.borrow(), [1, 2], "the produce waits for the commits");
        time::sleep(Duration::from_millis(50)).await;
        assert_eq!(*world.notes.started.borrow(), [1, 2, 3, 4], "the commit waits for the produces");
        assert_eq!(client.answers(5).await, [1, 2, 3, 4, 5]);
    });
}

#[test]
fn acks_zero_has_no_answer() {
    in_world(Setup::default(), |_world| async move {
        let mut client = Client::connect().await;
        client.send([produce(1, &[255]), produce(2, &[0]), produce(3, &[255]), list(4, &[0])].concat()).await;
        assert_eq!(client.answers(2).await, [2, 4]);
    });
}

#[test]
fn what_cannot_be_answered_closes_after_the_answers_before_it() {
    let table: Vec<(&str, Vec<u8>)> = vec![
        ("negative length", vec![0xff; 4]),
        ("length above the limit", (101i32 << 20).to_be_bytes().to_vec()),
        ("empty frame", vec![0; 4]),
        ("header cut short", vec![0, 0, 0, 5, 0, 0, 0, 3, 0]),
        ("client id longer than the frame", vec![0, 0, 0, 10, 0, 0, 0, 3, 0, 0, 0, 1, 0x7f, 0xff]),
        ("unknown api", [&[0, 0, 0, 10, 0x70, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff][..]].concat()),
        ("api not served here", frame(ApiKey::Vote, 0, 1, &[])),
        ("version too low", frame(ApiKey::Produce, 2, 1, &[])),
        ("version too high", frame(ApiKey::Produce, 99, 1, &[])),
        ("malformed body", frame(ApiKey::DeleteGroups, 0, 1, &[])),
    ];
    for (what, bytes) in table {
        in_world(Setup::default(), move |world| async move {
            let mut client = Client::connect().await;
            let mut other = Client::connect().await;
            client.send([produce(7, &[30]), bytes, produce(8, &[0])].concat()).await;
            assert_eq!(client.answers(1).await, [7], "{what}");
            assert!(client.is_closed().await, "{what}");
            other.send(produce(9, &[0])).await;
            assert_eq!(other.answers(1).await, [9], "others do not notice: {what}");
            drop((client, other));
            time::sleep(MINUTE).await;
            assert_eq!(world.limits.total(), 0);
            assert_eq!(world.budget.available_bytes(), 1 << 20);
            assert_eq!(world.answers.available_bytes(), ANSWER_BYTES as i64);
        });
    }
}

#[test]
fn any_version_of_api_versions_is_handed_on() {
    in_world(Setup::default(), |_world| async move {
        let mut client = Client::connect().await;
        client.send(frame(ApiKey::ApiVersions, 99, 5, &[])).await;
        assert_eq!(client.answers(1).await, [5]);
    });
}

#[test]
fn a_thousand_large_announcements_cost_nothing() {
    in_world(Setup::default(), |world| async move {
        let mut announcing = Vec::new();
        for _ in 0..1000 {
            let client = Client::connect().await;
            client.send((100i32 << 20).to_be_bytes().to_vec()).await;
            announcing.push(client);
        }
        time::sleep(MINUTE).await;
        assert_eq!(world.limits.total(), 1000);
        assert_eq!(world.budget.available_bytes(), (1 << 20) - 4000, "four bytes arrived on each");
        let mut client = Client::connect().await;
        client.send(produce(1, &[0])).await;
        assert_eq!(client.answers(1).await, [1]);
    });
}

#[test]
fn a_spent_budget_stops_receiving_but_not_small_requests_and_large_ones_take_turns() {
    in_world(Setup::default(), |world| async move {
        const LARGE: usize = 900 << 10;
        // Each is sent up to its last byte: together far more than the budget.
        let mut clients = Vec::new();
        for id in 0..6 {
            let client = Client::connect().await;
            let whole = produce(id, &vec![0; LARGE]);
            let stream = client.stream.clone();
            let (all_but_one, last) = (whole[..whole.len() - 1].to_vec(), whole[whole.len() - 1..].to_vec());
            drop(task::spawn(async move {
                stream.send(vec![Segment::from(all_but_one)]).await.unwrap();
                time::sleep(Duration::from_secs(1)).await;
                stream.send(vec![Segment::from(last)]).await.unwrap();
            }));
            clients.push(client);
        }
        time::sleep(Duration::from_millis(900)).await;
        let held = (1 << 20) - world.budget.available_bytes();
        assert!(held < (1 << 20) + LARGE as i64 + 6 * (256 << 10), "{held} bytes are held");
        let mut small = Client::connect().await;
        small.send(produce(9, &[0])).await;
        assert_eq!(small.answers(1).await, [9]);
        for (id, client) in clients.iter_mut().enumerate() {
            assert_eq!(client.answers(1).await, [id as i32]);
        }
        assert_eq!(world.budget.available_bytes(), 1 << 20);
    });
}

#[test]
fn a_stalled_request_beyond_the_budget_does_not_hold_up_others_for_long() {
    in_world(Setup::default(), |_world| async move {
        let mut stalled = Vec::new();
        for id in 0..4 {
            let client = Client::connect().await;
            let whole = produce(id, &vec![0; 2 << 20]);
            let (stream, part) = (client.stream.clone(), whole[..1 << 20].to_vec());
            drop(task::spawn(async move { stream.send(vec![Segment::from(part)]).await }));
            stalled.push(client);
        }
        time::sleep(Duration::from_secs(1)).await;
        let mut honest = Client::connect().await;
        let whole = produce(9, &vec![0; 600 << 10]);
        let stream = honest.stream.clone();
        drop(task::spawn(async move { stream.send(vec![Segment::from(whole)]).await }));
        assert_eq!(time::timeout(MINUTE, honest.answers(1)).await, Ok(vec![9]));
    });
}

#[test]
fn a_slow_reader_stops_being_read_and_started() {
    in_world(Setup::default(), |world| async move {
        let mut client = Client::connect().await;
        // 500 answers of 200 KiB; nobody reads.
        let all: Vec<u8> = (0..500).flat_map(|id| produce(id, &[0, 200])).collect();
        let stream = client.stream.clone();
        drop(task::spawn(async move { stream.send(vec![Segment::from(all)]).await }));
        time::sleep(MINUTE).await;
        let started = world.notes.started.borrow().len();
        let waiting = MAX_UNSENT_BYTES / (200 << 10) + 1;
        let in_the_socket = 40;
        assert!(started < waiting + in_the_socket, "{started} started");
        assert_eq!(client.answers(12).await, (0..12).collect::<Vec<_>>());
        assert!(world.notes.started.borrow().len() > started, "as answers are read, more is started");
    });
}

#[test]
fn who_reads_nothing_makes_way_when_the_memory_for_answers_is_spent() {
    in_world(Setup::default(), |world| async move {
        let large = |count: i32| -> Vec<u8> { (0..count).flat_map(|id| produce(id, &[0, 200])).collect() };
        let mut unread = Vec::new();
        for _ in 0..12 {
            let client = Client::connect().await;
            client.send(large(100)).await;
            unread.push(client);
        }
        time::sleep(Duration::from_secs(1)).await;
        let held = ANSWER_BYTES as i64 - world.answers.available_bytes();
        assert!(held > ANSWER_BYTES as i64, "{held} bytes are held: all there is");
        assert!(held < (ANSWER_BYTES + 3 * (200 << 10)) as i64, "{held} bytes are held, whoever asks for more");
        let mut small = Client::connect().await;
        small.send(list(7, &[0])).await;
        assert_eq!(time::timeout(Duration::from_secs(1), small.answers(1)).await, Ok(vec![7]));
        let mut reader = Client::connect().await;
        reader.send(large(100)).await;
        let answered = time::timeout(Duration::from_secs(120), reader.answers(100)).await;
        assert_eq!(answered, Ok((0..100).collect::<Vec<_>>()));
        time::sleep(2 * MINUTE).await;
        assert!(world.limits.total() < 2 + 4, "those who hold what others want are closed");
        drop((unread, small, reader));
        time::sleep(MINUTE).await;
        assert_eq!((world.limits.total(), world.answers.available_bytes()), (0, ANSWER_BYTES as i64));
    });
}

#[test]
fn a_slow_reader_gets_all_while_who_reads_nothing_is_closed() {
    in_world(Setup::default(), |world| async move {
        let all: Vec<u8> = (0..10).flat_map(|id| epoch(id, &[0, 200])).collect();
        let (unread, idle, other) = (Client::connect().await, Client::connect().await, Client::connect().await);
        unread.send(all.clone()).await;
        idle.send(fetch(1)).await;
        // It reads nothing either, but what it does not read is no log's.
        other.send((0..10).flat_map(|id| produce(id, &[0, 200])).collect()).await;
        time::sleep(MINUTE).await;
        assert_eq!(world.limits.total(), 3, "nobody needs the memory");
        let mut slow = Client::connect().await;
        slow.send(all).await;
        while slow.received.len() < 10 * (200 << 10) {
            world.shortage.note();
            time::sleep(Duration::from_secs(4)).await;
            let upto = slow.received.len() + (40 << 10);
            while slow.received.len() < upto.min(10 * (200 << 10)) {
                let received = slow.stream.recv().await.unwrap();
                assert!(!received.is_empty(), "closed after {} bytes", slow.received.len());
                slow.received.extend_from_slice(&received);
            }
        }
        assert_eq!(slow.answers(10).await, (0..10).collect::<Vec<_>>());
        assert_eq!(world.limits.total(), 3, "the slow one, the long poll and the other are there");
        drop((slow, unread, idle, other));
    });
}

#[test]
fn requests_ahead_are_bounded() {
    in_world(Setup::default(), |world| async move {
        let client = Client::connect().await;
        let all: Vec<u8> = (0..100_000).flat_map(|id| produce(id, &[200])).collect();
        client.send(fetch(-1)).await;
        let stream = client.stream.clone();
        drop(task::spawn(async move { stream.send(vec![Segment::from(all)]).await }));
        time::sleep(MINUTE).await;
        assert_eq!(*world.notes.started.borrow(), [-1]);
        let held = (1 << 20) - world.budget.available_bytes();
        assert!(held < 512 << 10, "{held} bytes are held behind a long poll");
    });
}

#[test]
fn half_closed_connections_get_their_answers_and_long_polls_end() {
    in_world(Setup::default(), |world| async move {
        let mut client = Client::connect().await;
        client.send([produce(1, &[20]), fetch(2), produce(3, &[20])].concat()).await;
        client.stream.shutdown().unwrap();
        assert_eq!(time::timeout(MINUTE, client.answers(3)).await, Ok(vec![1, 2, 3]));
        assert!(client.is_closed().await);
        assert_eq!(world.notes.cut_short.get(), 1);
    });
}

#[test]
fn a_dropped_client_ends_its_long_poll() {
    in_world(Setup::default(), |world| async move {
        let client = Client::connect().await;
        client.send(fetch(1)).await;
        time::sleep(Duration::from_secs(1)).await;
        assert_eq!((world.limits.total(), world.notes.dropped.get()), (1, 0));
        drop(client);
        time::sleep(Duration::from_secs(1)).await;
        assert_eq!((world.limits.total(), world.notes.dropped.get()), (0, 1));
    });
}

#[test]
fn idle_connections_are_closed_and_active_ones_kept() {
    in_world(Setup::default(), |world| async move {
        let mut idle = Client::connect().await;
        let mut active = Client::connect().await;
        for id in 0..4 {
            time::sleep(4 * MINUTE).await;
            active.send(produce(id, &[0])).await;
            assert_eq!(active.answers(1).await, [id]);
        }
        assert!(time::timeout(Duration::from_millis(1), idle.is_closed()).await.is_ok());
        assert_eq!(world.limits.total(), 1);
    });
}

#[test]
fn a_stop_answers_what_has_arrived_and_accepts_nothing() {
    in_world(Setup::default(), |world| async move {
        let mut busy = Client::connect().await;
        let mut idle = Client::connect().await;
        busy.send([produce(1, &[100]), fetch(2)].concat()).await;
        time::sleep(Duration::from_millis(20)).await;
        world.stop.set();
        assert_eq!(time::timeout(MINUTE, busy.answers(2)).await, Ok(vec![1, 2]));
        assert!(busy.is_closed().await && idle.is_closed().await);
        assert!(time::timeout(MINUTE, world.served).await.is_ok());
        assert!(TcpStream::connect(ADDRESS).await.is_err());
    });
}

#[test]
fn limits_refuse_an_address_and_hold_back_the_rest() {
    use crate::server::limits::Rate;
    let settings = LimitSettings { max_per_ip: 2, ..LimitSettings::default() };
    in_world(Setup { settings, ..Setup::default() }, |_world| async move {
        let (mut a, _b) = (Client::connect().await, Client::connect().await);
        a.send(produce(1, &[0])).await;
        assert_eq!(a.answers(1).await, [1]);
        let mut refused = Client::connect().await;
        assert!(refused.is_closed().await);
        drop(a);
        time::sleep(Duration::from_secs(1)).await;
        let mut again = Client::connect().await;
        again.send(produce(2, &[0])).await;
        assert_eq!(again.answers(1).await, [2]);
    });
    let settings = LimitSettings { node: Rate { max_connections: 1, ..Rate::UNLIMITED }, ..LimitSettings::default() };
    in_world(Setup { settings, ..Setup::default() }, |_world| async move {
        let first = Client::connect().await;
        time::sleep(Duration::from_secs(1)).await;
        let mut second = Client::connect().await;
        second.send(produce(1, &[0])).await;
        assert!(time::timeout(MINUTE, second.answer()).await.is_err(), "it waits for its turn");
        drop(first);
        assert_eq!(second.answers(1).await, [1]);
    });
}

#[test]
fn produces_wait_for_memory_in_order_and_give_it_back() {
    let memory = Semaphore::new(100);
    let inside = memory.clone();
    let setup = with(move |service| Service {
        admit: Some(Box::new(move |bytes| {
            let waiting = inside.acquire(bytes.min(100));
            Box::pin(waiting)
        })),
        ..service
    });
    in_world(setup, move |world| async move {
        let held = memory.acquire(100).await;
        let mut client = Client::connect().await;
        client.send([produce(1, &[0; 80]), produce(2, &[0]), list(3, &[0])].concat()).await;
        time::sleep(Duration::from_secs(1)).await;
        assert!(world.notes.started.borrow().is_empty());
        let mut other = Client::connect().await;
        other.send(list(4, &[0])).await;
        assert_eq!(other.answers(1).await, [4], "what appends nothing needs no memory");
        drop(held);
        assert_eq!(client.answers(3).await, [1, 2, 3]);
        assert_eq!(memory.available(), 100);
    });
}

#[test]
fn memory_that_is_lent_for_a_large_request_is_charged_before_it_fills() {
    const LARGE: usize = 400 << 10;
    in_world(Setup::default(), |world| async move {
        let whole = |id| produce(id, &vec![0; LARGE]);
        let mut begun = Vec::new();
        for id in 0..3 {
            let mut client = Client::connect().await;
            client.send(whole(id)).await;
            assert_eq!(client.answers(1).await, [id], "it has proven to send so much");
            begun.push(client);
        }
        assert_eq!(world.budget.available_bytes(), 1 << 20);
        for (id, client) in begun.iter().enumerate() {
            client.send(whole(id as i32)[..100 << 10].to_vec()).await;
        }
        time::sleep(Duration::from_secs(1)).await;
        let held = (1 << 20) - world.budget.available_bytes();
        let all = whole(0).len() as i64;
        assert!(held > 3 * all - (64 << 10) * 3 && held <= 3 * all, "{held} bytes are charged");
        let mut other = Client::connect().await;
        for id in 10..20 {
            other.send(whole(id)).await;
            assert_eq!(other.answers(1).await, [id], "half-received requests block nobody");
        }
        time::sleep(MINUTE).await;
        for (id, client) in begun.iter_mut().enumerate() {
            client.send(whole(id as i32)[100 << 10..].to_vec()).await;
            assert_eq!(client.answers(1).await, [id as i32], "who was not let through beyond the budget may be slow");
        }
        assert_eq!(world.budget.available_bytes(), 1 << 20);
        for client in &begun {
            client.send(whole(0)[..100 << 10].to_vec()).await;
        }
        time::sleep(Duration::from_secs(1)).await;
        drop(begun);
        time::sleep(MINUTE).await;
        assert_eq!(world.budget.available_bytes(), 1 << 20, "who goes half-way gives all back");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever bytes come, cut anywhere: no panic, all memory returned, and the next client is served.
    #[test]
    fn no_bytes_do_harm(
        streams in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    prop::collection::vec(any::<u8>(), 0..40),
                    (0i32..9, 0u8..3).prop_map(|(id, ms)| produce(id, &[ms])),
                    (any::<i16>(), any::<i16>()).prop_map(|(api, version)| {
                        let mut bytes = list(1, &[0]);
                        bytes[4..6].copy_from_slice(&api.to_be_bytes());
                        bytes[6..8].copy_from_slice(&version.to_be_bytes());
                        bytes
                    }),
                ],
                0..12,
            ),
            1..4,
        ),
    ) {
        in_world(Setup::default(), move |world| async move {
            for pieces in streams {
                let client = Client::connect().await;
                for piece in pieces {
                    let _ = client.stream.send(vec![Segment::from(piece)]).await;
                }
                let _ = client.stream.shutdown();
                time::sleep(Duration::from_secs(1)).await;
            }
            let mut client = Client::connect().await;
            client.send(produce(77, &[0])).await;
            assert_eq!(client.answers(1).await, [77]);
            drop(client);
            time::sleep(MINUTE).await;
            assert_eq!(world.limits.total(), 0);
            assert_eq!(world.budget.available_bytes(), 1 << 20);
            assert_eq!(world.answers.available_bytes(), ANSWER_BYTES as i64);
        });
    }
}
