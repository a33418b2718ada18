//! What this machine lets the process have: io_uring, CPUs, descriptors, locked memory.
//!
//! Promises: `prepare` finds out before anything is served whether the runtime can work here, raises soft limits as far
//! as they may be raised, and its errors and warnings name the way out; `available_cpus` honours the affinity mask and
//! the CPU quota of every cgroup above the process.
//! The caller calls `prepare` once, at start.
#![allow(unsafe_code)]

use super::ring::Ring;
use io_uring::{Probe, opcode};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

/// The oldest Linux whose io_uring has all that is used (DEFER_TASKRUN, the youngest of it).
const OLDEST_KERNEL: &str = "6.1";
/// What glommio wants to be allowed to lock for each executor's rings.
const LOCKED_BYTES: u64 = 512 << 10;

/// Checks that the runtime can work here. `open_files` is how many descriptors the process will want. Returns what is
/// not as it should be, yet no reason to stop.
pub fn prepare(open_files: u64) -> io::Result<Vec<String>> {
    let mut warnings = vec![];
    let locked = raise(libc::RLIMIT_MEMLOCK, LOCKED_BYTES)?;
    if locked < LOCKED_BYTES {
        return Err(io::Error::other(too_low(
            "lock memory",
            "-l",
            "LimitMEMLOCK",
            locked / 1024,
            LOCKED_BYTES / 1024,
            " KiB",
        )));
    }
    let files = raise(libc::RLIMIT_NOFILE, open_files)?;
    if files < open_files {
        warnings.push(too_low("open files", "-n", "LimitNOFILE", files, open_files, ""));
    }
    let ring = Ring::new().map_err(|e| explain_ring_failure(&e))?;
    let mut probe = Probe::new();
    ring.uring().submitter().register_probe(&mut probe)?;
    let missing: Vec<_> = NEEDED.iter().filter(|(code, _)| !probe.is_supported(*code)).map(|(_, name)| *name).collect();
    if !missing.is_empty() {
        return Err(io::Error::other(format!(
            "the io_uring of this kernel ({}) lacks {}: Linux {OLDEST_KERNEL} or later is needed",
            kernel_release(),
            missing.join(", ")
        )));
    }
    Ok(warnings)
}

/// What this machine calls itself, where that name leads anywhere.
pub fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    let name = name.trim();
    let mut addresses = std::net::ToSocketAddrs::to_socket_addrs(&(name, 0)).ok()?;
    addresses.next().map(|_| name.to_owned())
}

const NEEDED: [(u8, &str); 10] = [
    (opcode::Accept::CODE, "ACCEPT"),
    (opcode::Connect::CODE, "CONNECT"),
    (opcode::Recv::CODE, "RECV"),
    (opcode::SendMsg::CODE, "SENDMSG"),
    (opcode::SendMsgZc::CODE, "SENDMSG_ZC"),
    (opcode::Read::CODE, "READ"),
    (opcode::Write::CODE, "WRITE"),
    (opcode::Writev::CODE, "WRITEV"),
    (opcode::Fsync::CODE, "FSYNC"),
    (opcode::AsyncCancel::CODE, "ASYNC_CANCEL"),
];

fn too_low(what: &str, flag: &str, unit: &str, have: u64, want: u64, suffix: &str) -> String {
    let value = if suffix.is_empty() { want.to_string() } else { format!("{want}K") };
    format!(
        "the limit to {what} is {have}{suffix}, and {want}{suffix} are wanted; run `ulimit {flag} {want}` as root before the \
         start, or set `{unit}={value}` in the systemd unit"
    )
}

/// Raises the soft limit to `wanted`, or as far as the hard one lets it; returns what it is then.
fn raise(resource: libc::__rlimit_resource_t, wanted: u64) -> io::Result<u64> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: a pointer to an rlimit of ours.
    if unsafe { libc::getrlimit(resource, &mut limit) } < 0 {
        return Err(io::Error::last_os_error());
    }
    if limit.rlim_cur >= wanted {
        return Ok(limit.rlim_cur);
    }
    let raised = libc::rlimit { rlim_cur: wanted.min(limit.rlim_max), rlim_max: limit.rlim_max };
    // SAFETY: as above.
    if unsafe { libc::setrlimit(resource, &raised) } == 0 {
        return Ok(raised.rlim_cur);
    }
    Ok(limit.rlim_cur)
}

/// What the failure to make a ring means, and what to do about it.
pub(super) fn explain_ring_failure(error: &io::Error) -> io::Error {
    let disabled = std::fs::read_to_string("/proc/sys/kernel/io_uring_disabled").unwrap_or_default();
    io::Error::new(error.kind(), ring_failure(error, disabled.trim(), &kernel_release()))
}

fn ring_failure(error: &io::Error, disabled: &str, kernel: &str) -> String {
    match error.raw_os_error() {
        Some(libc::EPERM) if matches!(disabled, "1" | "2") => format!(
            "io_uring is switched off (kernel.io_uring_disabled = {disabled}): run `sysctl -w kernel.io_uring_disabled=0` \
             as root, and put it into /etc/sysctl.d to keep it"
        ),
        Some(libc::EPERM | libc::EACCES) => {
            "io_uring is forbidden to this process, as container runtimes do by default: \
             allow io_uring_setup, io_uring_enter and io_uring_register in its seccomp profile (with Docker or Podman: \
             `--security-opt seccomp=unconfined`)"
                .to_owned()
        }
        Some(libc::ENOSYS) => {
            format!(
                "this kernel ({kernel}) has no io_uring: Linux {OLDEST_KERNEL} or later is needed, built with CONFIG_IO_URING"
            )
        }
        Some(libc::EINVAL) => {
            format!("the io_uring of this kernel ({kernel}) is too old: Linux {OLDEST_KERNEL} or later is needed")
        }
        Some(libc::ENOMEM) => {
            "the memory for io_uring is refused: raise the limit to lock memory with `ulimit -l unlimited` as root, or \
             `LimitMEMLOCK=infinity` in the systemd unit"
                .to_owned()
        }
        Some(libc::EMFILE | libc::ENFILE) => {
            "no descriptor is left for io_uring: raise the limit with `ulimit -n`, or LimitNOFILE in the systemd unit"
                .to_owned()
        }
        _ => format!("io_uring cannot be set up: {error}"),
    }
}

/// The same for glommio's executor, which has rings of its own.
pub(super) fn explain_executor_failure(cpu: Option<usize>, error: &glommio::GlommioError<()>) -> io::Error {
    if let glommio::GlommioError::IoError(error) = error {
        if matches!(error.raw_os_error(), Some(libc::EPERM | libc::ENOSYS | libc::ENOMEM | libc::EMFILE | libc::ENFILE))
        {
            return explain_ring_failure(error);
        }
        if let (Some(libc::EINVAL), Some(cpu)) = (error.raw_os_error(), cpu) {
            return io::Error::other(format!("CPU {cpu} is not one that this process may run on"));
        }
    }
    match cpu {
        Some(cpu) => io::Error::other(format!("the executor of CPU {cpu} cannot be set up: {error}")),
        None => io::Error::other(format!("an executor cannot be set up: {error}")),
    }
}

fn kernel_release() -> String {
    std::fs::read_to_string("/proc/sys/kernel/osrelease").map_or_else(|_| "unknown".to_owned(), |s| s.trim().to_owned())
}

/// A set of CPUs as the kernel takes it.
#[derive(Clone, Copy)]
pub(super) struct CpuSet(libc::cpu_set_t);

impl CpuSet {
    fn of_process() -> CpuSet {
        // SAFETY: all zeros is the empty set.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // The main thread's set: the caller may be bound already.
        // SAFETY: the size is that of the set, which is ours to write. A failure leaves it empty.
        unsafe { libc::sched_getaffinity(libc::getpid(), size_of::<libc::cpu_set_t>(), &mut set) };
        CpuSet(set)
    }

    fn cpus(&self) -> Vec<usize> {
        // SAFETY: cpu is within the set's bounds.
        (0..libc::CPU_SETSIZE as usize).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &self.0) }).collect()
    }

    /// Lets the calling thread run on all of them.
    pub(super) fn apply(&self) {
        // SAFETY: the size is that of the set. A failure leaves the thread where it is.
        unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &self.0) };
    }
}

/// The CPUs the process was started on, as of the first call.
pub(super) fn process_cpus() -> CpuSet {
    static SET: OnceLock<CpuSet> = OnceLock::new();
    *SET.get_or_init(CpuSet::of_process)
}

/// The CPUs to bind threads to: those of the affinity mask, no more of them than the cgroup's CPU quota pays for. Never
/// empty.
pub fn available_cpus() -> Vec<usize> {
    let mut cpus = process_cpus().cpus();
    if cpus.is_empty() {
        cpus.push(0);
    }
    let membership = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    if let Some(quota) = cgroup_cpus(&membership, Path::new("/sys/fs/cgroup")) {
        cpus.truncate(quota.max(1));
    }
    cpus
}

/// The CPUs that the tightest quota pays for, rounded up; None if there is none. `membership` is /proc/self/cgroup.
fn cgroup_cpus(membership: &str, root: &Path) -> Option<usize> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|&n| n > 0.0);
    let mut tightest: Option<f64> = None;
    for line in membership.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(path)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let v2 = controllers.is_empty();
        if !v2 && !controllers.split(',').any(|controller| controller == "cpu") {
            continue;
        }
        let mounts: &[&str] = if v2 { &["", "unified"] } else { &["cpu", "cpu,cpuacct"] };
        for mount in mounts {
            let mount = root.join(mount);
            // Every group above counts; in a container, the path may lie outside of what is mounted, then the mount
            // itself is our group.
            let below = mount.join(path.trim_start_matches('/'));
            for group in below.ancestors().take_while(|group| group.starts_with(&mount)) {
                let quota = if v2 {
                    read(&group.join("cpu.max")).and_then(|text| {
                        let (quota, period) = text.trim().split_once(' ')?;
                        Some(number(quota)? / number(period)?)
                    })
                } else {
                    read(&group.join("cpu.cfs_quota_us")).and_then(|quota| {
                        let period = read(&group.join("cpu.cfs_period_us"))?;
                        Some(number(&quota)? / number(&period)?)
                    })
                };
                if let Some(quota) = quota {
                    tightest = Some(tightest.map_or(quota, |old| old.min(quota)));
                }
            }
        }
    }
    tightest.map(|quota| quota.ceil() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_fit() {
        assert_eq!(prepare(64).unwrap(), Vec::<String>::new());
        let warnings = prepare(u64::MAX).unwrap();
        assert!(warnings.iter().all(|warning| warning.contains("ulimit -n") && warning.contains("LimitNOFILE=")));
        let cpus = available_cpus();
        assert!(!cpus.is_empty() && cpus.is_sorted(), "{cpus:?}");
    }

    #[test]
    fn failures_name_the_way_out() {
        let cases = [
            (libc::EPERM, "2", "kernel.io_uring_disabled=0"),
            (libc::EPERM, "0", "seccomp"),
            (libc::ENOSYS, "", "CONFIG_IO_URING"),
            (libc::EINVAL, "", "Linux 6.1 or later"),
            (libc::ENOMEM, "", "LimitMEMLOCK"),
            (libc::EMFILE, "", "LimitNOFILE"),
        ];
        for (error, disabled, expected) in cases {
            let message = ring_failure(&io::Error::from_raw_os_error(error), disabled, "5.10.0");
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn quotas_of_all_groups_above_count() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert_eq!(cgroup_cpus("0::/a/b\n", root), None);
        write("a/b/cpu.max", "max 100000\n");
        assert_eq!(cgroup_cpus("0::/a/b\n", root), None);
        write("a/cpu.max", "250000 100000\n");
        assert_eq!(cgroup_cpus("0::/a/b\n", root), Some(3));
        write("a/b/cpu.max", "50000 100000\n");
        assert_eq!(cgroup_cpus("0::/a/b\n", root), Some(1));
        assert_eq!(cgroup_cpus("0::/elsewhere\n", root), None);
        write("cpu/c/cpu.cfs_quota_us", "-1\n");
        write("cpu/c/cpu.cfs_period_us", "100000\n");
        assert_eq!(cgroup_cpus("4:cpu,cpuacct:/c\n", root), None);
        write("cpu/c/cpu.cfs_quota_us", "400000\n");
        assert_eq!(cgroup_cpus("4:cpu,cpuacct:/c\n3:memory:/c\n", root), Some(4));
    }
}
