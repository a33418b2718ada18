use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::api_versions_response::ApiVersion;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::primitives::Decoder;

use super::*;
use crate::rt::buf::Segment;
use crate::rt::net::{ListenOptions, TcpListener, TcpStream};
use crate::rt::sim::{Sim, check_seeds};
use crate::rt::task;
use crate::server::framing::FrameReader;

const LIMIT: Duration = Duration::from_secs(600);
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9093);

/// What a test's server does with a request: its bytes after the length, given the API, version and correlation id.
type Answer = Rc<dyn Fn(ApiKey, i16, i32, Decoder) -> Vec<u8>>;

fn versions_answer(version: i16, correlation_id: i32, keys: &[(ApiKey, i16, i16)], error_code: i16) -> Vec<u8> {
    let answer = ApiVersionsResponse {
        error_code,
        api_keys: keys
            .iter()
            .map(|(key, min_version, max_version)| ApiVersion {
                api_key: key.key(),
                min_version: *min_version,
                max_version: *max_version,
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    let mut bytes = BytesMut::new();
    bytes.put_i32(correlation_id);
    answer.encode(&mut bytes, version).unwrap();
    bytes.to_vec()
}

fn ids_answer(version: i16, correlation_id: i32, start: i64) -> Vec<u8> {
    let answer = AllocateProducerIdsResponse { producer_id_start: start, ..Default::default() };
    let mut bytes = BytesMut::new();
    bytes.put_i32(correlation_id);
    bytes.put_u8(0);
    answer.encode(&mut bytes, version).unwrap();
    bytes.to_vec()
}

async fn serve_one(stream: TcpStream, answer: Answer) {
    let mut frames = FrameReader::new(1 << 20);
    while let Ok(received) = stream.recv().await {
        if received.is_empty() {
            return;
        }
        frames.push(&received);
        drop(received);
        while let Ok(Some(frame)) = frames.next_frame() {
            let mut d = Decoder::new(frame);
            let api = ApiKey::from_key(d.i16("").unwrap()).unwrap();
            let version = d.i16("").unwrap();
            let correlation_id = d.i32("").unwrap();
            assert_eq!(d.opt_string(false, "").unwrap().as_deref(), Some("ringmain"));
            if api.request_header_version(version) >= 2 {
                d.unknown_tags().unwrap();
            }
            let body = answer(api, version, correlation_id, d);
            let mut framed = (body.len() as i32).to_be_bytes().to_vec();
            framed.extend(body);
            if stream.send(vec![Segment::Bytes(Bytes::from(framed))]).await.is_err() {
                return;
            }
        }
    }
}

fn start_server(answer: Answer) {
    let listener = TcpListener::bind(ADDRESS, &ListenOptions::default()).unwrap();
    drop(task::spawn(async move {
        while let Ok(stream) = listener.accept().await {
            drop(task::spawn(serve_one(stream, answer.clone())));
        }
    }));
}

fn served() -> Vec<(ApiKey, i16, i16)> {
    vec![(ApiKey::ApiVersions, 0, 4), (ApiKey::AllocateProducerIds, 0, 0)]
}

/// Answers AllocateProducerIds with the broker id that asked.
fn echo() -> Answer {
    Rc::new(|api, version, correlation_id, mut d| match api {
        ApiKey::ApiVersions => versions_answer(version, correlation_id, &served(), 0),
        _ => {
            let request = AllocateProducerIdsRequest::decode(&mut d, version).unwrap();
            ids_answer(version, correlation_id, request.broker_id.into())
        }
    })
}

fn client(options: ClientOptions) -> Client {
    Client::new(HostPort::new("127.0.0.1", ADDRESS.port()), options)
}

fn request(broker_id: i32) -> AllocateProducerIdsRequest {
    AllocateProducerIdsRequest { broker_id, broker_epoch: 1, ..Default::default() }
}

#[test]
fn pipelined_requests_get_their_own_answers() {
    check_seeds("pipelined_requests_get_their_own_answers", 20, |sim| {
        sim.node(1)
            .block_on(LIMIT, async {
                start_server(echo());
                let client = client(ClientOptions { max_in_flight: 3, ..ClientOptions::default() });
                let asked: Vec<_> = (0..50)
                    .map(|n| {
                        let client = client.clone();
                        task::spawn(async move { client.send(&request(n)).await.unwrap().producer_id_start })
                    })
                    .collect();
                for (n, answer) in asked.into_iter().enumerate() {
                    assert_eq!(answer.await.unwrap(), n as i64);
                }
            })
            .unwrap();
    });
}

#[test]
fn a_body_in_several_places_goes_out_whole_and_in_the_order_of_starting() {
    check_seeds("a_body_in_several_places_goes_out_whole_and_in_the_order_of_starting", 20, |sim| {
        sim.node(1)
            .block_on(LIMIT, async {
                start_server(echo());
                let options = ClientOptions { max_in_flight: 3, ..ClientOptions::default() };
                let connection = Connection::open(&HostPort::new("127.0.0.1", ADDRESS.port()), &options).await.unwrap();
                let version = connection.version::<AllocateProducerIdsRequest>().unwrap();
                let start = |n: i32, slot| {
                    let mut body = BytesMut::new();
                    request(n).encode(&mut body, version).unwrap();
                    let body = body.freeze();
                    let cut = n as usize % body.len();
                    let body = vec![body.slice(..cut).into(), body.slice(cut..).into()];
                    connection.start::<AllocateProducerIdsRequest>(slot, version, body).unwrap()
                };
                for round in 0..20 {
                    let started: Vec<_> =
                        (0..3).map(|i| start(round * 3 + i, connection.try_slot().unwrap())).collect();
                    assert!(connection.try_slot().is_none(), "no more than three may wait");
                    for (i, answer) in started.into_iter().enumerate() {
                        assert_eq!(answer.wait().await.unwrap().producer_id_start, i64::from(round * 3 + i as i32));
                    }
                }
                drop(connection.try_slot());
                let sent = connection.start_unanswered::<AllocateProducerIdsRequest>(version, vec![]).unwrap();
                sent.taken().await.unwrap();
            })
            .unwrap();
    });
}

#[test]
fn an_older_broker_is_asked_in_its_own_version() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            start_server(Rc::new(|api, version, correlation_id, d| match api {
                ApiKey::ApiVersions if version > 2 => {
                    let known = [(ApiKey::ApiVersions, 0, 2)];
                    versions_answer(0, correlation_id, &known, ErrorCode::UnsupportedVersion.code())
                }
                _ => echo()(api, version, correlation_id, d),
            }));
            assert_eq!(client(ClientOptions::default()).send(&request(7)).await.unwrap().producer_id_start, 7);
            let error = client(ClientOptions::default()).send(&MetadataRequest::default()).await.unwrap_err();
            assert!(matches!(error, ClientError::UnsupportedVersion { .. }), "{error}");
            assert!(error.to_string().contains("127.0.0.1:9093") && error.to_string().contains("METADATA"), "{error}");
        })
        .unwrap();
}

#[test]
fn a_failed_connection_is_told_and_made_again() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let client = client(ClientOptions::default());
            let error = client.send(&request(1)).await.unwrap_err();
            assert!(matches!(error, ClientError::Connect { .. }) && error.is_retriable(), "{error}");
            // Each attempt waits longer than the one before, up to the most.
            let before = time::now();
            for _ in 0..8 {
                client.send(&request(1)).await.unwrap_err();
            }
            let waited = before.elapsed();
            assert!(waited > Duration::from_millis(50 + 100 + 200 + 400 + 800 + 2_900), "{waited:?}");
            assert!(waited < Duration::from_secs(8), "{waited:?}");
            start_server(echo());
            assert_eq!(client.send(&request(5)).await.unwrap().producer_id_start, 5);
            client.disconnect();
            assert_eq!(client.send(&request(6)).await.unwrap().producer_id_start, 6);
        })
        .unwrap();
}

#[test]
fn a_wrong_or_missing_answer_ends_the_connection_for_all_who_wait() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            // Broker 1 is answered under a wrong correlation id, broker 2 with rubbish, broker 3 never, others as asked.
            start_server(Rc::new(|api, version, correlation_id, mut d| {
                let before = d.rest().to_vec();
                let asked = AllocateProducerIdsRequest::decode(&mut d, version).map_or(0, |request| request.broker_id);
                match asked {
                    1 if api == ApiKey::AllocateProducerIds => ids_answer(version, correlation_id + 1, 0),
                    2 if api == ApiKey::AllocateProducerIds => [&correlation_id.to_be_bytes()[..], &[0, 1]].concat(),
                    _ => echo()(api, version, correlation_id, Decoder::new(Bytes::from(before))),
                }
            }));
            let options = ClientOptions { request_timeout: Duration::from_secs(2), ..ClientOptions::default() };
            let client = client(options);
            let (wrong, behind) = futures_lite::future::zip(async { client.send(&request(1)).await }, async {
                client.send(&request(9)).await
            })
            .await;
            assert!(matches!(wrong, Err(ClientError::Disconnected { .. })), "{wrong:?}");
            assert!(behind.is_err() || behind.is_ok_and(|answer| answer.producer_id_start == 9));
            let unreadable = client.send(&request(2)).await;
            assert!(matches!(unreadable, Err(ClientError::Decode { .. })), "{unreadable:?}");
            assert_eq!(client.send(&request(4)).await.unwrap().producer_id_start, 4, "a new connection is made");
        })
        .unwrap();
}

#[test]
fn silence_ends_in_time() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let listener = TcpListener::bind(ADDRESS, &ListenOptions::default()).unwrap();
            let client =
                client(ClientOptions { request_timeout: Duration::from_millis(700), ..ClientOptions::default() });
            let before = time::now();
            let error = client.send(&request(1)).await.unwrap_err();
            assert!(matches!(error, ClientError::Timeout { .. }), "{error}");
            assert!(before.elapsed() < Duration::from_secs(2));
            drop(listener);
        })
        .unwrap();
}

#[test]
fn addresses_by_table() {
    for (text, host, port) in [("a:1", "a", 1), ("[::1]:9092", "::1", 9092), ("127.0.0.1:0", "127.0.0.1", 0)] {
        let parsed: HostPort = text.parse().unwrap();
        assert_eq!((parsed.host.as_str(), parsed.port, parsed.to_string().as_str()), (host, port, text));
    }
    for bad in ["", "a", ":1", "a:", "a:65536", "::1:9", "[::1:9", "a:-1"] {
        assert!(bad.parse::<HostPort>().is_err(), "{bad}");
    }
}
