//! What only a producer's inside shows.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::bench::null_server::NullServer;
use crate::bench::payload::Filling;
use crate::bench::prepare;
use crate::bench::stage::Clock;
use crate::bench::workload::{Kind, Workload};
use crate::client::HostPort;
use crate::client::cluster::{Bootstrap, Cluster};
use crate::rt::sim::Sim;

const LIMIT: Duration = Duration::from_secs(600);
const PORT: u16 = 9092;
const PRODUCERS: u32 = 40;
const BUFFER_BYTES: usize = 2 << 20;

/// Producers at full speed, the server out of reach for a while: how much was held at most, and what each has made.
fn at_full_speed(change: fn(&mut Workload)) -> (usize, Vec<u64>) {
    let sim = Sim::new(21);
    let address = SocketAddr::new(sim.node(1).ip().into(), PORT);
    sim.node(1).run(move || async move {
        NullServer::new(100).unwrap().serve(address, false, |_| {}).await.unwrap();
    });
    let bootstrap = Bootstrap::of(vec![HostPort::new(sim.node(1).ip().to_string(), PORT)]);
    let most = Rc::new(Cell::new(0));
    let made = Rc::new(RefCell::new(None));
    let (watched, told) = (most.clone(), made.clone());
    sim.node(2).run(move || async move {
        let mut workload = Workload::default();
        workload.producers.count = PRODUCERS;
        workload.producers.buffer_memory = BUFFER_BYTES as u32;
        change(&mut workload);
        let cluster = Cluster::new(&bootstrap);
        let topics = Arc::new(prepare::prepare(&cluster, &workload, &mut Vec::new()).await.unwrap());
        let clock = Clock::start();
        let filling = Filling::new(0.5, 1);
        let stage = Stage::new(Kind::Produce, Arc::new(workload), 1, topics, clock, cluster, filling, None);
        stage.leaders.refresh(clock).await.unwrap();
        let begin_us = clock.now_us() + 1_000_000;
        let window = Window { begin_us, measure_us: begin_us, end_us: begin_us + 500_000 };
        let leg = Leg { window, pace: Pace::Maximum, records: None, seed: 1 };
        let mut running = Vec::new();
        for number in 0..PRODUCERS {
            let mut producer = Producer::new(stage.clone(), number, 1, BUFFER_BYTES / PRODUCERS as usize);
            producer.connect().await.unwrap();
            let leg = leg.clone();
            running.push(task::spawn(async move {
                producer.run(&leg).await.unwrap();
                producer.lanes.iter().map(|lane| lane.made).sum::<u64>()
            }));
        }
        let buffers = stage.buffers.clone();
        let watching = task::spawn(async move {
            loop {
                watched.set(buffers.lent_bytes().max(watched.get()));
                time::sleep(Duration::from_micros(500)).await;
            }
        });
        let mut all = Vec::new();
        for producer in running {
            all.push(producer.await.unwrap());
        }
        watching.cancel();
        *told.borrow_mut() = Some(all);
    });
    sim.run_for(Duration::from_millis(1_400));
    sim.net().partition(&[1], &[2]);
    sim.run_for(Duration::from_millis(500));
    sim.net().heal_all();
    sim.run_until(LIMIT, || made.borrow().is_some());
    let made = made.take().unwrap();
    (most.get(), made)
}

#[test]
fn producers_of_a_thread_share_their_memory() {
    let (most, made) = at_full_speed(|_| {});
    assert!(most > BUFFER_BYTES / 2 && most <= BUFFER_BYTES, "{most}");
    assert!(made.iter().all(|records| *records > 40), "everybody has a share: {made:?}");
}

#[test]
fn a_full_buffer_is_sent_however_long_records_may_wait() {
    let (most, made) = at_full_speed(|workload| {
        workload.records.keys = "uniform:100000".parse().unwrap();
        workload.batching.linger = Duration::from_secs(300);
    });
    // Each may go over its share by a record, and by what records and batches need besides key and value.
    assert!(most > BUFFER_BYTES / 2 && most <= BUFFER_BYTES + BUFFER_BYTES / 5, "{most}");
    assert!(made.iter().all(|records| *records > 80), "{made:?}");
}
