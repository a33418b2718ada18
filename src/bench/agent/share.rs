//! What one host does of a workload, and what it brings back.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::bench::measure::{Measured, ProcessSample};
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
    /// Of all hosts together: rates and numbers of records are [`Share::producing`] of it.
    pub workload: Workload,
    pub bootstrap: String,
    /// Which of the workload's producers.
    pub producers: Range<u32>,
    /// Which of its consumers, those of every reading (`fan-out`) numbered through.
    pub consumers: Range<u32>,
}

impl Share {
    pub fn whole(run_id: u64, name: String, kind: Kind, workload: Workload, bootstrap: String) -> Share {
        let producers = if kind.produces() { workload.producers.count } else { 0 };
        let consumers =
            if kind.consumes() { workload.consumers.count.saturating_mul(workload.consumers.fan_out) } else { 0 };
        Share { run_id, name, kind, workload, bootstrap, producers: 0..producers, consumers: 0..consumers }
    }

    /// The part of rates and numbers of records that falls to this host.
    pub fn producing(&self) -> f64 {
        self.producers.len() as f64 / f64::from(self.workload.producers.count.max(1))
    }

    /// As even as it can be. An error where a host would have nothing to do.
    pub(super) fn split(&self, hosts: u32) -> Result<Vec<Share>, String> {
        let (producers, consumers) = (self.producers.len() as u32, self.consumers.len() as u32);
        if hosts > producers.max(consumers) {
            return Err(format!(
                "{hosts} agents have {producers} producers and {consumers} consumers to share: ask for more of them \
                 (--producers, --consumers) or for fewer agents"
            ));
        }
        let part = |of: &Range<u32>, host: u32| {
            let cut = |host: u32| of.start + (u64::from(host) * of.len() as u64 / u64::from(hosts)) as u32;
            cut(host)..cut(host + 1)
        };
        let share = |host| Share {
            producers: part(&self.producers, host),
            // From the other end, so that few producers and few consumers do not all fall to the same hosts.
            consumers: part(&self.consumers, hosts - 1 - host),
            ..self.clone()
        };
        let shares: Vec<_> = (0..hosts).map(share).collect();
        match shares.iter().any(|share| share.producers.is_empty() && share.consumers.is_empty()) {
            true => Err(format!(
                "{producers} producers and {consumers} consumers cannot be shared so that each of {hosts} agents has something \
                 to do: ask for fewer agents"
            )),
            false => Ok(shares),
        }
    }
}

/// What one host brings back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// See `Outcome` for what has the same name there.
    pub started_at_ms: i64,
    pub measured_s: f64,
    pub measured: Measured,
    pub load: Vec<ProcessSample>,
    pub errors: Vec<String>,
    pub environment: BTreeMap<String, String>,
    /// Nothing where it was not asked to verify.
    pub acknowledged: Acknowledged,
    pub received: Received,
}
