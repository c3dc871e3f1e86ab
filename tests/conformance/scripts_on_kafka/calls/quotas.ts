/**
 * kafka-configs on users, clients and addresses: quotas and SCRAM credentials.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { SCALA } from "./masks.ts";

export const quotaCalls: CallTable = {
  name: "quotas",
  calls: [
    "kafka-configs BS --alter --user u1 --add-config " +
    "producer_byte_rate=1024,consumer_byte_rate=2048.5",
    "kafka-configs BS --alter --user u1 --add-config " +
    "producer_byte_rate=1024,consumer_byte_rate=2048",
    "kafka-configs BS --alter --client c1 --add-config request_percentage=200",
    "kafka-configs BS --alter --entity-type users --entity-name u1 --entity-type clients " +
    "--entity-default --add-config producer_byte_rate=10",
    "kafka-configs BS --alter --entity-type clients --entity-default --entity-type users " +
    "--entity-name u1 --add-config consumer_byte_rate=11",
    "kafka-configs BS --alter --user-defaults --add-config producer_byte_rate=10000000",
    "kafka-configs BS --alter --ip 127.0.0.9 --add-config connection_creation_rate=50",
    "kafka-configs BS --describe --user u1",
    "kafka-configs BS --describe --client c1",
    "kafka-configs BS --describe --entity-type users",
    "kafka-configs BS --describe --entity-type clients",
    "kafka-configs BS --describe --entity-type users --entity-type clients",
    "kafka-configs BS --describe --entity-type users --entity-name u1 --entity-type clients",
    "kafka-configs BS --describe --entity-type ips",
    "kafka-configs BS --describe --user-defaults",
    { line: "kafka-configs BS --alter --user u1 --add-config nosuch=1", masks: [SCALA] },
    { line: "kafka-configs BS --alter --user u1 --delete-config nosuch", masks: [SCALA] },
    "kafka-configs BS --alter --user u1 --delete-config controller_mutation_rate",
    "kafka-configs BS --alter --client c1 --add-config producer_byte_rate=abc",
    {
      line: "kafka-configs BS --alter --client c1 --add-config SCRAM-SHA-256=[password=x]",
      masks: [SCALA],
    },
    "kafka-configs BS --alter --entity-type users --add-config producer_byte_rate=1",
    "kafka-configs BS --alter --entity-type users --entity-type clients --entity-name x " +
    "--add-config producer_byte_rate=1",
    {
      line: "kafka-configs BS --alter --ip 127.0.0.9 --add-config producer_byte_rate=50",
      masks: [SCALA],
    },
    "kafka-configs BS --alter --user u1 --add-config " +
    "SCRAM-SHA-256=[iterations=8192,password=secret],SCRAM-SHA-512=[password=x]",
    "kafka-configs BS --describe --user u1",
    "kafka-configs BS --alter --user u1 --delete-config SCRAM-SHA-256,SCRAM-SHA-512",
    "kafka-configs BS --alter --user u1 --delete-config producer_byte_rate,consumer_byte_rate",
    "kafka-configs BS --alter --user u1 --client-defaults --delete-config " +
    "producer_byte_rate,consumer_byte_rate",
    "kafka-configs BS --alter --client c1 --delete-config request_percentage",
    "kafka-configs BS --alter --user-defaults --delete-config producer_byte_rate",
    "kafka-configs BS --alter --ip 127.0.0.9 --delete-config connection_creation_rate",
    "kafka-configs BS --describe --entity-type ips --entity-name not_an_ip_host",
  ],
};
