package main

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"conformance/steps"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

const korean = "안녕하세요, 카프카"

func everyday() {
	steps.Check("create, describe and list topics", topics)
	for name, codec := range codecs {
		steps.Check("produce and consume with "+name, func() { compression(codec) })
	}
	steps.Check("keys, headers and null values", keysHeadersNulls)
	steps.Check("offsets by time, earliest and latest", offsets)
	steps.Check("two consumers share 3 partitions, one leaves", sharing)
	steps.Check("committed offsets outlive a restart of the broker", restart)
	steps.Check("an idempotent producer", idempotent)
	steps.Check("describe, list and delete groups", groups)
	steps.Check("delete records and a topic", deletion)
}

var codecs = map[string]kgo.CompressionCodec{
	"none":   kgo.NoCompression(),
	"gzip":   kgo.GzipCompression(),
	"snappy": kgo.SnappyCompression(),
	"lz4":    kgo.Lz4Compression(),
	"zstd":   kgo.ZstdCompression(),
}

func topics() {
	topic := steps.Unique("franz")
	configs := map[string]*string{"retention.ms": kadm.StringPtr("3600000")}
	steps.Got(admin.CreateTopic(forever, 3, 1, configs, topic))
	_, err := admin.CreateTopic(forever, 3, 1, nil, topic)
	steps.Equal(errors.Is(err, kerr.TopicAlreadyExists), true, "creating it again is refused")
	listed := steps.Got(admin.ListTopics(forever))
	steps.Equal(len(listed[topic].Partitions), 3, "partitions listed")
	found := steps.Got(steps.Got(admin.DescribeTopicConfigs(forever, topic)).On(topic, nil))
	for _, config := range found.Configs {
		if config.Key == "retention.ms" {
			steps.Equal(*config.Value, "3600000", "its retention.ms")
		}
	}
	added := steps.Got(admin.UpdatePartitions(forever, 5, topic))
	steps.Must(added.Error())
	steps.Until("five partitions after adding two", func() bool {
		return len(steps.Got(admin.ListTopics(forever, topic))[topic].Partitions) == 5
	})
}

func compression(codec kgo.CompressionCodec) {
	topic := create(1)
	producer := newClient(
		kgo.ProducerBatchCompression(codec),
		kgo.ProducerLinger(20*time.Millisecond),
	)
	defer producer.Close()
	wanted := steps.Numbered(500, strings.Repeat("abcdefgh", 12))
	send(producer, topic, 0, wanted...)
	steps.Equal(texts(read(topic, 500)), wanted, "values read")
}

func keysHeadersNulls() {
	topic := create(1)
	producer := newClient()
	defer producer.Close()
	headers := []kgo.RecordHeader{
		{Key: "trace", Value: []byte{0, 1}}, {Key: "trace", Value: []byte("again")}, {Key: "none"},
	}
	timestamp := time.UnixMilli(1234567890123)
	for _, record := range []*kgo.Record{
		{Key: []byte("k"), Value: []byte("v"), Headers: headers, Timestamp: timestamp},
		{Key: []byte(korean)},
		{Value: []byte("")},
	} {
		record.Topic = topic
		steps.Must(producer.ProduceSync(forever, record).FirstErr())
	}
	found := read(topic, 3)
	steps.Equal(string(found[0].Key)+string(found[0].Value), "kv", "first record")
	steps.Equal(found[0].Timestamp.UnixMilli(), timestamp.UnixMilli(), "first timestamp")
	steps.Equal(found[0].Headers, headers, "headers")
	steps.Equal(string(found[1].Key), korean, "second key")
	steps.Equal(found[1].Value == nil, true, "null value")
	steps.Equal(found[2].Key == nil, true, "null key")
	steps.Equal(found[2].Value != nil && len(found[2].Value) == 0, true, "empty value")
}

func offsets() {
	topic := create(1)
	producer := newClient()
	defer producer.Close()
	for i := range int64(10) {
		record := &kgo.Record{Topic: topic, Timestamp: time.UnixMilli(1600000000000 + i*1000)}
		steps.Must(producer.ProduceSync(forever, record).FirstErr())
	}
	at := func(listed kadm.ListedOffsets, err error) int64 {
		steps.Must(err)
		found, _ := listed.Lookup(topic, 0)
		steps.Must(found.Err)
		return found.Offset
	}
	steps.Equal(at(admin.ListStartOffsets(forever, topic)), int64(0), "earliest")
	steps.Equal(at(admin.ListEndOffsets(forever, topic)), int64(10), "latest")
	steps.Equal(at(admin.ListOffsetsAfterMilli(forever, 1600000004500, topic)), int64(5), "by time")
	steps.Equal(at(admin.ListMaxTimestampOffsets(forever, topic)), int64(9), "of the newest time")
}

// member is one consumer of a group, in its own goroutine.
type member struct {
	client *kgo.Client
	done   chan struct{}
	mutex  sync.Mutex
	values map[string]bool
	held   []int32
}

func newMember(topic, group string) *member {
	one := &member{done: make(chan struct{}), values: map[string]bool{}}
	one.client = newClient(
		kgo.ConsumeTopics(topic),
		kgo.ConsumerGroup(group),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.SessionTimeout(10*time.Second),
		kgo.HeartbeatInterval(500*time.Millisecond),
		kgo.OnPartitionsAssigned(one.assigned(topic)),
		kgo.OnPartitionsRevoked(one.revoked(topic)),
		kgo.OnPartitionsLost(one.revoked(topic)),
	)
	go one.run()
	return one
}

func (one *member) assigned(topic string) func(context.Context, *kgo.Client, map[string][]int32) {
	return func(_ context.Context, _ *kgo.Client, added map[string][]int32) {
		one.mutex.Lock()
		defer one.mutex.Unlock()
		one.held = append(one.held, added[topic]...)
	}
}

func (one *member) revoked(topic string) func(context.Context, *kgo.Client, map[string][]int32) {
	return func(_ context.Context, _ *kgo.Client, gone map[string][]int32) {
		one.mutex.Lock()
		defer one.mutex.Unlock()
		one.held = slices.DeleteFunc(one.held, func(partition int32) bool {
			return slices.Contains(gone[topic], partition)
		})
	}
}

func (one *member) run() {
	defer close(one.done)
	for {
		fetches := one.client.PollFetches(forever)
		if fetches.IsClientClosed() {
			return
		}
		one.mutex.Lock()
		for _, record := range fetches.Records() {
			one.values[string(record.Value)] = true
		}
		one.mutex.Unlock()
	}
}

func (one *member) leave() {
	one.client.Close()
	<-one.done
}

func (one *member) partitions() []int32 {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	held := slices.Clone(one.held)
	slices.Sort(held)
	return held
}

// read is which of the values it has got.
func (one *member) read(values []string) int {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	count := 0
	for _, value := range values {
		if one.values[value] {
			count++
		}
	}
	return count
}

func sharing() {
	topic := create(3)
	group := steps.Unique("group")
	producer := newClient(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer producer.Close()
	first, second := newMember(topic, group), newMember(topic, group)
	steps.Until("both members have partitions, all three between them", func() bool {
		mine, others := first.partitions(), second.partitions()
		all := append(slices.Clone(mine), others...)
		slices.Sort(all)
		return len(mine) > 0 && len(others) > 0 && slices.Equal(all, []int32{0, 1, 2})
	})
	sendToAll := func(values []string) {
		for i, value := range values {
			send(producer, topic, int32(i%3), value)
		}
	}
	wanted := steps.Numbered(30, "a")
	sendToAll(wanted)
	steps.Until("30 records read by the two", func() bool {
		return first.read(wanted)+second.read(wanted) == 30
	})
	both := first.read(wanted) > 0 && second.read(wanted) > 0
	steps.Equal(both, true, "each of them read something")
	second.leave()
	steps.Until("the one that stays has all three", func() bool {
		return slices.Equal(first.partitions(), []int32{0, 1, 2})
	})
	more := steps.Numbered(30, "b")
	sendToAll(more)
	steps.Until("30 more read by the one that stays", func() bool { return first.read(more) == 30 })
	first.leave()
}

func restart() {
	topic := create(1)
	group := steps.Unique("group")
	producer := newClient()
	defer producer.Close()
	send(producer, topic, 0, steps.Numbered(100, "")...)
	options := []kgo.Opt{
		kgo.ConsumeTopics(topic),
		kgo.ConsumerGroup(group),
		kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
	}
	before := newClient(options...)
	limit, cancel := context.WithTimeout(forever, steps.Limit)
	defer cancel()
	taken := before.PollRecords(limit, 40).Records()
	steps.Equal(texts(taken), steps.Numbered(100, "")[:len(taken)], "read before the restart")
	steps.Must(before.CommitRecords(forever, taken...))
	before.Close()
	steps.RestartBroker()
	// kadm gives up where a connection of before is found broken.
	admin.Close()
	admin = kadm.NewClient(newClient())
	// The idempotent producer of before goes on with its producer id and sequence.
	steps.Equal(send(producer, topic, 0, "after"), []int64{100}, "offset after it")
	after := newClient(options...)
	defer after.Close()
	wanted := append(steps.Numbered(100, "")[len(taken):], "after")
	steps.Equal(texts(take(after, len(wanted))), wanted, "read after the restart")
}

func idempotent() {
	topic := create(1)
	producer := newClient() // idempotent by default
	defer producer.Close()
	wanted := steps.Numbered(2000, "")
	send(producer, topic, 0, wanted...)
	steps.Equal(texts(read(topic, 2000)), wanted, "values read")
}

func groups() {
	topic := create(1)
	group := steps.Unique("group")
	producer := newClient()
	defer producer.Close()
	send(producer, topic, 0, "x")
	one := newMember(topic, group)
	steps.Until("its record", func() bool { return one.read([]string{"x"}) == 1 })
	described := steps.Got(admin.DescribeGroups(forever, group))[group]
	steps.Equal(described.State, "Stable", "state")
	steps.Equal(len(described.Members), 1, "members")
	steps.Equal(isListed(group), true, "listed")
	one.leave()
	committed := kadm.Offsets{}
	committed.AddOffset(topic, 0, 1, -1)
	steps.Must(admin.CommitAllOffsets(forever, group, committed))
	found, _ := steps.Got(admin.FetchOffsets(forever, group)).Lookup(topic, 0)
	steps.Equal(found.At, int64(1), "committed offset")
	spare := steps.Unique("spare")
	steps.Must(admin.CommitAllOffsets(forever, spare, committed))
	set := kadm.TopicsSet{}
	set.Add(topic, 0)
	steps.Must(steps.Got(admin.DeleteOffsets(forever, spare, set)).Error())
	steps.Got(admin.DeleteGroup(forever, group))
	steps.Equal(isListed(group), false, "listed after deleting it")
}

func isListed(group string) bool {
	names := steps.Got(admin.ListGroups(forever)).Groups()
	sort.Strings(names)
	return slices.Contains(names, group)
}

func deletion() {
	topic := create(1)
	producer := newClient()
	defer producer.Close()
	send(producer, topic, 0, steps.Numbered(10, "")...)
	before := kadm.Offsets{}
	before.AddOffset(topic, 0, 4, -1)
	deleted, _ := steps.Got(admin.DeleteRecords(forever, before)).Lookup(topic, 0)
	steps.Must(deleted.Err)
	steps.Equal(deleted.LowWatermark, int64(4), "low watermark")
	steps.Equal(texts(read(topic, 6)), steps.Numbered(10, "")[4:], "records left")
	steps.Got(admin.DeleteTopic(forever, topic))
	steps.Until("it is no longer listed", func() bool {
		return !steps.Got(admin.ListTopics(forever)).Has(topic)
	})
}
