"""Brokers to measure, the load, and the page of results: what perf/cost, perf/groups and perf/start share."""
import json, os, pathlib, re, signal, socket, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FACTS = pathlib.Path(os.environ.get("RINGMAIN_KAFKA_FACTS", ROOT / ".." / "shared" / "kafka"))
# What is measured, as broker and as load; built where it is not named.
BINARY = pathlib.Path(os.environ.get("RINGMAIN_BINARY", ROOT / "target" / "lto" / "ringmain")).resolve()
BROKER_CPU, LOAD_CPU = "0", "1"
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    """Two neighbouring free ports: Kafka's launcher takes PORT and PORT + 1."""
    while True:
        with socket.socket() as a, socket.socket() as b:
            a.bind(("127.0.0.1", 0))
            port = a.getsockname()[1]
            try:
                b.bind(("127.0.0.1", port + 1))
                return port
            except OSError:
                continue


class Ringmain:
    name = "ringmain"

    def __init__(self, directory, *more, port=None, binary=BINARY):
        self.directory = directory
        self.port = port = port or free_port()
        self.bootstrap = f"127.0.0.1:{port}"
        settings = [f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port + 1}", f"log.dirs={directory}/data", "ringmain.shards=1", *more]
        flags = [flag for setting in settings for flag in ("--set", setting)]
        self.process = subprocess.Popen(["taskset", "-c", BROKER_CPU, str(binary), "serve", *flags], stdout=subprocess.PIPE,
                                        stderr=open(f"{directory}/stderr", "w"), text=True)
        for line in self.process.stdout:
            if line.strip() == "ready":
                break
        else:
            sys.exit("ringmain did not come up:\n" + open(f"{directory}/stderr").read()[-2000:])
        self.pid = self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=60)


class Kafka:
    name = "kafka"

    def __init__(self, directory, *more, port=None):
        self.directory = directory
        self.port = port = port or free_port()
        self.bootstrap = f"127.0.0.1:{port}"
        environment = dict(os.environ, KAFKA_CPUS=BROKER_CPU)
        subprocess.run([str(FACTS / "kafka"), "start", directory, str(port), *more], env=environment, check=True)
        self.pid = int(open(f"{directory}/pid").read())

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        while pathlib.Path(f"/proc/{self.pid}").exists():
            time.sleep(0.05)

    def stop(self):
        subprocess.run([str(FACTS / "kafka"), "stop", self.directory], check=True)


def build():
    """What is measured, and the load by librdkafka."""
    if "RINGMAIN_BINARY" in os.environ and not BINARY.is_file():
        sys.exit(f"RINGMAIN_BINARY: there is no file {BINARY}; `perf/pgo` makes target/pgo/ringmain")
    ringmain = [] if "RINGMAIN_BINARY" in os.environ else [["--profile", "lto", "--bin", "ringmain"]]
    for flags in (*ringmain, ["--release", "-p", "ringmain-load"]):
        subprocess.run(["cargo", "build", "-q", *flags], cwd=ROOT, check=True)


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) / 1024


def load(broker, topic, partitions, *what, settings=()):
    flags = [flag for setting in settings for flag in ("--set", setting)]
    command = ["taskset", "-c", LOAD_CPU, str(ROOT / "target" / "release" / "ringmain-load"), "--bootstrap", broker.bootstrap,
               "--topic", topic, "--partitions", str(partitions), *flags, *map(str, what)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"{broker.name}: {' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)


def measured(broker, action):
    before = cpu_seconds(broker.pid)
    report = action()
    report["cpu_s"] = cpu_seconds(broker.pid) - before
    report["rss_mib"] = resident_mib(broker.pid)
    return report


def table_of(figures):
    """Medians of {figure: {broker: values}}."""
    lines = ["| figure | Ringmain | Apache Kafka | ratio |", "|---|---|---|---|"]
    for figure, by_broker in figures.items():
        medians = {name: statistics.median(values) for name, values in by_broker.items()}
        ours, theirs = medians.get("ringmain"), medians.get("kafka")
        ratio = f"{ours / theirs:.2f}" if ours is not None and theirs else ""
        show = lambda value: "" if value is None else f"{value:.3g}" if value < 100 else f"{value:,.0f}"
        lines.append(f"| {figure} | {show(ours)} | {show(theirs)} | {ratio} |")
    return "\n".join(lines)


def commit():
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()


def command_line(command):
    model = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read()).group(1)
    if "RINGMAIN_BINARY" in os.environ:
        command = f"RINGMAIN_BINARY={BINARY.relative_to(ROOT) if BINARY.is_relative_to(ROOT) else BINARY} {command}"
    return f"Command: `{command}` at {commit()}, kernel {os.uname().release}, {model}."


def write_section(title, text):
    """Replaces what perf/RESULTS.md says under this heading; the others stay. Without a title: what stands before all headings."""
    page = ROOT / "perf" / "RESULTS.md"
    first, *sections = re.split(r"^(?=## )", page.read_text() if page.exists() else "", flags=re.M)
    if title is None:
        first = text
    else:
        text = f"## {title}\n{text}"
        at = next((n for n, section in enumerate(sections) if section.startswith(f"## {title}\n")), len(sections))
        sections[at:at + 1] = [text]
    page.write_text("\n".join(part.rstrip() + "\n" for part in [first, *sections]))
