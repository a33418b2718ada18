// The peer contract (tests/peers/README.md) with franz-go.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

type config struct {
	Topic       string `json:"topic"`
	Acks        string `json:"acks"`
	Codec       string `json:"codec"`
	Idempotence bool   `json:"idempotence"`
	BatchBytes  int32  `json:"batch_bytes"`
	LingerMs    int64  `json:"linger_ms"`
}

// header is written as [name, base64 or null].
type header struct {
	key   string
	value []byte
}

func (h header) MarshalJSON() ([]byte, error) { return json.Marshal([]any{h.key, h.value}) }
func (h *header) UnmarshalJSON(b []byte) error {
	var parts [2]json.RawMessage
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	if err := json.Unmarshal(parts[0], &h.key); err != nil {
		return err
	}
	return json.Unmarshal(parts[1], &h.value)
}

type produceLine struct {
	Config    *config  `json:"config"`
	Partition int32    `json:"partition"`
	Key       []byte   `json:"key"` // encoding/json reads null as nil and "" as an empty slice
	Value     []byte   `json:"value"`
	Headers   []header `json:"headers"`
	Timestamp int64    `json:"timestamp"`
}

type consumeJob struct {
	Topic      string `json:"topic"`
	TimeoutMs  int64  `json:"timeout_ms"`
	Partitions []struct {
		Partition int32           `json:"partition"`
		From      json.RawMessage `json:"from"`
		Count     int64           `json:"count"`
	} `json:"partitions"`
}

type record struct {
	Topic         string   `json:"topic"`
	Partition     int32    `json:"partition"`
	Offset        int64    `json:"offset"`
	Timestamp     int64    `json:"timestamp"`
	TimestampType string   `json:"timestamp_type"`
	Key           []byte   `json:"key"`
	Value         []byte   `json:"value"`
	Headers       []header `json:"headers"`
}

type offsetsAsk struct {
	Topic     string          `json:"topic"`
	Partition int32           `json:"partition"`
	Spec      json.RawMessage `json:"spec"`
}

var (
	in  = json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<16))
	buf = bufio.NewWriterSize(os.Stdout, 1<<16)
	out = json.NewEncoder(buf)
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		buf.Flush()
		os.Exit(1)
	}
}

func answer(v any) { must(out.Encode(v)) }

func main() {
	out.SetEscapeHTML(false)
	bootstrap := os.Args[2]
	switch os.Args[1] {
	case "produce":
		produce(bootstrap)
	case "consume":
		consume(bootstrap)
	case "offsets":
		offsets(bootstrap)
	case "group":
		group(bootstrap)
	default:
		must(fmt.Errorf("unknown command %q", os.Args[1]))
	}
	must(buf.Flush())
}

func producer(bootstrap string, c *config) *kgo.Client {
	opts := []kgo.Opt{
		kgo.SeedBrokers(bootstrap), kgo.DefaultProduceTopic(c.Topic), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(max(c.BatchBytes, 2<<20)), kgo.ProducerLinger(time.Duration(c.LingerMs) * time.Millisecond),
		kgo.MaxBufferedRecords(1 << 20),
	}
	switch c.Acks {
	case "0":
		opts = append(opts, kgo.RequiredAcks(kgo.NoAck()))
	case "1":
		opts = append(opts, kgo.RequiredAcks(kgo.LeaderAck()))
	default:
		opts = append(opts, kgo.RequiredAcks(kgo.AllISRAcks()))
	}
	if !c.Idempotence {
		opts = append(opts, kgo.DisableIdempotentWrite(), kgo.MaxProduceRequestsInflightPerBroker(1))
	}
	codecs := map[string]kgo.CompressionCodec{"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
		"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression()}
	cl, err := kgo.NewClient(append(opts, kgo.ProducerBatchCompression(codecs[c.Codec]))...)
	must(err)
	return cl
}

type produced struct {
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"`
	Timestamp int64  `json:"timestamp"`
	Error     string `json:"error,omitempty"`
}

func produce(bootstrap string) {
	var cl *kgo.Client
	var c *config
	var sent []*produced
	finish := func() {
		if cl == nil {
			return
		}
		// kgo.RecordDeliveryTimeout would count from the records' own timestamps, which are years old.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		must(cl.Flush(ctx))
		cancel()
		cl.Close()
		for _, p := range sent {
			answer(p)
		}
		sent = nil
	}
	for in.More() {
		var line produceLine
		must(in.Decode(&line))
		if line.Config != nil {
			finish()
			c = line.Config
			cl = producer(bootstrap, c)
			continue
		}
		r := &kgo.Record{Partition: line.Partition, Key: line.Key, Value: line.Value, Timestamp: time.UnixMilli(line.Timestamp)}
		for _, h := range line.Headers {
			r.Headers = append(r.Headers, kgo.RecordHeader{Key: h.key, Value: h.value})
		}
		p := &produced{}
		sent = append(sent, p)
		acked := c.Acks != "0"
		cl.Produce(context.Background(), r, func(r *kgo.Record, err error) {
			if err != nil {
				p.Error = err.Error()
				return
			}
			// franz-go keeps a producer's own timestamp, whatever the broker made of it.
			p.Partition, p.Offset, p.Timestamp = r.Partition, r.Offset, -1
			if !acked {
				p.Offset = -1
			}
		})
	}
	finish()
}

func consume(bootstrap string) {
	for in.More() {
		var job consumeJob
		must(in.Decode(&job))
		left := map[int32]int64{}
		from := map[int32]kgo.Offset{}
		for _, p := range job.Partitions {
			if p.Count > 0 {
				left[p.Partition] = p.Count
				from[p.Partition] = start(p.From)
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(job.TimeoutMs)*time.Millisecond)
		cl, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.FetchMaxPartitionBytes(4<<20), kgo.FetchMaxWait(200*time.Millisecond),
			kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{job.Topic: from}))
		must(err)
		for len(left) > 0 && ctx.Err() == nil {
			fetches := cl.PollFetches(ctx)
			for _, e := range fetches.Errors() {
				fmt.Fprintln(os.Stderr, e.Topic, e.Partition, e.Err)
			}
			fetches.EachRecord(func(r *kgo.Record) {
				n, wanted := left[r.Partition]
				if !wanted {
					return
				}
				answer(recordOf(r))
				if n == 1 {
					delete(left, r.Partition)
				} else {
					left[r.Partition] = n - 1
				}
			})
		}
		cl.Close()
		cancel()
		answer(map[string]bool{"done": len(left) == 0})
	}
}

func start(from json.RawMessage) kgo.Offset {
	var offset int64
	var at struct {
		Timestamp int64 `json:"timestamp"`
	}
	if string(from) == `"earliest"` {
		return kgo.NewOffset().AtStart()
	} else if json.Unmarshal(from, &offset) == nil {
		return kgo.NewOffset().At(offset)
	}
	must(json.Unmarshal(from, &at))
	return kgo.NewOffset().AfterMilli(at.Timestamp)
}

func recordOf(r *kgo.Record) record {
	kind := "CreateTime"
	if r.Attrs.TimestampType() == 1 {
		kind = "LogAppendTime"
	}
	headers := []header{}
	for _, h := range r.Headers {
		headers = append(headers, header{h.Key, h.Value})
	}
	return record{r.Topic, r.Partition, r.Offset, r.Timestamp.UnixMilli(), kind, r.Key, r.Value, headers}
}

func offsets(bootstrap string) {
	cl, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	must(err)
	defer cl.Close()
	admin := kadm.NewClient(cl)
	for in.More() {
		var ask offsetsAsk
		must(in.Decode(&ask))
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		var listed kadm.ListedOffsets
		var err error
		var at int64
		switch string(ask.Spec) {
		case `"earliest"`:
			listed, err = admin.ListStartOffsets(ctx, ask.Topic)
		case `"latest"`:
			listed, err = admin.ListEndOffsets(ctx, ask.Topic)
		case `"max-timestamp"`:
			listed, err = admin.ListMaxTimestampOffsets(ctx, ask.Topic)
		default:
			must(json.Unmarshal(ask.Spec, &at))
			listed, err = afterMilli(ctx, admin, ask, at)
		}
		cancel()
		o, found := listed.Lookup(ask.Topic, ask.Partition)
		if err == nil && !found {
			err = fmt.Errorf("no answer for %s-%d", ask.Topic, ask.Partition)
		}
		if err == nil {
			err = o.Err
		}
		if err != nil {
			answer(map[string]string{"error": err.Error()})
			continue
		}
		answer(map[string]int64{"offset": o.Offset, "timestamp": o.Timestamp})
	}
}

// afterMilli answers with the end offset and timestamp -1 where nothing is so late (kadm's way); the contract says -1 for both.
func afterMilli(ctx context.Context, admin *kadm.Client, ask offsetsAsk, at int64) (kadm.ListedOffsets, error) {
	listed, err := admin.ListOffsetsAfterMilli(ctx, at, ask.Topic)
	if o, ok := listed.Lookup(ask.Topic, ask.Partition); ok && o.Timestamp == -1 {
		o.Offset = -1
		listed[ask.Topic][ask.Partition] = o
	}
	return listed, err
}

type member struct {
	Group            string   `json:"group"`
	Topics           []string `json:"topics"`
	Pattern          *string  `json:"pattern"`
	Assignor         string   `json:"assignor"`
	Instance         *string  `json:"instance"`
	ClientID         string   `json:"client_id"`
	SessionTimeoutMs int64    `json:"session_timeout_ms"`
}

func group(bootstrap string) {
	var m member
	must(in.Decode(&m))
	owned := map[string]bool{}
	var mu sync.Mutex // callbacks and the loop below answer from different goroutines
	tell := func(v any) {
		answer(v)
		must(buf.Flush())
	}
	change := func(has bool) func(context.Context, *kgo.Client, map[string][]int32) {
		return func(_ context.Context, _ *kgo.Client, topics map[string][]int32) {
			mu.Lock()
			defer mu.Unlock()
			for topic, partitions := range topics {
				for _, p := range partitions {
					if name := fmt.Sprintf("%s:%d", topic, p); has {
						owned[name] = true
					} else {
						delete(owned, name)
					}
				}
			}
			tell(map[string][]string{"owned": append([]string{}, slices.Sorted(maps.Keys(owned))...)})
		}
	}
	balancers := map[string]kgo.GroupBalancer{"range": kgo.RangeBalancer(), "roundrobin": kgo.RoundRobinBalancer(),
		"cooperative-sticky": kgo.CooperativeStickyBalancer()}
	opts := []kgo.Opt{
		kgo.SeedBrokers(bootstrap), kgo.ClientID(m.ClientID), kgo.ConsumerGroup(m.Group), kgo.Balancers(balancers[m.Assignor]),
		kgo.ConsumeTopics(m.Topics...), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
		kgo.SessionTimeout(time.Duration(m.SessionTimeoutMs) * time.Millisecond), kgo.HeartbeatInterval(500 * time.Millisecond),
		kgo.FetchMaxWait(200 * time.Millisecond), kgo.BlockRebalanceOnPoll(),
		kgo.OnPartitionsAssigned(change(true)), kgo.OnPartitionsRevoked(change(false)), kgo.OnPartitionsLost(change(false)),
	}
	if m.Pattern != nil {
		opts = append(opts, kgo.ConsumeTopics(*m.Pattern), kgo.ConsumeRegex(), kgo.MetadataMinAge(time.Second), kgo.MetadataMaxAge(2*time.Second))
	}
	if m.Instance != nil {
		opts = append(opts, kgo.InstanceID(*m.Instance))
	}
	cl, err := kgo.NewClient(opts...)
	must(err)
	closing := make(chan struct{})
	go func() {
		var line json.RawMessage
		_ = in.Decode(&line) // its end is as good
		close(closing)
	}()
	for open := true; open; {
		select {
		case <-closing:
			open = false
			continue
		default:
		}
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		fetches := cl.PollFetches(ctx)
		cancel()
		mu.Lock()
		fetches.EachRecord(func(r *kgo.Record) {
			answer(map[string]any{"record": fmt.Sprintf("%s:%d", r.Topic, r.Partition), "offset": r.Offset})
		})
		must(buf.Flush())
		mu.Unlock()
		if !fetches.Empty() {
			if err := cl.CommitUncommittedOffsets(context.Background()); err != nil {
				mu.Lock()
				tell(map[string]string{"uncommitted": err.Error()})
				mu.Unlock()
			}
		}
		cl.AllowRebalance()
	}
	// An instance that is to come back stays a member.
	if m.Instance == nil {
		cl.CloseAllowingRebalance()
	} else {
		cl.Close()
	}
	mu.Lock()
	tell(map[string]bool{"closed": true})
	mu.Unlock()
}
