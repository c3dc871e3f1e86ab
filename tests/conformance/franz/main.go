// franz-go as an everyday user drives it, its admin client, and exactly-once processing:
// franz HOST:PORT.
package main

import (
	"context"
	"os"
	"time"

	"conformance/steps"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	bootstrap = os.Args[1]
	forever   = context.Background()
	admin     *kadm.Client
)

func main() {
	admin = kadm.NewClient(newClient())
	everyday()
	administration()
	transactions()
	steps.Run()
}

func newClient(options ...kgo.Opt) *kgo.Client {
	return steps.Got(kgo.NewClient(append([]kgo.Opt{
		kgo.SeedBrokers(bootstrap),
		kgo.DisableClientMetrics(),
		kgo.FetchMaxWait(300 * time.Millisecond),
		// Of a topic that was made a moment ago, and of a broker that restarts.
		kgo.MetadataMinAge(100 * time.Millisecond),
	}, options...)...))
}

func create(partitions int32) string {
	topic := steps.Unique("franz")
	steps.Got(admin.CreateTopic(forever, partitions, 1, nil, topic))
	return topic
}

// send produces the values to one partition and returns their offsets.
func send(client *kgo.Client, topic string, partition int32, values ...string) []int64 {
	records := make([]*kgo.Record, len(values))
	for i, value := range values {
		records[i] = &kgo.Record{Topic: topic, Partition: partition, Value: []byte(value)}
	}
	steps.Must(client.ProduceSync(forever, records...).FirstErr())
	offsets := make([]int64, len(values))
	for i, record := range records {
		offsets[i] = record.Offset
	}
	return offsets
}

// take polls until `count` records have come.
func take(client *kgo.Client, count int) []*kgo.Record {
	var records []*kgo.Record
	limit, cancel := context.WithTimeout(forever, steps.Limit)
	defer cancel()
	for len(records) < count {
		fetches := client.PollFetches(limit)
		steps.Must(fetches.Err())
		records = append(records, fetches.Records()...)
	}
	return records
}

// read is the first `count` records of a topic's partition 0.
func read(topic string, count int, options ...kgo.Opt) []*kgo.Record {
	client := newClient(append([]kgo.Opt{
		kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
	}, options...)...)
	defer client.Close()
	return take(client, count)
}

func texts(records []*kgo.Record) []string {
	values := make([]string, len(records))
	for i, record := range records {
		values[i] = string(record.Value)
	}
	return values
}
