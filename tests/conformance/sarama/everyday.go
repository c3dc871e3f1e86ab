package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"conformance/steps"
	"github.com/IBM/sarama"
)

const korean = "안녕하세요, 카프카"

var codecs = map[string]sarama.CompressionCodec{
	"none":   sarama.CompressionNone,
	"gzip":   sarama.CompressionGZIP,
	"snappy": sarama.CompressionSnappy,
	"lz4":    sarama.CompressionLZ4,
	"zstd":   sarama.CompressionZSTD,
}

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

func topics() {
	topic, retention := steps.Unique("sarama"), "3600000"
	detail := &sarama.TopicDetail{
		NumPartitions:     3,
		ReplicationFactor: 1,
		ConfigEntries:     map[string]*string{"retention.ms": &retention},
	}
	steps.Must(admin.CreateTopic(topic, detail, false))
	err := admin.CreateTopic(topic, detail, false)
	steps.Equal(errors.Is(err, sarama.ErrTopicAlreadyExists), true, "creating it again is refused")
	listed := steps.Got(admin.ListTopics())
	steps.Equal(listed[topic].NumPartitions, int32(3), "partitions listed")
	steps.Equal(*listed[topic].ConfigEntries["retention.ms"], retention, "its retention.ms")
	steps.Must(admin.CreatePartitions(topic, 5, nil, false))
	steps.Until("five partitions after adding two", func() bool {
		return len(steps.Got(admin.DescribeTopics([]string{topic}))[0].Partitions) == 5
	})
}

func compression(codec sarama.CompressionCodec) {
	topic := create(1)
	producer := newProducer(func(config *sarama.Config) { config.Producer.Compression = codec })
	defer producer.Close()
	wanted := steps.Numbered(500, strings.Repeat("abcdefgh", 12))
	send(producer, topic, wanted...)
	steps.Equal(texts(read(topic, 500, sarama.ReadUncommitted)), wanted, "values read")
}

func keysHeadersNulls() {
	topic := create(1)
	producer := newProducer(plain)
	defer producer.Close()
	headers := []sarama.RecordHeader{
		{Key: []byte("trace"), Value: []byte{0, 1}},
		{Key: []byte("trace"), Value: []byte("again")},
		{Key: []byte("none")},
	}
	timestamp := time.UnixMilli(1234567890123)
	for _, message := range []*sarama.ProducerMessage{
		{
			Key:       sarama.StringEncoder("k"),
			Value:     sarama.StringEncoder("v"),
			Headers:   headers,
			Timestamp: timestamp,
		},
		{Key: sarama.StringEncoder(korean)},
		{Value: sarama.StringEncoder("")},
	} {
		message.Topic = topic
		_, _, err := producer.SendMessage(message)
		steps.Must(err)
	}
	found := read(topic, 3, sarama.ReadUncommitted)
	steps.Equal(string(found[0].Key)+string(found[0].Value), "kv", "first record")
	steps.Equal(found[0].Timestamp.UnixMilli(), timestamp.UnixMilli(), "first timestamp")
	for i, header := range found[0].Headers {
		steps.Equal(*header, headers[i], "header")
	}
	steps.Equal(len(found[0].Headers), len(headers), "headers")
	steps.Equal(string(found[1].Key), korean, "second key")
	steps.Equal(found[1].Value == nil, true, "null value")
	steps.Equal(found[2].Key == nil, true, "null key")
	steps.Equal(found[2].Value != nil && len(found[2].Value) == 0, true, "empty value")
}

func offsets() {
	topic := create(1)
	producer := newProducer(plain)
	defer producer.Close()
	for i := range int64(10) {
		timestamp := time.UnixMilli(1600000000000 + i*1000)
		message := &sarama.ProducerMessage{Topic: topic, Timestamp: timestamp}
		_, _, err := producer.SendMessage(message)
		steps.Must(err)
	}
	for time, wanted := range map[int64]int64{
		sarama.OffsetOldest: 0, sarama.OffsetNewest: 10, 1600000004500: 5,
	} {
		asked := map[string]map[int32]int64{topic: {0: time}}
		found := steps.Got(admin.ListOffsets(asked, nil))[topic][0]
		steps.Equal(found.Offset, wanted, "offset")
	}
}

// member is one consumer of a group, in its own goroutine.
type member struct {
	group  sarama.ConsumerGroup
	cancel context.CancelFunc
	done   chan struct{}
	mutex  sync.Mutex
	values map[string]bool
	held   []int32
	limit  int
	topic  string
}

// newMember joins the group; it stops taking after `limit` records, unless that is 0.
func newMember(topic, group string, limit int) *member {
	one := &member{
		group:  steps.Got(sarama.NewConsumerGroup(brokers, group, config())),
		done:   make(chan struct{}),
		values: map[string]bool{},
		topic:  topic,
		limit:  limit,
	}
	lasting, cancel := context.WithCancel(context.Background())
	one.cancel = cancel
	go func() {
		defer close(one.done)
		for lasting.Err() == nil {
			_ = one.group.Consume(lasting, []string{topic}, one)
		}
	}()
	return one
}

func (one *member) Setup(session sarama.ConsumerGroupSession) error {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	one.held = slices.Sorted(slices.Values(session.Claims()[one.topic]))
	return nil
}

func (one *member) Cleanup(sarama.ConsumerGroupSession) error {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	one.held = nil
	return nil
}

func (one *member) ConsumeClaim(
	session sarama.ConsumerGroupSession,
	claim sarama.ConsumerGroupClaim,
) error {
	for {
		select {
		case message, isOpen := <-claim.Messages():
			if !isOpen {
				return nil
			}
			one.take(session, message)
		case <-session.Context().Done():
			return nil
		}
	}
}

func (one *member) take(session sarama.ConsumerGroupSession, message *sarama.ConsumerMessage) {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	if one.limit > 0 && len(one.values) >= one.limit {
		return
	}
	one.values[string(message.Value)] = true
	session.MarkMessage(message, "")
}

func (one *member) leave() {
	one.cancel()
	<-one.done
	_ = one.group.Close()
}

func (one *member) partitions() []int32 {
	one.mutex.Lock()
	defer one.mutex.Unlock()
	return slices.Clone(one.held)
}

// read is how many of the values it has got.
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
	producer := newProducer(plain)
	defer producer.Close()
	first, second := newMember(topic, group, 0), newMember(topic, group, 0)
	steps.Until("both members have partitions, all three between them", func() bool {
		mine, others := first.partitions(), second.partitions()
		all := append(slices.Clone(mine), others...)
		slices.Sort(all)
		return len(mine) > 0 && len(others) > 0 && slices.Equal(all, []int32{0, 1, 2})
	})
	sendToAll := func(values []string) {
		for i, value := range values {
			message := &sarama.ProducerMessage{
				Topic: topic, Partition: int32(i % 3), Value: sarama.StringEncoder(value),
			}
			_, _, err := producer.SendMessage(message)
			steps.Must(err)
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
	topic, group := create(1), steps.Unique("group")
	producer := newProducer(plain)
	defer producer.Close()
	all := steps.Numbered(100, "")
	send(producer, topic, all...)
	before := newMember(topic, group, 40)
	steps.Until("40 records read", func() bool { return before.read(all) == 40 })
	before.leave()
	steps.RestartBroker()
	// The producer of before goes on over its broken connection.
	steps.Equal(send(producer, topic, "after"), []int64{100}, "offset after it")
	_ = admin.Close()
	admin = steps.Got(sarama.NewClusterAdmin(brokers, config()))
	after := newMember(topic, group, 0)
	defer after.leave()
	wanted := append(slices.Clone(all[40:]), "after")
	steps.Until("the rest", func() bool { return after.read(wanted) == len(wanted) })
	steps.Equal(after.read(all[:40]), 0, "read again after the restart")
}

func makeIdempotent(config *sarama.Config) {
	config.Producer.Idempotent = true
	config.Net.MaxOpenRequests = 1
}

func idempotent() {
	topic := create(1)
	producer := newProducer(makeIdempotent)
	defer producer.Close()
	wanted := steps.Numbered(2000, "")
	send(producer, topic, wanted...)
	steps.Equal(texts(read(topic, 2000, sarama.ReadUncommitted)), wanted, "values read")
}

func groups() {
	topic, group := create(1), steps.Unique("group")
	sendAll(topic, "x")
	one := newMember(topic, group, 0)
	steps.Until("its record", func() bool { return one.read([]string{"x"}) == 1 })
	described := steps.Got(admin.DescribeConsumerGroups([]string{group}))[0]
	steps.Equal(described.State, "Stable", "state")
	steps.Equal(len(described.Members), 1, "members")
	_, isListed := steps.Got(admin.ListConsumerGroups())[group]
	steps.Equal(isListed, true, "listed")
	one.leave()
	partitions := map[string][]int32{topic: {0}}
	found := steps.Got(admin.ListConsumerGroupOffsets(group, partitions)).GetBlock(topic, 0)
	steps.Equal(found.Offset, int64(1), "committed offset")
	moved := map[string]map[int32]sarama.OffsetAndMetadata{topic: {0: {Offset: 0}}}
	spare := steps.Unique("spare")
	steps.Got(admin.AlterConsumerGroupOffsets(spare, moved, nil))
	steps.Must(admin.DeleteConsumerGroupOffset(spare, topic, 0))
	steps.Must(admin.DeleteConsumerGroup(group))
	_, isListed = steps.Got(admin.ListConsumerGroups())[group]
	steps.Equal(isListed, false, "listed after deleting it")
}

func deletion() {
	topic := create(1)
	sendAll(topic, steps.Numbered(10, "")...)
	steps.Must(admin.DeleteRecords(topic, map[int32]int64{0: 4}))
	left := texts(read(topic, 6, sarama.ReadUncommitted))
	steps.Equal(left, steps.Numbered(10, "")[4:], "records left")
	steps.Must(admin.DeleteTopic(topic))
	steps.Until("it is no longer listed", func() bool {
		_, isListed := steps.Got(admin.ListTopics())[topic]
		return !isListed
	})
}
