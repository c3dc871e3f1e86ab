import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ConfigResourceType } from "../../../lib/kafka/handlers/config_resource.ts";
import { incrementalAlterConfigs } from "../../../lib/kafka/handlers/incremental_alter_configs.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../../lib/kafka/messages/incremental_alter_configs.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { ConfigOperation } from "../../../lib/kafka/topic/config_edit.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const { BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = ConfigResourceType;
const { SET, DELETE, APPEND } = ConfigOperation;
const api = {
  handler: incrementalAlterConfigs,
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
};

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

/** Name, operation and value. */
type Change = [string, number, string | null];

async function alter(
  resourceType: number,
  resourceName: string,
  changes: Change[],
  { validateOnly = false }: { validateOnly?: boolean } = {},
) {
  const configs = changes.map(([name, configOperation, value]) => ({
    name,
    configOperation,
    value,
  }));
  const { responses } = await send(running.broker, api, {
    request: { resources: [{ resourceType, resourceName, configs }], validateOnly },
  });
  const { errorCode, errorMessage } = responses[0]!;
  return [errorName(errorCode), errorMessage];
}

type RefusedRow = [string, number, string, Change[], string, string];

/** Kafka 4.3's own answers, but for the names of loggers. */
const refusedLoggers: RefusedRow[] = [
  [
    "level that is none",
    BROKER_LOGGER,
    "1",
    [["groups", SET, "LOUD"]],
    "INVALID_CONFIG",
    "Cannot set the log level of groups to LOUD as it is not a supported log level. " +
    "Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN",
  ],
  [
    "logger that is none",
    BROKER_LOGGER,
    "1",
    [["no.such", DELETE, null]],
    "INVALID_CONFIG",
    "Logger no.such does not exist!",
  ],
  [
    "root without a level",
    BROKER_LOGGER,
    "1",
    [["root", DELETE, null]],
    "INVALID_REQUEST",
    "Removing the log level of the root logger is not allowed",
  ],
  [
    "levels as a list",
    BROKER_LOGGER,
    "1",
    [["root", APPEND, "DEBUG"]],
    "INVALID_REQUEST",
    "APPEND operation is not allowed for the BROKER_LOGGER resource",
  ],
  [
    "logger of another broker",
    BROKER_LOGGER,
    "2",
    [["root", SET, "INFO"]],
    "INVALID_REQUEST",
    "Unexpected node id. Expected 1, but received 2",
  ],
];

const refusedGroups: RefusedRow[] = [
  [
    "unknown group setting",
    GROUP,
    "g",
    [["x", SET, "1"]],
    "INVALID_CONFIG",
    "Unknown group config name: x",
  ],
  [
    "group without a name",
    GROUP,
    "",
    [["consumer.session.timeout.ms", SET, "50000"]],
    "INVALID_REQUEST",
    "Default group resources are not allowed.",
  ],
  [
    "value below the broker's bound",
    GROUP,
    "g",
    [["consumer.session.timeout.ms", SET, "1000"]],
    "INVALID_CONFIG",
    "consumer.session.timeout.ms must be greater than or equal to " +
    "group.consumer.min.session.timeout.ms",
  ],
  [
    "value above the broker's bound",
    GROUP,
    "g",
    [["streams.num.standby.replicas", SET, "9"]],
    "INVALID_CONFIG",
    "streams.num.standby.replicas must be less than or equal to group.streams.max.standby.replicas",
  ],
];

const refusedSubscriptions: RefusedRow[] = [
  [
    "unknown client metrics setting",
    CLIENT_METRICS,
    "m",
    [["x", SET, "1"]],
    "INVALID_REQUEST",
    "Unknown client metrics configuration: x",
  ],
  [
    "client metrics without a name",
    CLIENT_METRICS,
    "",
    [["metrics", SET, "*"]],
    "INVALID_REQUEST",
    "Subscription name can't be empty",
  ],
  [
    "interval out of bounds",
    CLIENT_METRICS,
    "m",
    [["interval.ms", SET, "10"]],
    "INVALID_REQUEST",
    "Invalid value 10 for interval.ms, interval must be between 100 and 3600000 (1 hour)",
  ],
  ...["bogus", "bogus=1", "client_id=[", "client_id=a=b"].map((pattern): RefusedRow => [
    `pattern ${pattern}`,
    CLIENT_METRICS,
    "m",
    [["match", SET, pattern]],
    "INVALID_CONFIG",
    `Illegal client matching pattern: ${pattern}`,
  ]),
];

test("a group's values are kept while it has some", async () => {
  const name = "consumer.session.timeout.ms";
  expect(await alter(GROUP, "a/b", [[name, SET, "50000"]])).toEqual(["NONE", null]);
  const { image } = running.broker;
  expect(image.groupConfigs).toEqual(new Map([["a/b", new Map([[name, "50000"]])]]));
  expect(await alter(GROUP, "a/b", [[name, DELETE, null]])).toEqual(["NONE", null]);
  expect(image.groupConfigs.size).toBe(0);
  expect(await running.metadataStore.children("/config/groups")).toEqual([]);
});

test("a client metrics subscription is kept while it has values", async () => {
  const changes: Change[] = [["metrics", SET, "a."], ["metrics", APPEND, "b."]];
  for (const change of changes) {
    expect(await alter(CLIENT_METRICS, "m", [change])).toEqual(["NONE", null]);
  }
  const { image } = running.broker;
  expect(image.clientMetricsConfigs.get("m")).toEqual(new Map([["metrics", "a.,b."]]));
  await alter(CLIENT_METRICS, "m", [["metrics", DELETE, null]]);
  expect(image.clientMetricsConfigs.size).toBe(0);
});

test("loggers get levels, and lose them", async () => {
  const { levels } = running.broker.logger;
  const changes: Change[] = [["groups", SET, "TRACE"], ["root", SET, "WARN"]];
  expect(await alter(BROKER_LOGGER, "1", changes, { validateOnly: true })).toEqual(["NONE", null]);
  expect([levels.of("groups"), levels.root]).toEqual(["INFO", "INFO"]);
  expect(await alter(BROKER_LOGGER, "1", changes)).toEqual(["NONE", null]);
  expect([levels.of("groups"), levels.root]).toEqual(["DEBUG", "WARN"]);
  await alter(BROKER_LOGGER, "1", [["groups", DELETE, null]]);
  expect(levels.of("groups")).toBe("WARN");
});

test("logger.level changes the root logger at run time", async () => {
  await alter(BROKER, "1", [["logger.level", SET, "debug"]]);
  expect(running.broker.logger.levels.root).toBe("DEBUG");
});

describe("refusals", () => {
  const rows = [...refusedLoggers, ...refusedGroups, ...refusedSubscriptions];

  test.each(rows)("%s", async (_, type, name, changes, error, message) => {
    for (const validateOnly of [true, false]) {
      expect(await alter(type, name, changes, { validateOnly })).toEqual([error, message]);
    }
    const { groupConfigs, clientMetricsConfigs } = running.broker.image;
    expect([groupConfigs.size, clientMetricsConfigs.size]).toEqual([0, 0]);
  });
});
