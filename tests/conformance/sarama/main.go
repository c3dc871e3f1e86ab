// sarama as an everyday user drives it, its transactions and its admin client: sarama HOST:PORT.
package main

import (
	"os"
	"time"

	"conformance/steps"
	"github.com/IBM/sarama"
)

var (
	brokers = []string{os.Args[1]}
	admin   sarama.ClusterAdmin
)

func main() {
	admin = steps.Got(sarama.NewClusterAdmin(brokers, config()))
	everyday()
	transactions()
	administration()
	steps.Run()
}

func config() *sarama.Config {
	config := sarama.NewConfig()
	config.ClientID = "conformance"
	config.Version = sarama.MaxVersion
	config.Metadata.Retry.Max = 40
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Return.Successes = true
	config.Producer.Partitioner = sarama.NewManualPartitioner
	config.Producer.Retry.Max = 40
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	config.Consumer.MaxWaitTime = 300 * time.Millisecond
	return config
}

func create(partitions int32) string {
	topic := steps.Unique("sarama")
	detail := &sarama.TopicDetail{NumPartitions: partitions, ReplicationFactor: 1}
	steps.Must(admin.CreateTopic(topic, detail, false))
	return topic
}

func newProducer(change func(config *sarama.Config)) sarama.SyncProducer {
	config := config()
	change(config)
	return steps.Got(sarama.NewSyncProducer(brokers, config))
}

func plain(*sarama.Config) {}

// send produces the values to partition 0 and returns their offsets.
func send(producer sarama.SyncProducer, topic string, values ...string) []int64 {
	messages := make([]*sarama.ProducerMessage, len(values))
	for i, value := range values {
		messages[i] = &sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(value)}
	}
	steps.Must(producer.SendMessages(messages))
	offsets := make([]int64, len(values))
	for i, message := range messages {
		offsets[i] = message.Offset
	}
	return offsets
}

func sendAll(topic string, values ...string) {
	producer := newProducer(plain)
	defer producer.Close()
	send(producer, topic, values...)
}

// read is the first `count` messages of partition 0.
func read(topic string, count int, isolation sarama.IsolationLevel) []*sarama.ConsumerMessage {
	config := config()
	config.Consumer.IsolationLevel = isolation
	consumer := steps.Got(sarama.NewConsumer(brokers, config))
	defer consumer.Close()
	partition := steps.Got(consumer.ConsumePartition(topic, 0, sarama.OffsetOldest))
	defer partition.Close()
	var messages []*sarama.ConsumerMessage
	limit := time.After(steps.Limit)
	for len(messages) < count {
		select {
		case message := <-partition.Messages():
			messages = append(messages, message)
		case <-limit:
			steps.Equal(len(messages), count, "records read in time")
		}
	}
	return messages
}

func texts(messages []*sarama.ConsumerMessage) []string {
	values := make([]string, len(messages))
	for i, message := range messages {
		values[i] = string(message.Value)
	}
	return values
}
