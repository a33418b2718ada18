"""What both Python peers share: the lines of the peer contract (tests/peers/README.md) in and out."""
import base64
import json
import sys
import threading

TIMESTAMP_TYPES = {0: "CreateTime", 1: "LogAppendTime"}


def lines():
    for line in sys.stdin:
        yield json.loads(line)


def answer(**fields):
    sys.stdout.write(json.dumps(fields) + "\n")


def to_bytes(text):
    return None if text is None else base64.b64decode(text)


def to_text(data):
    return None if data is None else base64.b64encode(data).decode("ascii")


def headers_in(line):
    return [(name, to_bytes(value)) for name, value in line["headers"]]


def answer_record(topic, partition, offset, timestamp, timestamp_type, key, value, headers):
    answer(topic=topic, partition=partition, offset=offset, timestamp=timestamp, timestamp_type=TIMESTAMP_TYPES[timestamp_type],
           key=to_text(key), value=to_text(value), headers=[[name, to_text(data)] for name, data in headers or []])


def tell(**fields):
    answer(**fields)
    sys.stdout.flush()


def closing():
    """Set once the line comes, or the end, that asks a member of a group to leave."""
    asked = threading.Event()

    def wait():
        sys.stdin.readline()
        asked.set()

    threading.Thread(target=wait, daemon=True).start()
    return asked


def run(produce, consume, offsets, group):
    command, bootstrap = sys.argv[1:3]
    {"produce": produce, "consume": consume, "offsets": offsets, "group": group}[command](bootstrap)
    sys.stdout.flush()
