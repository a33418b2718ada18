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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
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

    private static JsonObject unsupported() {
        JsonObject o = new JsonObject();
        o.addProperty("unsupported", true);
        return o;
    }
}
