import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The peer contract (tests/peers/README.md) with the Java client; compiles with kafka-clients 2.1 and with 4.3. */
public final class Peer {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final PrintWriter OUT =
        new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16));
    private static final BufferedReader IN =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);

    public static void main(String[] args) throws Exception {
        String bootstrap = args[1];
        switch (args[0]) {
            case "produce": produce(bootstrap); break;
            case "consume": consume(bootstrap); break;
            case "offsets": offsets(bootstrap); break;
            case "group": group(bootstrap); break;
            default: throw new IllegalArgumentException(args[0]);
        }
        OUT.flush();
    }

    private static JsonObject next() throws Exception {
        String line = IN.readLine();
        return line == null ? null : JsonParser.parseString(line).getAsJsonObject();
    }

    private static void answer(JsonObject o) {
        OUT.println(GSON.toJson(o));
    }

    private static byte[] bytes(JsonElement e) {
        return e == null || e.isJsonNull() ? null : Base64.getDecoder().decode(e.getAsString());
    }

    private static JsonElement base64(byte[] b) {
        return b == null ? JsonNull.INSTANCE : new com.google.gson.JsonPrimitive(Base64.getEncoder().encodeToString(b));
    }

    private static JsonObject error(Throwable t) {
        JsonObject o = new JsonObject();
        o.addProperty("error", String.valueOf(t));
        return o;
    }

    private static void produce(String bootstrap) throws Exception {
        KafkaProducer<byte[], byte[]> producer = null;
        String topic = null;
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (JsonObject line = next(); line != null; line = next()) {
            if (line.has("config")) {
                finish(producer, sent);
                JsonObject config = line.getAsJsonObject("config");
                topic = config.get("topic").getAsString();
                Properties p = new Properties();
                p.put("bootstrap.servers", bootstrap);
                p.put("acks", config.get("acks").getAsString());
                p.put("compression.type", config.get("codec").getAsString());
                p.put("enable.idempotence", String.valueOf(config.get("idempotence").getAsBoolean()));
                p.put("batch.size", config.get("batch_bytes").getAsString());
                p.put("linger.ms", config.get("linger_ms").getAsString());
                p.put("max.request.size", "4194304");
                p.put("buffer.memory", "67108864");
                p.put("delivery.timeout.ms", "60000");
                p.put("max.in.flight.requests.per.connection", "1");
                producer = new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
                continue;
            }
            List<Header> headers = new ArrayList<>();
            for (JsonElement h : line.getAsJsonArray("headers")) {
                headers.add(new RecordHeader(h.getAsJsonArray().get(0).getAsString(), bytes(h.getAsJsonArray().get(1))));
            }
            sent.add(producer.send(new ProducerRecord<>(topic, line.get("partition").getAsInt(), line.get("timestamp").getAsLong(),
                bytes(line.get("key")), bytes(line.get("value")), headers)));
        }
        finish(producer, sent);
    }

    private static void finish(KafkaProducer<byte[], byte[]> producer, List<Future<RecordMetadata>> sent) throws Exception {
        if (producer == null) {
            return;
        }
        producer.flush();
        for (Future<RecordMetadata> f : sent) {
            try {
                RecordMetadata m = f.get();
                JsonObject o = new JsonObject();
                o.addProperty("partition", m.partition());
                o.addProperty("offset", m.hasOffset() ? m.offset() : -1);
                o.addProperty("timestamp", m.hasOffset() ? m.timestamp() : -1);
                answer(o);
            } catch (ExecutionException e) {
                answer(error(e.getCause()));
            }
        }
        sent.clear();
        producer.close();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrap);
        p.put("enable.auto.commit", "false");
        p.put("auto.offset.reset", "none");
        p.put("max.partition.fetch.bytes", "4194304");
        p.put("check.crcs", "true");
        return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void consume(String bootstrap) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            for (JsonObject job = next(); job != null; job = next()) {
                long deadline = System.nanoTime() + job.get("timeout_ms").getAsLong() * 1_000_000L;
                String topic = job.get("topic").getAsString();
                Map<TopicPartition, JsonElement> from = new HashMap<>();
                Map<TopicPartition, Long> left = new HashMap<>();
                for (JsonElement e : job.getAsJsonArray("partitions")) {
                    TopicPartition tp = new TopicPartition(topic, e.getAsJsonObject().get("partition").getAsInt());
                    from.put(tp, e.getAsJsonObject().get("from"));
                    left.put(tp, e.getAsJsonObject().get("count").getAsLong());
                }
                left.values().removeIf(n -> n == 0);
                consumer.assign(left.keySet());
                consumer.resume(left.keySet()); // a partition of the job before may still be paused
                for (TopicPartition tp : left.keySet()) {
                    seek(consumer, tp, from.get(tp));
                }
                while (!left.isEmpty() && System.nanoTime() < deadline) {
                    for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(200))) {
                        TopicPartition tp = new TopicPartition(r.topic(), r.partition());
                        Long n = left.get(tp);
                        if (n == null) {
                            continue;
                        }
                        answer(record(r));
                        if (n == 1) {
                            left.remove(tp);
                            consumer.pause(Collections.singleton(tp));
                        } else {
                            left.put(tp, n - 1);
                        }
                    }
                }
                JsonObject done = new JsonObject();
                done.addProperty("done", left.isEmpty());
                answer(done);
            }
        }
    }

    private static void seek(KafkaConsumer<byte[], byte[]> consumer, TopicPartition tp, JsonElement from) {
        if (from.isJsonObject()) {
            long time = from.getAsJsonObject().get("timestamp").getAsLong();
            OffsetAndTimestamp found = consumer.offsetsForTimes(Collections.singletonMap(tp, time)).get(tp);
            if (found == null) {
                consumer.seekToEnd(Collections.singleton(tp));
            } else {
                consumer.seek(tp, found.offset());
            }
        } else if (from.getAsString().equals("earliest")) {
            consumer.seekToBeginning(Collections.singleton(tp));
        } else {
            consumer.seek(tp, from.getAsLong());
        }
    }

    private static JsonObject record(ConsumerRecord<byte[], byte[]> r) {
        JsonObject o = new JsonObject();
        o.addProperty("topic", r.topic());
        o.addProperty("partition", r.partition());
        o.addProperty("offset", r.offset());
        o.addProperty("timestamp", r.timestamp());
        o.addProperty("timestamp_type", r.timestampType().toString());
        o.add("key", base64(r.key()));
        o.add("value", base64(r.value()));
        JsonArray headers = new JsonArray();
        for (Header h : r.headers()) {
            JsonArray pair = new JsonArray();
            pair.add(h.key());
            pair.add(base64(h.value()));
            headers.add(pair);
        }
        o.add("headers", headers);
        return o;
    }

    private static void offsets(String bootstrap) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            for (JsonObject ask = next(); ask != null; ask = next()) {
                TopicPartition tp = new TopicPartition(ask.get("topic").getAsString(), ask.get("partition").getAsInt());
                long offset;
                long timestamp = -1;
                try {
                    switch (ask.get("spec").getAsString()) {
                        case "earliest": offset = consumer.beginningOffsets(Collections.singleton(tp)).get(tp); break;
                        case "latest": offset = consumer.endOffsets(Collections.singleton(tp)).get(tp); break;
                        case "max-timestamp": {
                            long[] found = (long[]) Class.forName("AdminOffsets")
                                .getMethod("maxTimestamp", String.class, TopicPartition.class).invoke(null, bootstrap, tp);
                            offset = found[0];
                            timestamp = found[1];
                            break;
                        }
                        default: {
                            OffsetAndTimestamp found =
                                consumer.offsetsForTimes(Collections.singletonMap(tp, ask.get("spec").getAsLong())).get(tp);
                            offset = found == null ? -1 : found.offset();
                            timestamp = found == null ? -1 : found.timestamp();
                        }
                    }
                } catch (ClassNotFoundException e) {
                    answer(unsupported());
                    continue;
                } catch (Exception e) {
                    answer(error(e));
                    continue;
                }
                JsonObject o = new JsonObject();
                o.addProperty("offset", offset);
                o.addProperty("timestamp", timestamp);
                answer(o);
            }
        }
    }

    private static void group(String bootstrap) throws Exception {
        JsonObject config = next();
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrap);
        p.put("group.id", config.get("group").getAsString());
        p.put("client.id", config.get("client_id").getAsString());
        p.put("enable.auto.commit", "false");
        p.put("auto.offset.reset", "earliest");
        p.put("metadata.max.age.ms", "2000");
        p.put("reconnect.backoff.max.ms", "200");
        if (!config.get("instance").isJsonNull()) {
            p.put("group.instance.id", config.get("instance").getAsString());
        }
        if (config.get("protocol").getAsString().equals("consumer")) {
            p.put("group.protocol", "consumer");
            if (!config.get("assignor").isJsonNull()) {
                p.put("group.remote.assignor", config.get("assignor").getAsString());
            }
        } else {
            p.put("session.timeout.ms", config.get("session_timeout_ms").getAsString());
            p.put("heartbeat.interval.ms", "500");
            String assignor = config.get("assignor").getAsString();
            String name = assignor.equals("cooperative-sticky") ? "CooperativeStickyAssignor"
                : assignor.equals("roundrobin") ? "RoundRobinAssignor" : "RangeAssignor";
            p.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + name);
        }
        AtomicBoolean closing = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try {
                next();
            } catch (Exception e) {
                // The test has gone: so does the member.
            }
            closing.set(true);
        });
        reader.setDaemon(true);
        reader.start();
        TreeSet<String> owned = new TreeSet<>();
        @SuppressWarnings("unchecked")
        KafkaConsumer<byte[], byte[]>[] own = new KafkaConsumer[1];
        ConsumerRebalanceListener listener = new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                commit(own[0]);
                partitions.forEach(tp -> owned.remove(tp.topic() + ":" + tp.partition()));
                tell("owned", owned);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(tp -> owned.add(tp.topic() + ":" + tp.partition()));
                tell("owned", owned);
            }
        };
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            own[0] = consumer;
            subscribe(consumer, config, listener);
            while (!closing.get()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> r : records) {
                    JsonObject o = new JsonObject();
                    o.addProperty("record", r.topic() + ":" + r.partition());
                    o.addProperty("offset", r.offset());
                    answer(o);
                }
                OUT.flush();
                if (!records.isEmpty()) {
                    commit(consumer);
                }
            }
        }
        JsonObject o = new JsonObject();
        o.addProperty("closed", true);
        answer(o);
        OUT.flush();
        // What waits for a line that never comes must not keep the process.
        System.exit(0);
    }

    /** A commit that a rebalance overtakes is refused: what it was for is read again by whoever has it now. */
    private static void commit(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | ApiException e) {
            JsonObject o = new JsonObject();
            o.addProperty("uncommitted", String.valueOf(e));
            answer(o);
        }
    }

    private static void subscribe(KafkaConsumer<byte[], byte[]> consumer, JsonObject config, ConsumerRebalanceListener listener)
        throws Exception {
        if (config.get("pattern").isJsonNull()) {
            List<String> topics = new ArrayList<>();
            config.getAsJsonArray("topics").forEach(t -> topics.add(t.getAsString()));
            consumer.subscribe(topics, listener);
        } else if (config.get("protocol").getAsString().equals("consumer")) {
            // The broker's own regular expressions, which kafka-clients 2.1 does not know.
            Class.forName("ServerPattern").getMethod("subscribe", KafkaConsumer.class, String.class, ConsumerRebalanceListener.class)
                .invoke(null, consumer, config.get("pattern").getAsString(), listener);
        } else {
            consumer.subscribe(Pattern.compile(config.get("pattern").getAsString()), listener);
        }
    }

    private static void tell(String what, Collection<String> names) {
        JsonArray all = new JsonArray();
        names.forEach(all::add);
        JsonObject o = new JsonObject();
        o.add(what, all);
        answer(o);
        OUT.flush();
    }

    private static JsonObject unsupported() {
        JsonObject o = new JsonObject();
        o.addProperty("unsupported", true);
        return o;
    }
}
