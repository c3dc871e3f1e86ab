package main

import (
	"conformance/steps"
	"github.com/IBM/sarama"
)

func administration() {
	steps.Check("configs of topics and brokers", configs)
	steps.Check("client quotas", quotas)
	steps.Check("elect leaders", elect)
	steps.Check("reassign partitions, list and cancel reassignments", reassign)
	steps.Check("log dirs of the cluster's brokers", logDirs)
	steps.Check("features are updated", features)
}

func configOf(kind sarama.ConfigResourceType, name, config string) string {
	resource := sarama.ConfigResource{Type: kind, Name: name, ConfigNames: []string{config}}
	return steps.Got(admin.DescribeConfig(resource))[0].Value
}

func configs() {
	topic, value := create(1), "2097152"
	state := map[string]*string{"segment.bytes": &value}
	steps.Must(admin.AlterConfig(sarama.TopicResource, topic, state, false))
	steps.Until("the topic's config is altered", func() bool {
		return configOf(sarama.TopicResource, topic, "segment.bytes") == value
	})
	remove := map[string]sarama.IncrementalAlterConfigsEntry{
		"segment.bytes": {Operation: sarama.IncrementalAlterConfigsOperationDelete},
	}
	steps.Must(admin.IncrementalAlterConfig(sarama.TopicResource, topic, remove, false))
	steps.Until("the topic's config is its default again", func() bool {
		return configOf(sarama.TopicResource, topic, "segment.bytes") == "1073741824"
	})
	wrong := "-5"
	refused := admin.AlterConfig(
		sarama.TopicResource, topic, map[string]*string{"segment.bytes": &wrong}, true)
	steps.Equal(refused != nil, true, "a wrong value is refused")
}

func quotas() {
	client := steps.Unique("client")
	entity := []sarama.QuotaEntityComponent{{
		EntityType: sarama.QuotaEntityClientID,
		MatchType:  sarama.QuotaMatchExact,
		Name:       client,
	}}
	filter := []sarama.QuotaFilterComponent{{
		EntityType: sarama.QuotaEntityClientID,
		MatchType:  sarama.QuotaMatchExact,
		Match:      client,
	}}
	set := sarama.ClientQuotasOp{Key: "producer_byte_rate", Value: 1000000}
	steps.Must(admin.AlterClientQuotas(entity, set, false))
	steps.Until("the quota is described", func() bool {
		found := steps.Got(admin.DescribeClientQuotas(filter, true))
		return len(found) == 1 && found[0].Values["producer_byte_rate"] == 1000000
	})
	remove := sarama.ClientQuotasOp{Key: "producer_byte_rate", Remove: true}
	steps.Must(admin.AlterClientQuotas(entity, remove, false))
	steps.Until("it is gone", func() bool {
		return len(steps.Got(admin.DescribeClientQuotas(filter, true))) == 0
	})
}

func elect() {
	topic := create(1)
	partitions := map[string][]int32{topic: {0}}
	found := steps.Got(admin.ElectLeaders(sarama.PreferredElection, partitions))
	steps.Equal(found[topic][0].ErrorCode, sarama.ErrElectionNotNeeded, "election")
}

func reassign() {
	topic := create(1)
	members, controller, err := admin.DescribeCluster()
	steps.Must(err)
	steps.Equal(len(members) > 0 && controller >= 0, true, "brokers and a controller")
	here := [][]int32{{members[0].ID()}}
	steps.Must(admin.AlterPartitionReassignments(topic, here))
	steps.Until("no reassignment is under way", func() bool {
		found := steps.Got(admin.ListPartitionReassignments(topic, []int32{0}))
		return len(found[topic]) == 0
	})
	err = admin.AlterPartitionReassignments(topic, [][]int32{{98765}})
	steps.Equal(err != nil, true, "a broker that is not there is refused")
}

func logDirs() {
	topic := create(1)
	sendAll(topic, steps.Numbered(100, "x")...)
	members, _, err := admin.DescribeCluster()
	steps.Must(err)
	broker := members[0].ID()
	size := int64(-1)
	for _, dir := range steps.Got(admin.DescribeLogDirs([]int32{broker}))[broker] {
		for _, one := range dir.Topics {
			if one.Topic == topic {
				size = one.Partitions[0].Size
			}
		}
	}
	steps.Equal(size > 100, true, "the partition has a size")
}

func features() {
	update := sarama.FeatureUpdate{
		Feature: "transaction.version", MaxVersionLevel: 2, AllowDowngrade: false,
	}
	steps.Got(admin.UpdateFeatures([]sarama.FeatureUpdate{update}))
	update.MaxVersionLevel = 99
	results, err := admin.UpdateFeatures([]sarama.FeatureUpdate{update})
	isRefused := err != nil
	for _, one := range results {
		isRefused = isRefused || one.ErrorCode != sarama.ErrNoError
	}
	steps.Equal(isRefused, true, "a level above what is supported is refused")
}
