//! Agents and whoever leads them, on hosts of the simulated world.

use std::net::{IpAddr, SocketAddr};

use super::*;
use crate::bench::workload::{Kind, Workload};
use crate::client::HostPort;
use crate::rt::buf::Segment;
use crate::rt::net::{ListenOptions, TcpListener, TcpStream};
use crate::rt::sim::{Node, Sim};
use crate::rt::task;

const MINUTE: Duration = Duration::from_secs(60);
const PORT: u16 = 9777;

/// What an agent of a test does; it measures as many records a second as it has producers, and records when it began.
#[derive(Clone, Copy)]
struct Manner {
    prepares_s: u64,
    runs_s: i64,
    fails: bool,
}

const PLAIN: Manner = Manner { prepares_s: 0, runs_s: 5, fails: false };

async fn act(manner: Manner, share: Share, cues: Cues) -> Result<Part, String> {
    time::sleep(Duration::from_secs(manner.prepares_s)).await;
    if manner.fails {
        return Err("the broker cannot be reached".to_owned());
    }
    let Some(begin) = cues.together().await else { return Err("stopped".to_owned()) };
    time::sleep_until(begin).await;
    // As the threads of a run are: every so-manieth producer.
    let mine = || (share.host..share.workload.producers.count).step_by(share.hosts as usize);
    let producers = u32::try_from(mine().count()).unwrap();
    let mut part = Part { started_at_ms: time::wall_ms(), ..Part::default() };
    for second in 0..manner.runs_s {
        let tick = async {
            time::sleep(Duration::from_secs(1)).await;
            false
        };
        let stopped = async {
            cues.stopped().await;
            true
        };
        if futures_lite::future::or(tick, stopped).await {
            part.errors.push("stopped early".to_owned());
            break;
        }
        let interval = part.measured.interval(Operation::Produce, u32::try_from(second).unwrap());
        interval.records = u64::from(producers);
        interval.latencies.record(1000, interval.records);
        cues.second(second + 1, BTreeMap::from([(Operation::Produce, interval.clone())]));
        part.measured_s += 1.0;
    }
    if cues.together().await.is_none() {
        return Ok(part);
    }
    for producer in mine() {
        part.acknowledged.add(producer, 0, 0, 10);
    }
    Ok(part)
}

fn host(sim: &Sim, number: u8, manner: Manner) -> (Node, HostPort) {
    let node = sim.node(number.into());
    let listen = SocketAddr::new(IpAddr::V4(node.ip()), PORT);
    node.run(move || async move {
        let listener = TcpListener::bind(listen, &ListenOptions::default()).unwrap();
        serve(listener, move |share, cues| act(manner, share, cues)).await;
    });
    let address = HostPort::new(node.ip().to_string(), PORT);
    (node, address)
}

fn share(producers: u32) -> Share {
    let mut workload = Workload::default();
    workload.producers.count = producers;
    let bootstrap = "127.0.0.1:9092".to_owned();
    Share { run_id: 7, name: "run".to_owned(), kind: Kind::Produce, workload, bootstrap, host: 0, hosts: 1 }
}

/// Leads and returns what came of it, with what was told of each second; `stop_after_s` sets the event then.
fn led(
    sim: &Sim,
    agents: Vec<HostPort>,
    producers: u32,
    stop_after_s: Option<u64>,
) -> (Result<Gathered, String>, Vec<(i64, u64)>) {
    let leader = sim.node(1);
    let led = leader.block_on(10 * MINUTE, async move {
        let told = Rc::new(RefCell::new(Vec::new()));
        let (stop, seconds) = (Event::new(), told.clone());
        if let Some(after_s) = stop_after_s {
            let stop = stop.clone();
            drop(task::spawn(async move {
                time::sleep(Duration::from_secs(after_s)).await;
                stop.set();
            }));
        }
        let tell = move |at_s, rows: &Rows| {
            seconds.borrow_mut().push((at_s, rows.values().map(|interval| interval.records).sum()));
        };
        let gathered = lead(&agents, &share(producers), &stop, tell).await;
        (gathered, told.take())
    });
    led.unwrap()
}

#[test]
fn hosts_begin_together_and_what_they_measured_adds_up() {
    let sim = Sim::new(1);
    // One takes far longer to prepare than a peer may be silent.
    let (_slow, slow) = host(&sim, 2, Manner { prepares_s: 45, ..PLAIN });
    let (_fast, fast) = host(&sim, 3, PLAIN);
    let (gathered, told) = led(&sim, vec![slow, fast], 5, None);
    let gathered = gathered.unwrap();
    assert!(gathered.is_complete, "{:?}", gathered.part.errors);
    assert_eq!(gathered.part.measured.total(Operation::Produce).records, 25);
    assert_eq!(gathered.part.measured.total(Operation::Produce).latencies.histogram().len(), 25);
    assert_eq!(gathered.part.acknowledged.count(), 50, "every producer is somebody's");
    assert_eq!(gathered.part.measured_s, 5.0);
    assert_eq!(told, [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]);
}

#[test]
fn all_begin_at_the_same_time() {
    let sim = Sim::new(2);
    let began = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let agents: Vec<_> = [(2, 3), (3, 0), (4, 20)]
        .into_iter()
        .map(|(number, prepares_s)| {
            let node = sim.node(number);
            let listen = SocketAddr::new(IpAddr::V4(node.ip()), PORT);
            let began = began.clone();
            node.run(move || async move {
                let listener = TcpListener::bind(listen, &ListenOptions::default()).unwrap();
                serve(listener, move |share, cues| {
                    let began = began.clone();
                    async move {
                        time::sleep(Duration::from_secs(prepares_s)).await;
                        let begin = cues.together().await.unwrap();
                        time::sleep_until(begin).await;
                        began.lock().unwrap().push(time::now());
                        drop(share);
                        Ok(Part::default())
                    }
                })
                .await;
            });
            HostPort::new(node.ip().to_string(), PORT)
        })
        .collect();
    assert!(led(&sim, agents, 3, None).0.unwrap().is_complete);
    let began = began.lock().unwrap();
    assert_eq!(began.len(), 3);
    let (first, last) = (began.iter().min().unwrap(), began.iter().max().unwrap());
    assert!(*last - *first < Duration::from_millis(100), "{began:?}");
}

#[test]
fn a_lost_agent_keeps_what_it_has_told_and_the_others_go_on() {
    let sim = Sim::new(3);
    let (lost, lost_address) = host(&sim, 2, Manner { runs_s: 30, ..PLAIN });
    let (_other, other) = host(&sim, 3, Manner { runs_s: 30, ..PLAIN });
    let crash = sim.node(9);
    let name = lost_address.to_string();
    // The host dies, and nobody hears of it.
    sim.net().set_silent_crash_rate(1_000_000);
    let killer = lost.clone();
    crash.run(move || async move {
        time::sleep(Duration::from_millis(10_800)).await;
        killer.crash();
    });
    let (gathered, told) = led(&sim, vec![lost_address, other], 2, None);
    let gathered = gathered.unwrap();
    assert!(!gathered.is_complete);
    let error = gathered.part.errors.iter().find(|error| error.contains(&name)).unwrap();
    assert!(error.contains("is lost"), "{error}");
    let records = gathered.part.measured.total(Operation::Produce).records;
    assert!((35..=41).contains(&records), "{records}: {error}");
    assert_eq!(told.last(), Some(&(30, 1)), "{told:?}");
    assert_eq!(gathered.part.acknowledged.count(), 10);
}

#[test]
fn stopping_keeps_what_was_measured() {
    let sim = Sim::new(4);
    let (_a, a) = host(&sim, 2, Manner { runs_s: 300, ..PLAIN });
    let (_b, b) = host(&sim, 3, Manner { runs_s: 300, ..PLAIN });
    let (gathered, _) = led(&sim, vec![a, b], 2, Some(10));
    let gathered = gathered.unwrap();
    let records = gathered.part.measured.total(Operation::Produce).records;
    assert!((14..=20).contains(&records), "{records}");
    assert!(gathered.is_complete);
    assert_eq!(gathered.part.errors.len(), 2, "{:?}", gathered.part.errors);
}

#[test]
fn a_run_that_cannot_begin_everywhere_does_not_begin() {
    let sim = Sim::new(5);
    let (_good, good) = host(&sim, 2, PLAIN);
    let (_bad, bad) = host(&sim, 3, Manner { fails: true, ..PLAIN });
    let (gathered, told) = led(&sim, vec![good.clone(), bad.clone()], 2, None);
    let error = gathered.unwrap_err();
    assert!(error.contains(&format!("{bad} cannot take part: the broker cannot be reached")), "{error}");
    assert!(told.is_empty());
    let nobody = HostPort::new(sim.node(8).ip().to_string(), PORT);
    let (gathered, _) = led(&sim, vec![good.clone(), nobody.clone()], 2, None);
    assert!(gathered.unwrap_err().contains(&nobody.to_string()));
    // It is free for the next.
    sim.run_for(MINUTE);
    assert!(led(&sim, vec![good], 2, None).0.unwrap().is_complete);
}

#[test]
fn an_agent_serves_one_run_at_a_time() {
    let sim = Sim::new(6);
    let (_agent, agent) = host(&sim, 2, Manner { runs_s: 20, ..PLAIN });
    let first = {
        let (node, agent) = (sim.node(7), agent.clone());
        node.run(move || async move {
            let gathered = lead(&[agent], &share(1), &Event::new(), |_, _| {}).await;
            assert!(gathered.unwrap().is_complete);
        });
        node
    };
    sim.run_for(Duration::from_secs(5));
    let error = led(&sim, vec![agent.clone()], 1, None).0.unwrap_err();
    assert!(error.contains("busy"), "{error}");
    drop(first);
    sim.run_for(MINUTE);
    assert!(led(&sim, vec![agent], 1, None).0.is_ok());
}

#[test]
fn who_says_nonsense_is_refused() {
    let sim = Sim::new(8);
    let (agent, _) = host(&sim, 2, PLAIN);
    let address = SocketAddr::new(IpAddr::V4(agent.ip()), PORT);
    let client = sim.node(1);
    let prepare = |version: &str| {
        serde_json::to_vec(&Order::Prepare { version: version.to_owned(), share: Box::new(share(1)) }).unwrap()
    };
    let framed = |body: Vec<u8>| [i32::try_from(body.len()).unwrap().to_be_bytes().to_vec(), body].concat();
    let cases = [
        (framed(b"{}".to_vec()), "makes no sense"),
        (framed(b"\"stop\"".to_vec()), "not told what to do"),
        (framed(prepare("0.0.0")), "asked by version 0.0.0"),
        (i32::MAX.to_be_bytes().to_vec(), "none longer than 1048576"),
        ((-1i32).to_be_bytes().to_vec(), "a message of -1 bytes"),
        (vec![0, 0], "nothing was heard for 10 s"),
    ];
    for (bytes, expected) in cases {
        let told = client.block_on(MINUTE, async move {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.send(vec![Segment::from(bytes)]).await.unwrap();
            match wire::Receiver::new(stream, 1 << 20).next::<Told>().await {
                Ok(Told::Refused(why)) => why,
                Ok(_) => "something else".to_owned(),
                Err(why) => why,
            }
        });
        let told = told.unwrap();
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn every_host_has_something_to_do() {
    let mut share = share(2);
    share.workload.consumers.count = 3;
    assert_eq!(
        share.split(2).unwrap().iter().map(|share| (share.host, share.hosts)).collect::<Vec<_>>(),
        [(0, 2), (1, 2)]
    );
    assert!(share.split(3).unwrap_err().contains("3 agents have 2 producers and 0 consumers"));
    share.kind = Kind::EndToEnd;
    assert!(share.split(3).is_ok());
    assert!(share.split(4).unwrap_err().contains("--producers"));
    assert!(share.split(0).is_err());
}

#[test]
fn the_others_wait_for_the_slowest_in_the_middle_too_and_not_for_one_that_is_lost() {
    let sim = Sim::new(9);
    sim.net().set_silent_crash_rate(1_000_000);
    let (_fast, fast) = host(&sim, 2, Manner { runs_s: 2, ..PLAIN });
    let (slow, slow_address) = host(&sim, 3, Manner { runs_s: 40, ..PLAIN });
    let began = sim.elapsed();
    let (gathered, _) = led(&sim, vec![fast.clone(), slow_address.clone()], 2, None);
    assert_eq!(gathered.unwrap().part.acknowledged.count(), 20);
    assert!(sim.elapsed() - began > Duration::from_secs(40));
    let crash = sim.node(9);
    crash.run(move || async move {
        time::sleep(Duration::from_secs(10)).await;
        slow.crash();
    });
    let (gathered, _) = led(&sim, vec![fast, slow_address], 2, None);
    let gathered = gathered.unwrap();
    assert_eq!((gathered.is_complete, gathered.part.acknowledged.count()), (false, 10));
}
