package main

import (
	"errors"
	"slices"
	"strings"

	"conformance/steps"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func administration() {
	steps.Check("configs of topics and brokers", configs)
	steps.Check("configs of groups and client metrics", resources)
	steps.Check("client quotas", quotas)
	steps.Check("elect leaders", elect)
	steps.Check("reassign partitions, list and cancel reassignments", reassign)
	steps.Check("log dirs with the sizes of their volumes, move a replica", logDirs)
	steps.Check("offsets for leader epochs", leaderEpochs)
	steps.Check("find coordinators of groups and transactions", coordinators)
	steps.Check("features, described and updated", features)
	steps.Check("client metrics are subscribed to and pushed", telemetry)
}

func partitionSet(topic string, partition int32) kadm.TopicsSet {
	set := kadm.TopicsSet{}
	set.Add(topic, partition)
	return set
}

func configOf(described kadm.ResourceConfigs, err error) func(name string) kadm.Config {
	steps.Must(err)
	return func(name string) kadm.Config {
		for _, config := range described[0].Configs {
			if config.Key == name {
				return config
			}
		}
		panic("There is no config " + name)
	}
}

func configs() {
	topic := create(1)
	set := []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "cleanup.policy", Value: ptr("compact")}}
	for _, altered := range steps.Got(admin.AlterTopicConfigs(forever, set, topic)) {
		steps.Must(altered.Err)
	}
	appended := []kadm.AlterConfig{
		{Op: kadm.AppendConfig, Name: "cleanup.policy", Value: ptr("delete")},
	}
	for _, altered := range steps.Got(admin.AlterTopicConfigs(forever, appended, topic)) {
		steps.Must(altered.Err)
	}
	steps.Until("the list has a second value", func() bool {
		return *configOf(admin.DescribeTopicConfigs(forever, topic))("cleanup.policy").Value ==
			"compact,delete"
	})
	// The older AlterConfigs: what is not named goes back to its default.
	state := []kadm.AlterConfig{{Name: "segment.bytes", Value: ptr("2097152")}}
	for _, altered := range steps.Got(admin.AlterTopicConfigsState(forever, state, topic)) {
		steps.Must(altered.Err)
	}
	steps.Until("only what was named is an override", func() bool {
		found := configOf(admin.DescribeTopicConfigs(forever, topic))
		return *found("cleanup.policy").Value == "delete" && *found("segment.bytes").Value == "2097152"
	})
	wrong := []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "segment.bytes", Value: ptr("-5")}}
	for _, altered := range steps.Got(admin.ValidateAlterTopicConfigs(forever, wrong, topic)) {
		steps.Equal(errors.Is(altered.Err, kerr.InvalidConfig), true, "a wrong value is refused")
	}
	broker := brokerID()
	threads := []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "log.cleaner.threads", Value: ptr("2")}}
	for _, altered := range steps.Got(admin.AlterBrokerConfigs(forever, threads, broker)) {
		steps.Must(altered.Err)
	}
	steps.Until("the broker's config is altered", func() bool {
		found := configOf(admin.DescribeBrokerConfigs(forever, broker))("log.cleaner.threads")
		return *found.Value == "2" && found.Source == kmsg.ConfigSourceDynamicBrokerConfig
	})
	threads[0].Op, threads[0].Value = kadm.DeleteConfig, nil
	for _, altered := range steps.Got(admin.AlterBrokerConfigs(forever, threads, broker)) {
		steps.Must(altered.Err)
	}
}

func ptr(text string) *string { return &text }

func brokerID() int32 {
	return steps.Got(admin.ListBrokers(forever))[0].NodeID
}

// alterResource sets a config of a group or of a metrics subscription; "" takes it away.
func alterResource(kind kmsg.ConfigResourceType, resource, name, value string) {
	request := kmsg.NewPtrIncrementalAlterConfigsRequest()
	one := kmsg.NewIncrementalAlterConfigsRequestResource()
	one.ResourceType, one.ResourceName = kind, resource
	config := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	config.Name, config.Value = name, &value
	if value == "" {
		config.Op, config.Value = kmsg.IncrementalAlterConfigOpDelete, nil
	}
	one.Configs = append(one.Configs, config)
	request.Resources = append(request.Resources, one)
	client := newClient()
	defer client.Close()
	answer := steps.Got(request.RequestWith(forever, client))
	steps.Must(kerr.ErrorForCode(answer.Resources[0].ErrorCode))
}

func resources() {
	group, subscription := steps.Unique("group"), steps.Unique("subscription")
	alterResource(kmsg.ConfigResourceTypeGroupConfig, group, "consumer.session.timeout.ms", "50000")
	alterResource(kmsg.ConfigResourceTypeClientMetrics, subscription, "metrics", "franz.none.")
	listed := func(kind kmsg.ConfigResourceType, name string) bool {
		found := steps.Got(admin.ListConfigResources(forever, kind))
		return slices.Contains(found.Resources, kadm.ConfigResource{Name: name, Type: kind})
	}
	steps.Until("both are listed", func() bool {
		return listed(kmsg.ConfigResourceTypeGroupConfig, group) &&
			listed(kmsg.ConfigResourceTypeClientMetrics, subscription)
	})
	alterResource(kmsg.ConfigResourceTypeGroupConfig, group, "consumer.session.timeout.ms", "")
	alterResource(kmsg.ConfigResourceTypeClientMetrics, subscription, "metrics", "")
}

func quotas() {
	user := steps.Unique("user")
	entity := kadm.ClientQuotaEntity{{Type: "user", Name: &user}, {Type: "client-id"}}
	alter := func(op kadm.AlterClientQuotaOp) {
		entry := kadm.AlterClientQuotaEntry{Entity: entity, Ops: []kadm.AlterClientQuotaOp{op}}
		done := steps.Got(admin.AlterClientQuotas(forever, []kadm.AlterClientQuotaEntry{entry}))
		steps.Must(done[0].Err)
	}
	described := func() kadm.DescribedClientQuotas {
		filter := []kadm.DescribeClientQuotaComponent{
			{Type: "user", MatchName: &user, MatchType: kmsg.QuotasMatchTypeExact},
		}
		return steps.Got(admin.DescribeClientQuotas(forever, false, filter))
	}
	alter(kadm.AlterClientQuotaOp{Key: "consumer_byte_rate", Value: 123456})
	steps.Until("the quota is described", func() bool {
		found := described()
		return len(found) == 1 && len(found[0].Values) == 1 && found[0].Values[0].Value == 123456 &&
			len(found[0].Entity) == 2
	})
	alter(kadm.AlterClientQuotaOp{Key: "consumer_byte_rate", Remove: true})
	steps.Until("it is gone", func() bool { return len(described()) == 0 })
}

func elect() {
	topic := create(1)
	for _, how := range []kadm.ElectLeadersHow{kadm.ElectPreferredReplica, kadm.ElectLiveReplica} {
		found := steps.Got(admin.ElectLeaders(forever, how, partitionSet(topic, 0)))
		err := found[topic][0].Err
		steps.Equal(errors.Is(err, kerr.ElectionNotNeeded), true, "no election is needed")
	}
}

func reassign() {
	topic := create(1)
	assign := func(brokers []int32) error {
		request := kadm.AlterPartitionAssignmentsReq{}
		request.Assign(topic, 0, brokers)
		found := steps.Got(admin.AlterPartitionAssignments(forever, request))
		return found[topic][0].Err
	}
	steps.Must(assign([]int32{brokerID()}))
	steps.Equal(errors.Is(assign([]int32{98765}), kerr.InvalidReplicaAssignment), true,
		"a broker that is not there is refused")
	steps.Equal(errors.Is(assign(nil), kerr.NoReassignmentInProgress), true, "nothing to cancel")
	steps.Until("no reassignment is under way", func() bool {
		return len(steps.Got(admin.ListPartitionReassignments(forever, partitionSet(topic, 0)))) == 0
	})
}

func logDirs() {
	topic := create(1)
	producer := newClient()
	defer producer.Close()
	send(producer, topic, 0, steps.Numbered(100, "x")...)
	broker, set := brokerID(), partitionSet(topic, 0)
	folder := ""
	for _, found := range steps.Got(admin.DescribeAllLogDirs(forever, set)) {
		for name, dir := range found {
			steps.Must(dir.Err)
			steps.Equal(dir.TotalBytes > dir.UsableBytes && dir.UsableBytes > 0, true, "volume sizes")
			if partition, isThere := dir.Topics.Lookup(topic, 0); isThere {
				folder = name
				steps.Equal(partition.Size > 100, true, "it has a size")
			}
		}
	}
	move := func(to string) error {
		request := kadm.AlterReplicaLogDirsReq{}
		request.Add(to, set)
		found := steps.Got(admin.AlterBrokerReplicaLogDirs(forever, broker, request))
		return found[topic][0].Err
	}
	steps.Must(move(folder))
	steps.Equal(errors.Is(move("/no/such/dir"), kerr.LogDirNotFound), true, "not to any folder")
}

func leaderEpochs() {
	topic := create(1)
	producer := newClient()
	defer producer.Close()
	send(producer, topic, 0, steps.Numbered(7, "")...)
	epoch := steps.Got(admin.ListTopics(forever, topic))[topic].Partitions[0].LeaderEpoch
	asked := func(epoch int32) kadm.OffsetForLeaderEpoch {
		request := kadm.OffsetForLeaderEpochRequest{}
		request.Add(topic, 0, epoch)
		found := steps.Got(admin.OffsetForLeaderEpoch(forever, request))[topic][0]
		steps.Must(found.Err)
		return found
	}
	found := asked(epoch)
	steps.Equal([]int64{int64(found.LeaderEpoch), found.EndOffset}, []int64{int64(epoch), 7}, "now")
	found = asked(epoch + 5)
	steps.Equal([]int64{int64(found.LeaderEpoch), found.EndOffset}, []int64{-1, -1}, "not yet")
}

func coordinators() {
	broker := brokerID()
	groups := admin.FindGroupCoordinators(forever, "one", "two")
	steps.Equal(len(groups), 2, "coordinators of two groups")
	for _, found := range groups {
		steps.Must(found.Err)
		steps.Equal(found.NodeID, broker, "coordinator")
	}
	steps.Until("the coordinator of a transactional id is found", func() bool {
		found := admin.FindTxnCoordinators(forever, "one")["one"]
		return found.Err == nil && found.NodeID == broker
	})
}

func features() {
	versions := steps.Got(admin.ApiVersions(forever))
	for _, one := range versions {
		steps.Must(one.Err)
	}
	same := kadm.FeatureUpdate{Feature: "transaction.version", MaxVersionLevel: 2, UpgradeType: 1}
	steps.Must(steps.Got(admin.UpdateFeatures(forever, false, same)).Error())
	unknown := kadm.FeatureUpdate{Feature: "no.such.feature", MaxVersionLevel: 1, UpgradeType: 1}
	found, err := admin.UpdateFeatures(forever, false, unknown)
	if err == nil {
		err = found.Error()
	}
	steps.Equal(err != nil, true, "a feature that is not there is refused")
}

// pushes counts the PushTelemetry requests that were answered.
type pushes struct{ answered chan struct{} }

func (hook *pushes) OnBrokerE2E(_ kgo.BrokerMetadata, key int16, e2e kgo.BrokerE2E) {
	if key != int16(kmsg.PushTelemetry) || e2e.Err() != nil {
		return
	}
	select {
	case hook.answered <- struct{}{}:
	default:
	}
}

func telemetry() {
	versions := steps.Got(admin.ApiVersions(forever))
	for _, one := range versions {
		if _, isServed := one.KeyMaxVersion(int16(kmsg.PushTelemetry)); !isServed {
			panic(steps.Skipped("this server takes no metrics of clients"))
		}
	}
	subscription := steps.Unique("subscription")
	kind := kmsg.ConfigResourceTypeClientMetrics
	alterResource(kind, subscription, "interval.ms", "500")
	alterResource(kind, subscription, "metrics", "org.apache.kafka.")
	defer alterResource(kind, subscription, "interval.ms", "")
	defer alterResource(kind, subscription, "metrics", "")
	hook := &pushes{answered: make(chan struct{}, 1)}
	pushing := steps.Got(kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.WithHooks(hook)))
	defer pushing.Close()
	topic := create(1)
	steps.Until("metrics are pushed", func() bool {
		send(pushing, topic, 0, strings.Repeat("x", 100))
		select {
		case <-hook.answered:
			return true
		default:
			return false
		}
	})
}
