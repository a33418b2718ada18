"""Runs `ringmain bench` and reads what it wrote: what perf/agree, perf/generator and perf/lab share."""
import json, re, subprocess, sys

from brokers import BINARY, LOAD_CPU


def start(output, *what, cpu=LOAD_CPU):
    command = ["taskset", "-c", cpu, BINARY, "bench", *what, *(["--output", output] if output else [])]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish(process):
    """Whether it ended well. What was measured until it failed is kept, and its tables show how much failed."""
    _, said = process.communicate()
    if process.returncode:
        print(f"{' '.join(process.args)}\n{said[-1500:]}", file=sys.stderr)
    return process.returncode == 0


def quantiles(path, *wanted):
    """Milliseconds at these quantiles, from HdrHistogram's percentile text."""
    rows = [line.split() for line in path.read_text().splitlines() if re.match(r"\s+[\d.]+ [\d.]+ +\d", line)]
    at = lambda quantile: next((float(row[0]) for row in rows if float(row[1]) >= quantile), 0.0)
    return [at(quantile) for quantile in wanted]


def outcome(output, name, *wanted):
    """The run's JSON; and of each operation its records, bytes and failed records, its seconds, and milliseconds at these quantiles."""
    path = output / f"{name}.json"
    found = json.loads(path.read_text())
    for error in found["errors"]:
        print(f"{output.name}: {name}: {error}", file=sys.stderr)
    operations = {}
    for operation, by_second in found["measured"]["by_second"].items():
        span = found["spans"][operation]
        operations[operation] = {what: sum(second[what] for second in by_second.values()) for what in ("records", "bytes", "failed")} | {
            "seconds": span["to_s"] - span["from_s"], "quantiles": quantiles(path.with_name(f"{name}.{operation}.hgrm"), *wanted)}
    return found, operations
