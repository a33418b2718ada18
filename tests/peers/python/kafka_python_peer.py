"""The peer contract with kafka-python."""
import json
import sys
import time

from kafka import ConsumerRebalanceListener, KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka.errors import KafkaError

from contract import answer, answer_record, closing, headers_in, lines, run, tell, to_bytes


def produce(bootstrap):
    producer, config, sent = None, None, []

    def finish():
        if producer is None:
            return
        producer.flush()
        for future in sent:
            try:
                meta = future.get(timeout=60)
                unknown = config["acks"] == "0"
                answer(partition=meta.partition, offset=-1 if unknown else meta.offset, timestamp=-1 if unknown else meta.timestamp)
            except Exception as e:
                answer(error=repr(e))
        sent.clear()
        producer.close()

    for line in lines():
        if "config" in line:
            finish()
            config = line["config"]
            producer = KafkaProducer(
                bootstrap_servers=bootstrap, acks=config["acks"] if config["acks"] == "all" else int(config["acks"]),
                compression_type=None if config["codec"] == "none" else config["codec"], enable_idempotence=config["idempotence"],
                batch_size=config["batch_bytes"], linger_ms=config["linger_ms"], max_request_size=4 << 20,
                max_in_flight_requests_per_connection=1)
            continue
        sent.append(producer.send(config["topic"], key=to_bytes(line["key"]), value=to_bytes(line["value"]), headers=headers_in(line),
                                  partition=line["partition"], timestamp_ms=line["timestamp"]))
    finish()


def consumer_for(bootstrap):
    return KafkaConsumer(bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, auto_offset_reset="none",
                         max_partition_fetch_bytes=4 << 20, fetch_max_wait_ms=200)


def consume(bootstrap):
    consumer = consumer_for(bootstrap)
    for job in lines():
        deadline = time.monotonic() + job["timeout_ms"] / 1000
        wanted = {TopicPartition(job["topic"], p["partition"]): p for p in job["partitions"] if p["count"] > 0}
        left = {tp: p["count"] for tp, p in wanted.items()}
        consumer.assign(list(left))
        consumer.resume(*left)  # a partition of the job before may still be paused
        for tp, p in wanted.items():
            start = p["from"]
            if start == "earliest":
                consumer.seek_to_beginning(tp)
            elif isinstance(start, dict):
                found = consumer.offsets_for_times({tp: start["timestamp"]})[tp]
                if found is None:
                    consumer.seek_to_end(tp)
                else:
                    consumer.seek(tp, found.offset)
            else:
                consumer.seek(tp, start)
        while left and time.monotonic() < deadline:
            for tp, records in consumer.poll(timeout_ms=200).items():
                for r in records[:left.get(tp, 0)]:
                    answer_record(r.topic, r.partition, r.offset, r.timestamp, r.timestamp_type, r.key, r.value, r.headers)
                if tp in left:
                    left[tp] -= len(records)
                    if left[tp] <= 0:
                        del left[tp]
                        consumer.pause(tp)
        answer(done=not left)
    consumer.close()


def offsets(bootstrap):
    consumer, admin = consumer_for(bootstrap), KafkaAdminClient(bootstrap_servers=bootstrap)
    for ask in lines():
        tp, spec = TopicPartition(ask["topic"], ask["partition"]), ask["spec"]
        try:
            if spec == "earliest":
                answer(offset=consumer.beginning_offsets([tp])[tp], timestamp=-1)
            elif spec == "latest":
                answer(offset=consumer.end_offsets([tp])[tp], timestamp=-1)
            elif spec == "max-timestamp":
                found = admin.list_partition_offsets({tp: OffsetSpec.MAX_TIMESTAMP})[tp]
                answer(offset=found.offset, timestamp=found.timestamp)
            else:
                found = consumer.offsets_for_times({tp: spec})[tp]
                answer(offset=-1 if found is None else found.offset, timestamp=-1 if found is None else found.timestamp)
        except Exception as e:
            print(repr(e), file=sys.stderr)
            answer(error=repr(e))
    admin.close()
    consumer.close()


def group(bootstrap):
    config = json.loads(sys.stdin.readline())
    owned, asked = set(), closing()
    assignors = {"range": RangePartitionAssignor, "roundrobin": RoundRobinPartitionAssignor}
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=config["group"], client_id=config["client_id"], group_instance_id=config["instance"],
        enable_auto_commit=False, auto_offset_reset="earliest", session_timeout_ms=config["session_timeout_ms"],
        heartbeat_interval_ms=500, fetch_max_wait_ms=200, metadata_max_age_ms=2000, reconnect_backoff_max_ms=200,
        partition_assignment_strategy=[assignors[config["assignor"]]])

    class Listener(ConsumerRebalanceListener):
        def on_partitions_revoked(self, revoked):
            # It must not wait for a commit here; all that was read is committed before it polls again.
            owned.difference_update(f"{tp.topic}:{tp.partition}" for tp in revoked)
            tell(owned=sorted(owned))

        def on_partitions_assigned(self, assigned):
            owned.update(f"{tp.topic}:{tp.partition}" for tp in assigned)
            tell(owned=sorted(owned))

    consumer.subscribe(topics=config["topics"] if config["pattern"] is None else (), pattern=config["pattern"], listener=Listener())
    while not asked.is_set():
        polled = consumer.poll(timeout_ms=100)
        for tp, records in polled.items():
            for r in records:
                answer(record=f"{tp.topic}:{tp.partition}", offset=r.offset)
        sys.stdout.flush()
        if polled:
            try:
                consumer.commit()
            except KafkaError as e:
                tell(uncommitted=repr(e))
    consumer.close()
    tell(closed=True)


run(produce, consume, offsets, group)
