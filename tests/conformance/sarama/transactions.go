package main

import (
	"context"
	"errors"
	"fmt"

	"conformance/steps"
	"github.com/IBM/sarama"
)

func transactions() {
	steps.Check("a committed transaction is read, an aborted one is not", outcomes)
	steps.Check("offsets are committed with their transaction", transactionalOffsets)
	steps.Check("a second producer of one transactional id fences the first", fencing)
	steps.Check("consume, transform and produce exactly once", transform)
}

func transactional(id string) sarama.SyncProducer {
	return newProducer(func(config *sarama.Config) {
		makeIdempotent(config)
		config.Producer.Transaction.ID = id
	})
}

func transact(producer sarama.SyncProducer, topic string, end func() error, values ...string) {
	steps.Must(producer.BeginTxn())
	send(producer, topic, values...)
	steps.Must(end())
}

func outcomes() {
	topic := create(1)
	producer := transactional(steps.Unique("id"))
	defer producer.Close()
	transact(producer, topic, producer.CommitTxn, "first")
	transact(producer, topic, producer.AbortTxn, "aborted", "aborted too")
	transact(producer, topic, producer.CommitTxn, "second")
	committed := texts(read(topic, 2, sarama.ReadCommitted))
	steps.Equal(committed, []string{"first", "second"}, "committed")
	uncommitted := texts(read(topic, 4, sarama.ReadUncommitted))
	wanted := []string{"first", "aborted", "aborted too", "second"}
	steps.Equal(uncommitted, wanted, "uncommitted")
}

func committedOffset(topic, group string) int64 {
	partitions := map[string][]int32{topic: {0}}
	return steps.Got(admin.ListConsumerGroupOffsets(group, partitions)).GetBlock(topic, 0).Offset
}

func transactionalOffsets() {
	topic, group := create(1), steps.Unique("group")
	producer := transactional(steps.Unique("id"))
	defer producer.Close()
	offsets := func(offset int64) map[string][]*sarama.PartitionOffsetMetadata {
		return map[string][]*sarama.PartitionOffsetMetadata{topic: {{Offset: offset}}}
	}
	steps.Must(producer.BeginTxn())
	steps.Must(producer.AddOffsetsToTxn(offsets(7), group))
	steps.Must(producer.CommitTxn())
	steps.Until("the offset is committed", func() bool { return committedOffset(topic, group) == 7 })
	steps.Must(producer.BeginTxn())
	steps.Must(producer.AddOffsetsToTxn(offsets(8), group))
	steps.Must(producer.AbortTxn())
	steps.Equal(committedOffset(topic, group), int64(7), "offset after an abort")
}

func fencing() {
	topic, id := create(1), steps.Unique("id")
	first := transactional(id)
	defer first.Close()
	steps.Must(first.BeginTxn())
	send(first, topic, "never committed")
	second := transactional(id)
	defer second.Close()
	transact(second, topic, second.CommitTxn, "second")
	late := &sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder("late")}
	_, _, err := first.SendMessage(late)
	if err == nil {
		err = first.CommitTxn()
	}
	isFenced := errors.Is(err, sarama.ErrInvalidProducerEpoch) ||
		errors.Is(err, sarama.ErrProducerFenced) ||
		first.TxnStatus()&sarama.ProducerTxnFlagFatalError != 0
	steps.Equal(isFenced, true, fmt.Sprintf("the first is told %v: fenced", err))
	committed := texts(read(topic, 1, sarama.ReadCommitted))
	steps.Equal(committed, []string{"second"}, "committed")
}

// mover copies what it reads within transactions, of which it aborts every second.
type mover struct {
	producer sarama.SyncProducer
	to       string
	group    string
	wanted   int
	moved    int
	rounds   int
	stop     context.CancelFunc
	failure  error
}

func (one *mover) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (one *mover) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (one *mover) ConsumeClaim(
	session sarama.ConsumerGroupSession,
	claim sarama.ConsumerGroupClaim,
) error {
	var batch []*sarama.ConsumerMessage
	for {
		select {
		case message, isOpen := <-claim.Messages():
			if !isOpen {
				return nil
			}
			if batch = append(batch, message); len(batch) < 10 {
				continue
			}
			if one.failure = one.move(batch); one.failure != nil || one.moved == one.wanted {
				one.stop()
				return nil
			}
			batch = nil
		case <-session.Context().Done():
			return nil
		}
	}
}

// move sends the batch in a transaction that aborts, and again in one that commits.
func (one *mover) move(batch []*sarama.ConsumerMessage) error {
	for _, end := range []func() error{one.producer.AbortTxn, one.producer.CommitTxn} {
		if err := one.producer.BeginTxn(); err != nil {
			return err
		}
		for _, message := range batch {
			copied := &sarama.ProducerMessage{
				Topic: one.to, Value: sarama.ByteEncoder(message.Value),
			}
			if _, _, err := one.producer.SendMessage(copied); err != nil {
				return err
			}
		}
		last := batch[len(batch)-1]
		if err := one.producer.AddMessageToTxn(last, one.group, nil); err != nil {
			return err
		}
		if err := end(); err != nil {
			return err
		}
	}
	one.moved += len(batch)
	return nil
}

func transform() {
	from, to, group := create(1), create(1), steps.Unique("group")
	wanted := steps.Numbered(100, "x")
	sendAll(from, wanted...)
	config := config()
	config.Consumer.IsolationLevel = sarama.ReadCommitted
	config.Consumer.Offsets.AutoCommit.Enable = false
	consumer := steps.Got(sarama.NewConsumerGroup(brokers, group, config))
	defer consumer.Close()
	limit, stop := context.WithTimeout(context.Background(), steps.Limit)
	defer stop()
	producer := transactional(steps.Unique("id"))
	defer producer.Close()
	one := &mover{producer: producer, to: to, group: group, wanted: len(wanted), stop: stop}
	for limit.Err() == nil {
		_ = consumer.Consume(limit, []string{from}, one)
	}
	steps.Must(one.failure)
	steps.Equal(texts(read(to, len(wanted), sarama.ReadCommitted)), wanted, "transformed")
	steps.Until("the last offset is committed", func() bool {
		return committedOffset(from, group) == int64(len(wanted))
	})
}
