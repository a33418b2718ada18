// The peer contract's `group` with sarama.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/IBM/sarama"
)

type config struct {
	Group            string   `json:"group"`
	ClientID         string   `json:"client_id"`
	Topics           []string `json:"topics"`
	Assignor         string   `json:"assignor"`
	Instance         *string  `json:"instance"`
	SessionTimeoutMs int64    `json:"session_timeout_ms"`
}

var (
	in     = json.NewDecoder(bufio.NewReader(os.Stdin))
	out    = json.NewEncoder(os.Stdout)
	saying sync.Mutex // each partition is read by a goroutine of its own
)

func tell(v any) {
	saying.Lock()
	defer saying.Unlock()
	must(out.Encode(v))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// member is what the group asks of us: told when a generation begins and ends, and what to read between.
type member struct{}

func (member) Setup(session sarama.ConsumerGroupSession) error {
	owned := map[string]bool{}
	for topic, partitions := range session.Claims() {
		for _, partition := range partitions {
			owned[fmt.Sprintf("%s:%d", topic, partition)] = true
		}
	}
	tell(map[string][]string{"owned": append([]string{}, slices.Sorted(maps.Keys(owned))...)})
	return nil
}

// Cleanup runs when all partitions have been let go, before the member joins again.
func (member) Cleanup(session sarama.ConsumerGroupSession) error {
	session.Commit()
	tell(map[string][]string{"owned": {}})
	return nil
}

func (member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case <-session.Context().Done():
			return nil
		case message, open := <-claim.Messages():
			if !open {
				return nil
			}
			read(session, message)
			// What has come already goes into the same commit.
			for more := len(claim.Messages()); more > 0; more-- {
				read(session, <-claim.Messages())
			}
			session.Commit()
		}
	}
}

func read(session sarama.ConsumerGroupSession, message *sarama.ConsumerMessage) {
	tell(map[string]any{"record": fmt.Sprintf("%s:%d", message.Topic, message.Partition), "offset": message.Offset})
	session.MarkMessage(message, "")
}

func main() {
	if len(os.Args) != 3 || os.Args[1] != "group" {
		must(errors.New("usage: peer group BOOTSTRAP"))
	}
	var asked config
	must(in.Decode(&asked))
	strategies := map[string]sarama.BalanceStrategy{"range": sarama.NewBalanceStrategyRange(), "roundrobin": sarama.NewBalanceStrategyRoundRobin(),
		"sticky": sarama.NewBalanceStrategySticky()}
	c := sarama.NewConfig()
	c.Version = sarama.MaxVersion
	c.ClientID = asked.ClientID
	c.Metadata.RefreshFrequency = 2 * time.Second
	c.Consumer.MaxWaitTime = 200 * time.Millisecond
	c.Consumer.Offsets.Initial = sarama.OffsetOldest
	c.Consumer.Offsets.AutoCommit.Enable = false
	c.Consumer.Return.Errors = true
	c.Consumer.Group.Session.Timeout = time.Duration(asked.SessionTimeoutMs) * time.Millisecond
	c.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	c.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{strategies[asked.Assignor]}
	if asked.Instance != nil {
		c.Consumer.Group.InstanceId = *asked.Instance
	}
	group, err := sarama.NewConsumerGroup([]string{os.Args[2]}, asked.Group, c)
	must(err)
	ctx, leave := context.WithCancel(context.Background())
	go func() {
		var line json.RawMessage
		_ = in.Decode(&line) // its end is as good
		leave()
	}()
	go func() {
		for err := range group.Errors() {
			tell(map[string]string{"uncommitted": err.Error()})
		}
	}()
	for ctx.Err() == nil {
		if err := group.Consume(ctx, asked.Topics, member{}); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	must(group.Close())
	tell(map[string]bool{"closed": true})
}
