//! What processes use and what machine this is, as /proc and /sys tell.
//!
//! Promises: a figure is what the kernel says at the moment of the call, or an error; nothing is guessed. A call takes tens of
//! microseconds and blocks the thread for them: for once a second, not for once a record.
#![allow(unsafe_code)]

use std::io;
use std::path::Path;

/// What a process has used since it began, and holds now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// User and system time of all its threads, those that have ended included.
    pub cpu_s: f64,
    /// Memory that it holds, huge pages included.
    pub resident_bytes: u64,
    /// Tells it from a later process of the same number.
    pub start_ticks: u64,
}

/// What the process `pid` uses. An error of kind NotFound means that there is none (any more).
pub fn usage(pid: u32) -> io::Result<Usage> {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{pid}/{file}")).map_err(ended);
    // SAFETY: takes a number, gives one.
    let ticks_a_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    let not_understood = || io::Error::other(format!("/proc/{pid} holds something unexpected"));
    let (cpu_ticks, start_ticks) = times(&read("stat")?).ok_or_else(not_understood)?;
    let resident_bytes = resident_bytes(&read("status")?).ok_or(io::ErrorKind::NotFound)?;
    Ok(Usage { cpu_s: cpu_ticks as f64 / ticks_a_second.max(1) as f64, resident_bytes, start_ticks })
}

/// A process that ends while its file is read answers ESRCH.
fn ended(error: io::Error) -> io::Error {
    if error.raw_os_error() == Some(libc::ESRCH) { io::ErrorKind::NotFound.into() } else { error }
}

/// User plus system time, and when it began, of /proc/PID/stat. The name before them may hold anything, parentheses too.
fn times(stat: &str) -> Option<(u64, u64)> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    // Behind the name: state is field 3 of proc(5), utime 14, stime 15, starttime 22.
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    let start = fields.nth(6)?.parse().ok()?;
    Some((user.checked_add(system)?, start))
}

/// Of /proc/PID/status; None for a process that has ended and waits for its parent: it has no memory.
fn resident_bytes(status: &str) -> Option<u64> {
    let kib = |name: &str| {
        let value = status.lines().find_map(|line| line.strip_prefix(name))?.strip_prefix(':')?;
        value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    };
    Some(kib("VmRSS")?.saturating_add(kib("HugetlbPages").unwrap_or(0)).saturating_mul(1024))
}

/// Kernel, operating system, processor, clock speed policy, memory: what figures hold for. What this machine does not tell is absent.
pub fn machine_facts() -> Vec<(&'static str, String)> {
    let read = |path: &str| Some(std::fs::read_to_string(path).ok()?.trim().to_owned()).filter(|text| !text.is_empty());
    let cpu_info = read("/proc/cpuinfo").unwrap_or_default();
    let policy = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";
    let memory_kib = read("/proc/meminfo").as_deref().and_then(total_memory_kib);
    let facts = [
        ("kernel", read("/proc/sys/kernel/osrelease")),
        ("operating system", read("/etc/os-release").as_deref().and_then(operating_system)),
        ("processor", processor(&cpu_info)),
        ("CPUs online", read("/sys/devices/system/cpu/online")),
        (
            "CPUs of the load",
            Some(super::limits::available_cpus().iter().map(usize::to_string).collect::<Vec<_>>().join(",")),
        ),
        ("governor", Path::new(policy).exists().then(|| read(policy)).flatten()),
        ("clock source", read("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
        ("memory", memory_kib.map(|kib| format!("{:.1} GiB", kib as f64 / f64::from(1 << 20)))),
        ("transparent huge pages", read("/sys/kernel/mm/transparent_hugepage/enabled").as_deref().and_then(chosen)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn total_memory_kib(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn operating_system(os_release: &str) -> Option<String> {
    let line = os_release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(line.trim().trim_matches('"').to_owned())
}

/// x86 names its processors; others give numbers of maker and part at least.
fn processor(cpu_info: &str) -> Option<String> {
    let field = |name: &str| {
        let line = cpu_info.lines().find(|line| line.split(':').next().is_some_and(|field| field.trim() == name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    field("model name")
        .or_else(|| Some(format!("implementer {}, part {}", field("CPU implementer")?, field("CPU part")?)))
}

/// The word in brackets: `always [madvise] never`.
fn chosen(options: &str) -> Option<String> {
    Some(options.split_once('[')?.1.split_once(']')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_uses_grows_with_what_it_does() {
        let before = usage(std::process::id()).unwrap();
        assert!(before.resident_bytes > 1 << 20, "{before:?}");
        let mut held = vec![1u8; 64 << 20];
        let mut after = usage(std::process::id()).unwrap();
        assert!(after.resident_bytes > before.resident_bytes + (32 << 20), "{before:?} {after:?}");
        while after.cpu_s < before.cpu_s + 0.02 {
            held.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(3));
            after = usage(std::process::id()).unwrap();
        }
        std::hint::black_box(&held);
        assert_eq!(after.start_ticks, before.start_ticks);
    }

    #[test]
    fn a_process_that_has_ended_is_not_found() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        assert_eq!(usage(pid).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn the_fields_of_proc() {
        let stat = "7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 250 50 13 14 20 0 9 0 4711 23 24";
        assert_eq!(times(stat), Some((300, 4711)));
        for cut in ["", "7 (a", "7 (a) S 1 2", "7 (a) S 1 2 3 4 5 6 7 8 9 10 x 50 13 14 20 0 9 0 4711"] {
            assert_eq!(times(cut), None, "{cut}");
        }
        assert_eq!(resident_bytes("VmSize:\t9 kB\nVmRSS:\t    12 kB\nHugetlbPages:\t2048 kB\n"), Some(2060 << 10));
        assert_eq!(resident_bytes("VmRSS:\t12 kB\n"), Some(12 << 10));
        assert_eq!(resident_bytes("Name:\tdead\nState:\tZ (zombie)\n"), None);
    }

    #[test]
    fn the_machine_is_described() {
        let facts = machine_facts();
        let fact = |name| facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        assert!(fact("kernel").is_some_and(|kernel| kernel.starts_with(|c: char| c.is_ascii_digit())), "{facts:?}");
        assert!(fact("memory").is_some_and(|memory| memory.ends_with(" GiB")), "{facts:?}");
        assert_eq!(processor("processor\t: 0\nmodel name\t: A: fast one\n").as_deref(), Some("A: fast one"));
        let arm = "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n";
        assert_eq!(processor(arm).as_deref(), Some("implementer 0x41, part 0xd0c"));
        assert_eq!(chosen("always [madvise] never").as_deref(), Some("madvise"));
        assert_eq!(total_memory_kib("MemTotal:       16 kB\nMemFree: 1 kB\n"), Some(16));
        assert_eq!(operating_system("ID=x\nPRETTY_NAME=\"X 1\"\n").as_deref(), Some("X 1"));
    }
}
