//! What one host does of a workload, and what it brings back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bench::measure::{Measured, Operation, ProcessSample, Span};
use crate::bench::verify::{Acknowledged, Received};
use crate::bench::workload::{Kind, Workload};
use crate::bench::written;

/// What one host does. A run on one host is a share that is the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Share {
    /// Tells the records of this run from those of others.
    pub run_id: u64,
    pub name: String,
    #[serde(with = "written::choice")]
    pub kind: Kind,
    /// Of all hosts together, but for the number of threads, which each of them has.
    pub workload: Workload,
    pub bootstrap: String,
    /// Which of how many hosts, from 0.
    pub host: u32,
    pub hosts: u32,
}

impl Share {
    /// One for each host. An error where a host would have nothing to do.
    pub(super) fn split(&self, hosts: u32) -> Result<Vec<Share>, String> {
        let Workload { producers, consumers, .. } = &self.workload;
        let producers = if self.kind.produces() { producers.count } else { 0 };
        let consumers = if self.kind.consumes() { consumers.count.saturating_mul(consumers.fan_out) } else { 0 };
        if hosts == 0 || hosts > producers.max(consumers) {
            return Err(format!(
                "{hosts} agents have {producers} producers and {consumers} consumers to share: ask for more of them \
                 (--producers, --consumers) or for fewer agents"
            ));
        }
        Ok((0..hosts).map(|host| Share { host, hosts, ..self.clone() }).collect())
    }
}

/// What one host brings back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// See `Outcome` for what has the same name there.
    pub started_at_ms: i64,
    pub measured_s: f64,
    pub spans: BTreeMap<Operation, Span>,
    pub measured: Measured,
    pub load: Vec<ProcessSample>,
    pub errors: Vec<String>,
    pub environment: BTreeMap<String, String>,
    /// It did not come to its end: the errors say why.
    pub ended_early: bool,
    /// Nothing where it was not asked to verify.
    pub acknowledged: Acknowledged,
    pub received: Received,
}
