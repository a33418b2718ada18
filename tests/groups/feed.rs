//! What groups read: a producer that goes on and on, and knows how far it has come.

use crate::support::client;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Writes to every partition of a topic, round after round, until it is told to stop.
pub struct Feed {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<BTreeMap<String, i64>>>,
}

impl Feed {
    pub fn start(bootstrap: &str, topic: &str, partitions: i32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (told, bootstrap, topic) = (stop.clone(), bootstrap.to_owned(), topic.to_owned());
        let run = move || {
            let producer: BaseProducer = client::config(&bootstrap).create().expect("a producer");
            let mut rounds = 0;
            while !told.load(Ordering::Relaxed) {
                for partition in 0..partitions {
                    let value = format!("{partition}:{rounds}");
                    let record = BaseRecord::<str, str>::to(&topic).partition(partition).payload(&value);
                    producer.send(record).unwrap_or_else(|(e, _)| panic!("{topic}-{partition}: {e}"));
                }
                rounds += 1;
                // The rate at which it writes.
                producer.poll(Duration::from_millis(20));
            }
            producer.flush(client::WAIT).expect("flush");
            (0..partitions).map(|partition| (format!("{topic}:{partition}"), rounds)).collect()
        };
        Self { stop, thread: Some(std::thread::spawn(run)) }
    }

    /// Ends it; where each partition ends.
    pub fn stop(mut self) -> BTreeMap<String, i64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().expect("running").join().expect("the producer")
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
