"""The peer contract with confluent-kafka."""
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from contract import answer, answer_record, closing, headers_in, lines, run, tell, to_bytes


def produce(bootstrap):
    producer, topic, sent = None, None, []

    def finish():
        if producer is None:
            return
        producer.flush()
        for result in sent:
            answer(**result)
        sent.clear()

    for line in lines():
        if "config" in line:
            finish()
            config = line["config"]
            topic = config["topic"]
            producer = Producer({
                "bootstrap.servers": bootstrap, "acks": config["acks"], "compression.codec": config["codec"],
                "enable.idempotence": config["idempotence"], "batch.size": max(config["batch_bytes"], 1), "linger.ms": config["linger_ms"],
                "message.max.bytes": 4 << 20, "message.timeout.ms": 60000, "max.in.flight": 1, "queue.buffering.max.kbytes": 262144})
            continue
        result = {}
        sent.append(result)

        def delivered(error, message, result=result, acked=config["acks"] != "0"):
            if error is not None:
                result["error"] = str(error)
                return
            result.update(partition=message.partition(), offset=message.offset() if acked else -1,
                          timestamp=message.timestamp()[1] if acked else -1)

        producer.produce(topic, partition=line["partition"], key=to_bytes(line["key"]), value=to_bytes(line["value"]),
                         headers=headers_in(line), timestamp=line["timestamp"], on_delivery=delivered)
        producer.poll(0)
    finish()


def consumer_for(bootstrap):
    # librdkafka wants a group name even where no group is used.
    return Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False, "auto.offset.reset": "error",
                     "fetch.message.max.bytes": 4 << 20, "check.crcs": True, "fetch.wait.max.ms": 200})


def consume(bootstrap):
    consumer = consumer_for(bootstrap)
    for job in lines():
        deadline = time.monotonic() + job["timeout_ms"] / 1000
        topic, assignment, left = job["topic"], [], {}
        for p in job["partitions"]:
            if p["count"] == 0:
                continue
            start = p["from"]
            if start == "earliest":
                offset = OFFSET_BEGINNING
            elif isinstance(start, dict):
                offset = consumer.offsets_for_times([TopicPartition(topic, p["partition"], start["timestamp"])], timeout=30)[0].offset
            else:
                offset = start
            assignment.append(TopicPartition(topic, p["partition"], offset))
            left[p["partition"]] = p["count"]
        consumer.assign(assignment)
        consumer.resume(assignment)  # a partition of the job before may still be paused
        while left and time.monotonic() < deadline:
            for m in consumer.consume(num_messages=500, timeout=0.2):
                if m.error() is not None:
                    print(m.error(), file=sys.stderr)
                elif m.partition() in left:
                    kind, timestamp = m.timestamp()
                    # confluent-kafka counts timestamp types from 1 (0: not available)
                    answer_record(m.topic(), m.partition(), m.offset(), timestamp, kind - 1, m.key(), m.value(), m.headers())
                    left[m.partition()] -= 1
                    if left[m.partition()] == 0:
                        del left[m.partition()]
                        consumer.pause([TopicPartition(topic, m.partition())])
        answer(done=not left)
    consumer.close()


def offsets(bootstrap):
    consumer, admin = consumer_for(bootstrap), AdminClient({"bootstrap.servers": bootstrap})
    for ask in lines():
        tp, spec = TopicPartition(ask["topic"], ask["partition"]), ask["spec"]
        try:
            if spec in ("earliest", "latest"):
                answer(offset=consumer.get_watermark_offsets(tp, timeout=30)[0 if spec == "earliest" else 1], timestamp=-1)
                continue
            want = OffsetSpec.max_timestamp() if spec == "max-timestamp" else OffsetSpec.for_timestamp(spec)
            found = admin.list_offsets({tp: want}, request_timeout=30)[tp].result()
            answer(offset=found.offset, timestamp=found.timestamp)
        except Exception as e:
            print(repr(e), file=sys.stderr)
            answer(error=repr(e))
    consumer.close()


def group(bootstrap):
    config = json.loads(sys.stdin.readline())
    owned, asked = set(), closing()
    settings = {
        "bootstrap.servers": bootstrap, "group.id": config["group"], "client.id": config["client_id"], "enable.auto.commit": False,
        "auto.offset.reset": "earliest", "fetch.wait.max.ms": 200, "topic.metadata.refresh.interval.ms": 2000,
        "reconnect.backoff.max.ms": 200}
    if config["instance"] is not None:
        settings["group.instance.id"] = config["instance"]
    if config["protocol"] == "consumer":
        settings["group.protocol"] = "consumer"
        if config["assignor"] is not None:
            settings["group.remote.assignor"] = config["assignor"]
    else:
        settings.update({"partition.assignment.strategy": config["assignor"], "session.timeout.ms": config["session_timeout_ms"],
                         "heartbeat.interval.ms": 500})
    consumer = Consumer(settings)

    def commit():
        try:
            consumer.commit(asynchronous=False)
        except KafkaException as e:
            if e.args[0].code() != KafkaError._NO_OFFSET:
                tell(uncommitted=repr(e))

    def change(has):
        def changed(_, partitions):
            if not has:
                commit()
            for tp in partitions:
                name = f"{tp.topic}:{tp.partition}"
                owned.add(name) if has else owned.discard(name)
            tell(owned=sorted(owned))
        return changed

    topics = config["topics"] if config["pattern"] is None else ["^" + config["pattern"]]
    consumer.subscribe(topics, on_assign=change(True), on_revoke=change(False), on_lost=change(False))
    while not asked.is_set():
        records = [r for r in consumer.consume(100, timeout=0.1) if r.error() is None]
        for r in records:
            answer(record=f"{r.topic()}:{r.partition()}", offset=r.offset())
        sys.stdout.flush()
        if records:
            commit()
    consumer.close()
    tell(closed=True)


run(produce, consume, offsets, group)
