package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"conformance/steps"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

func transactions() {
	steps.Check("a committed transaction is read, an aborted one is not", outcomes)
	steps.Check("offsets are committed with their transaction", transactionalOffsets)
	steps.Check("a second producer of one transactional id fences the first", fencing)
	steps.Check("describe and list transactions", described)
	steps.Check("describe producers, and abort what one left open", hanging)
	steps.Check("consume, transform and produce exactly once", transform)
}

func transactional(id string, options ...kgo.Opt) *kgo.Client {
	return newClient(append([]kgo.Opt{
		kgo.TransactionalID(id),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
	}, options...)...)
}

func end(client *kgo.Client, commit kgo.TransactionEndTry) {
	steps.Must(client.EndTransaction(forever, commit))
}

func transact(client *kgo.Client, topic string, commit kgo.TransactionEndTry, values ...string) {
	steps.Must(client.BeginTransaction())
	send(client, topic, 0, values...)
	end(client, commit)
}

func committed(topic string, count int) []string {
	return texts(read(topic, count, kgo.FetchIsolationLevel(kgo.ReadCommitted())))
}

func outcomes() {
	topic := create(1)
	client := transactional(steps.Unique("id"))
	defer client.Close()
	transact(client, topic, kgo.TryCommit, "first")
	transact(client, topic, kgo.TryAbort, "aborted", "aborted too")
	transact(client, topic, kgo.TryCommit, "second")
	steps.Equal(committed(topic, 2), []string{"first", "second"}, "committed")
	uncommitted := texts(read(topic, 4))
	steps.Equal(uncommitted, []string{"first", "aborted", "aborted too", "second"}, "uncommitted")
	steps.Must(client.BeginTransaction())
	send(client, topic, 0, "open")
	stable, _ := steps.Got(admin.ListCommittedOffsets(forever, topic)).Lookup(topic, 0)
	steps.Equal(stable.Offset, int64(7), "last stable offset")
	end(client, kgo.TryAbort)
}

func session(id, group, topic string, options ...kgo.Opt) *kgo.GroupTransactSession {
	return steps.Got(kgo.NewGroupTransactSession(append([]kgo.Opt{
		kgo.SeedBrokers(bootstrap),
		kgo.DisableClientMetrics(),
		kgo.TransactionalID(id),
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(topic),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.FetchMaxWait(300 * time.Millisecond),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.RequireStableFetchOffsets(),
		kgo.HeartbeatInterval(500 * time.Millisecond),
	}, options...)...))
}

func transactionalOffsets() {
	from, group := create(1), steps.Unique("group")
	producer := newClient()
	defer producer.Close()
	send(producer, from, 0, "one", "two")
	one := session(steps.Unique("id"), group, from)
	defer one.Close()
	at := func() int64 {
		found, isThere := steps.Got(admin.FetchOffsets(forever, group)).Lookup(from, 0)
		if !isThere {
			return -1
		}
		return found.At
	}
	round := func(commit kgo.TransactionEndTry) bool {
		limit, cancel := context.WithTimeout(forever, steps.Limit)
		defer cancel()
		steps.Must(one.PollFetches(limit).Err())
		steps.Must(one.Begin())
		return steps.Got(one.End(forever, commit))
	}
	steps.Equal(round(kgo.TryAbort), false, "committed")
	steps.Equal(at(), int64(-1), "offset after an abort")
	steps.Equal(round(kgo.TryCommit), true, "committed")
	steps.Until("the offset is committed", func() bool { return at() == 2 })
}

func fencing() {
	topic, id := create(1), steps.Unique("id")
	first, second := transactional(id), transactional(id)
	defer first.Close()
	defer second.Close()
	steps.Must(first.BeginTransaction())
	send(first, topic, 0, "never committed")
	transact(second, topic, kgo.TryCommit, "second")
	err := first.ProduceSync(forever, &kgo.Record{Topic: topic, Value: []byte("late")}).FirstErr()
	if err == nil {
		err = first.EndTransaction(forever, kgo.TryCommit)
	}
	isFenced := errors.Is(err, kerr.InvalidProducerEpoch) || errors.Is(err, kerr.ProducerFenced)
	steps.Equal(isFenced, true, fmt.Sprintf("the first is told %v: fenced", err))
	steps.Equal(committed(topic, 1), []string{"second"}, "committed")
}

func described() {
	topic, id := create(2), steps.Unique("id")
	client := transactional(id)
	defer client.Close()
	steps.Must(client.BeginTransaction())
	send(client, topic, 1, "open")
	found := steps.Got(admin.DescribeTransactions(forever, id))[id]
	steps.Must(found.Err)
	steps.Equal(found.State, "Ongoing", "state")
	steps.Equal(found.Topics.Sorted(), partitionSet(topic, 1).Sorted(), "partitions")
	listed := steps.Got(admin.ListTransactions(forever, nil, []string{"Ongoing"}))
	steps.Equal(listed[id].ProducerID, found.ProducerID, "producer id, listed")
	byPattern := steps.Got(admin.ListTransactionsByTxPattern(forever, nil, nil, id[:8]+".*"))
	_, isListed := byPattern[id]
	steps.Equal(isListed, true, "listed by pattern")
	end(client, kgo.TryCommit)
	steps.Until("it is described as committed", func() bool {
		return steps.Got(admin.DescribeTransactions(forever, id))[id].State == "CompleteCommit"
	})
	unknown := steps.Unique("unknown")
	err := steps.Got(admin.DescribeTransactions(forever, unknown))[unknown].Err
	steps.Equal(errors.Is(err, kerr.TransactionalIDNotFound), true, "an unknown id")
}

func hanging() {
	topic := create(1)
	client := transactional(steps.Unique("id"))
	defer client.Close()
	steps.Must(client.BeginTransaction())
	send(client, topic, 0, "left open")
	producers := steps.Got(admin.DescribeProducers(forever, partitionSet(topic, 0))).SortedProducers()
	steps.Equal(len(producers), 1, "producers")
	one := producers[0]
	steps.Equal(one.CurrentTxnStartOffset, int64(0), "start of the open transaction")
	done := steps.Got(admin.WriteTxnMarkers(forever, kadm.TxnMarkers{
		ProducerID:       one.ProducerID,
		ProducerEpoch:    one.ProducerEpoch,
		CoordinatorEpoch: max(0, one.CoordinatorEpoch),
		Topics:           partitionSet(topic, 0),
	}))
	for _, marker := range done.SortedPartitions() {
		steps.Must(marker.Err)
	}
	stable, _ := steps.Got(admin.ListCommittedOffsets(forever, topic)).Lookup(topic, 0)
	steps.Equal(stable.Offset, int64(2), "last stable offset, behind the record and its marker")
	after := steps.Got(admin.DescribeProducers(forever, partitionSet(topic, 0))).SortedProducers()
	steps.Equal(after[0].CurrentTxnStartOffset, int64(-1), "open transaction after it")
}

// transform moves amounts from one topic to two accounts, aborting every second round, while a
// second member comes into the group; what a reader of committed records sees adds up.
func transform() {
	const amounts = 200
	from, to, group := create(2), create(2), steps.Unique("group")
	producer := newClient(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer producer.Close()
	for partition := range int32(2) {
		send(producer, from, partition, steps.Numbered(amounts/2, "x")...)
	}
	limit, stop := context.WithTimeout(forever, steps.Limit)
	defer stop()
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- work(limit, from, to, group) }()
	}
	found := read(to, 2*amounts, kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	stop()
	for range 2 {
		steps.Must(<-done)
	}
	seen, balance := map[string]int{}, 0
	for _, record := range found {
		seen[string(record.Key)]++
		balance += map[string]int{"+": 1, "-": -1}[string(record.Value)]
	}
	steps.Equal(balance, 0, "balance")
	steps.Equal(len(seen), amounts, "different amounts")
	for key, times := range seen {
		steps.Equal(times, 2, "records of "+key)
	}
	ends := steps.Got(admin.ListEndOffsets(forever, from))
	steps.Until("every offset is committed", func() bool {
		all := steps.Got(admin.FetchOffsets(forever, group))
		isDone := true
		ends.Each(func(end kadm.ListedOffset) {
			at, isThere := all.Lookup(from, end.Partition)
			isDone = isDone && isThere && at.At == end.Offset
		})
		return isDone
	})
}

// work is one member: each amount becomes +1 on one account and -1 on another.
func work(limit context.Context, from, to, group string) error {
	one := session(steps.Unique("id"), group, from, kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer one.Close()
	for round := 0; limit.Err() == nil; round++ {
		fetches := one.PollRecords(limit, 15)
		if limit.Err() != nil {
			return nil
		}
		if err := one.Begin(); err != nil {
			return err
		}
		var failed kgo.FirstErrPromise
		for _, record := range fetches.Records() {
			key := fmt.Appendf(nil, "%d/%d", record.Partition, record.Offset)
			for partition, sign := range []string{"+", "-"} {
				moved := &kgo.Record{Topic: to, Partition: int32(partition), Key: key, Value: []byte(sign)}
				one.Produce(forever, moved, failed.Promise())
			}
		}
		commit := kgo.TransactionEndTry(failed.Err() == nil && round%2 == 1)
		if _, err := one.End(forever, commit); err != nil {
			return err
		}
	}
	return nil
}
