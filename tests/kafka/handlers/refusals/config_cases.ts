/**
 * What the APIs of settings and quotas refuse.
 *
 * @module
 */
import {
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
} from "../../../../lib/kafka/messages/alter_client_quotas.ts";
import {
  AlterConfigsRequest,
  AlterConfigsResponse,
} from "../../../../lib/kafka/messages/alter_configs.ts";
import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from "../../../../lib/kafka/messages/describe_client_quotas.ts";
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from "../../../../lib/kafka/messages/describe_configs.ts";
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../../../lib/kafka/messages/incremental_alter_configs.ts";
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from "../../../../lib/kafka/messages/list_config_resources.ts";
import type { Input } from "../../../../lib/kafka/schema/mod.ts";
import { type Ask, refusalsOf, type Row, type Target } from "./refusal_case.ts";
import { freshTopic, UNKNOWN_TOPIC } from "./topics.ts";

const DESCRIBE = { request: DescribeConfigsRequest, response: DescribeConfigsResponse };
const REPLACE = { request: AlterConfigsRequest, response: AlterConfigsResponse };
const ALTER = {
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
};
const LIST = { request: ListConfigResourcesRequest, response: ListConfigResourcesResponse };
const DESCRIBE_QUOTAS = {
  request: DescribeClientQuotasRequest,
  response: DescribeClientQuotasResponse,
};
const ALTER_QUOTAS = { request: AlterClientQuotasRequest, response: AlterClientQuotasResponse };

/** Types of resources. */
const TOPIC = 2;
const BROKER = 4;
const BROKER_LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;
/** What is done to a setting. */
const SET = 0;
const APPEND = 2;

type Edit = readonly [name: string, value: string | null, operation?: number];

async function alter(
  target: Target,
  { type, name, edits }: { type: number; name: string; edits: readonly Edit[] },
) {
  const configs = edits.map(([name, value, configOperation = SET]) => {
    return { name, value, configOperation };
  });
  const resources = [{ resourceType: type, resourceName: name, configs }];
  const { responses } = await target.ask(ALTER, { request: { resources, validateOnly: false } });
  return responses[0];
}

function altering(type: number, name: string, ...edits: Edit[]): Ask {
  return (target) => alter(target, { type, name, edits });
}

function ofTopic(...edits: Edit[]): Ask {
  return async (target) =>
    await alter(target, { type: TOPIC, name: (await freshTopic(target)).name, edits });
}

function ofBroker(...edits: Edit[]): Ask {
  return (target) => alter(target, { type: BROKER, name: `${target.brokerId}`, edits });
}

/** Rules that are the same whether all settings are replaced or single ones changed. */
const VALUES: readonly Row[] = [
  [
    "a setting that is none",
    ofTopic(["no.such.setting", "1"]),
    "INVALID_CONFIG",
    "no.such.setting",
  ],
  ["a number that is none", ofTopic(["retention.ms", "soon"]), "INVALID_CONFIG", "soon"],
  ["a number too small", ofTopic(["max.message.bytes", "-1"]), "INVALID_CONFIG", "-1"],
  ["a policy that is none", ofTopic(["cleanup.policy", "shred"]), "INVALID_CONFIG", "shred"],
  [
    "a setting twice",
    ofTopic(["retention.ms", "1"], ["retention.ms", "2"]),
    "INVALID_REQUEST",
    "duplicate",
  ],
  ["no value", ofTopic(["retention.ms", null]), "INVALID_REQUEST", "retention.ms"],
  [
    "an addition to a number",
    ofTopic(["retention.ms", "1", APPEND]),
    "INVALID_CONFIG",
    "retention.ms",
  ],
  [
    "an unknown topic",
    altering(TOPIC, UNKNOWN_TOPIC, ["retention.ms", "1"]),
    "UNKNOWN_TOPIC_OR_PARTITION",
  ],
  [
    "a topic's name that is none",
    altering(TOPIC, "a b", ["retention.ms", "1"]),
    "INVALID_TOPIC_EXCEPTION",
    "a b",
  ],
  [
    "an unknown broker",
    altering(BROKER, "4711", ["log.retention.ms", "1"]),
    "INVALID_REQUEST",
    "4711",
  ],
  [
    "a broker's name that is none",
    altering(BROKER, "one", ["log.retention.ms", "1"]),
    "INVALID_REQUEST",
    "one",
  ],
  [
    "a broker's number that is none",
    ofBroker(["log.retention.ms", "soon"]),
    "INVALID_REQUEST",
    "soon",
  ],
  ["a setting that needs a restart", ofBroker(["log.dirs", "/x"]), "INVALID_REQUEST", "log.dirs"],
  ["a type that is none", altering(99, "x", ["a", "1"]), "INVALID_REQUEST", "99"],
  [
    "a group without name",
    altering(GROUP, "", ["consumer.session.timeout.ms", "45000"]),
    "INVALID_REQUEST",
  ],
  [
    "a group's setting that is none",
    altering(GROUP, "g", ["no.such.setting", "1"]),
    "INVALID_CONFIG",
    "no.such.setting",
  ],
  [
    "a group's number out of range",
    altering(GROUP, "g", ["consumer.session.timeout.ms", "1"]),
    "INVALID_CONFIG",
    "consumer.session.timeout.ms",
  ],
  [
    "client metrics without name",
    altering(CLIENT_METRICS, "", ["interval.ms", "1000"]),
    "INVALID_REQUEST",
  ],
  [
    "an interval too short",
    altering(CLIENT_METRICS, "m", ["interval.ms", "1"]),
    "INVALID_REQUEST",
    "1",
  ],
  [
    "a match that is none",
    altering(CLIENT_METRICS, "m", ["match", "no_such_key=1"]),
    "INVALID_CONFIG",
  ],
  [
    "a logger's level that is none",
    (target) => altering(BROKER_LOGGER, `${target.brokerId}`, ["root", "LOUD"])(target),
    "INVALID_CONFIG",
    "LOUD",
  ],
  [
    "an unknown logger",
    (target) => altering(BROKER_LOGGER, `${target.brokerId}`, ["no.such.logger", "INFO"])(target),
    "INVALID_CONFIG",
    "no.such.logger",
  ],
  [
    "a logger of another broker",
    altering(BROKER_LOGGER, "4711", ["root", "INFO"]),
    "INVALID_REQUEST",
    "4711",
  ],
  ["a topic twice", async (target) => {
    const { name } = await freshTopic(target);
    const resource = {
      resourceType: TOPIC,
      resourceName: name,
      configs: [{ name: "retention.ms", configOperation: SET, value: "1" }],
    };
    const request = { resources: [resource, resource], validateOnly: false };
    return (await target.ask(ALTER, { request })).responses[0];
  }, "INVALID_REQUEST"],
];

function replacing(name: string, value: string | null, resourceName?: string): Ask {
  return async (target) => {
    const resource = {
      resourceType: TOPIC,
      resourceName: resourceName ?? (await freshTopic(target)).name,
      configs: [{ name, value }],
    };
    const request = { resources: [resource], validateOnly: false };
    return (await target.ask(REPLACE, { request })).responses[0];
  };
}

function describing(resourceType: number, resourceName: string): Ask {
  return async (target) => {
    const resources = [{ resourceType, resourceName, configurationKeys: null }];
    return (await target.ask(DESCRIBE, { request: { resources } })).results[0];
  };
}

const settings = [
  ...refusalsOf("IncrementalAlterConfigs", VALUES),
  ...refusalsOf("AlterConfigs", [
    [
      "a setting that is none",
      replacing("no.such.setting", "1"),
      "INVALID_CONFIG",
      "no.such.setting",
    ],
    ["a number that is none", replacing("retention.ms", "soon"), "INVALID_CONFIG", "soon"],
    ["no value", replacing("retention.ms", null), "INVALID_REQUEST", "retention.ms"],
    [
      "an unknown topic",
      replacing("retention.ms", "1", UNKNOWN_TOPIC),
      "UNKNOWN_TOPIC_OR_PARTITION",
    ],
  ]),
  ...refusalsOf("DescribeConfigs", [
    ["an unknown topic", describing(TOPIC, UNKNOWN_TOPIC), "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a topic's name that is none", describing(TOPIC, "a b"), "INVALID_TOPIC_EXCEPTION", "a b"],
    ["an unknown broker", describing(BROKER, "4711"), "INVALID_REQUEST", "4711"],
    ["a broker's name that is none", describing(BROKER, "one"), "INVALID_REQUEST", "one"],
    ["a type that is none", describing(99, "x"), "INVALID_REQUEST"],
    ["a group without name", describing(GROUP, ""), "INVALID_REQUEST"],
    ["client metrics without name", describing(CLIENT_METRICS, ""), "INVALID_REQUEST"],
    ["a logger of another broker", describing(BROKER_LOGGER, "4711"), "INVALID_REQUEST", "4711"],
  ]),
  ...refusalsOf("ListConfigResources", [
    [
      "a type that is none",
      (target) => target.ask(LIST, { request: { resourceTypes: [99] } }),
      "UNSUPPORTED_VERSION",
    ],
  ]),
];

type Component = Input<typeof DescribeClientQuotasRequest>["components"][number];

function filtering(...components: Component[]): Ask {
  return (target) => target.ask(DESCRIBE_QUOTAS, { request: { components, strict: false } });
}

function limiting(entityType: string, entityName: string | null, key: string, value: number): Ask {
  return limitingAll([{ entityType, entityName }], key, value);
}

function limitingAll(
  entity: { entityType: string; entityName: string | null }[],
  key: string,
  value: number,
): Ask {
  return async (target) => {
    const entries = [{ entity, ops: [{ key, value, remove: false }] }];
    const request = { entries, validateOnly: true };
    return (await target.ask(ALTER_QUOTAS, { request })).entries[0];
  };
}

const quotas = [
  ...refusalsOf("DescribeClientQuotas", [
    [
      "an entity type that is none",
      filtering({ entityType: "planet", matchType: 0, match: "x" }),
      "UNSUPPORTED_VERSION",
      "planet",
    ],
    ["no entity type", filtering({ entityType: "", matchType: 0, match: "x" }), "INVALID_REQUEST"],
    [
      "a match type that is none",
      filtering({ entityType: "user", matchType: 9, match: null }),
      "INVALID_REQUEST",
    ],
    [
      "an exact match of nothing",
      filtering({ entityType: "user", matchType: 0, match: null }),
      "INVALID_REQUEST",
    ],
    [
      "a default match of something",
      filtering({ entityType: "user", matchType: 1, match: "x" }),
      "INVALID_REQUEST",
    ],
    [
      "an entity type twice",
      filtering(
        { entityType: "user", matchType: 1, match: null },
        { entityType: "user", matchType: 1, match: null },
      ),
      "INVALID_REQUEST",
      "user",
    ],
    [
      "an address and a user",
      filtering(
        { entityType: "ip", matchType: 1, match: null },
        { entityType: "user", matchType: 1, match: null },
      ),
      "INVALID_REQUEST",
    ],
  ]),
  ...refusalsOf("AlterClientQuotas", [
    [
      "an entity type that is none",
      limiting("planet", "x", "producer_byte_rate", 1),
      "INVALID_REQUEST",
      "planet",
    ],
    ["no entity", limitingAll([], "producer_byte_rate", 1), "INVALID_REQUEST"],
    ["an empty entity name", limiting("user", "", "producer_byte_rate", 1), "INVALID_REQUEST"],
    ["a quota that is none", limiting("user", "x", "speed", 1), "INVALID_REQUEST", "speed"],
    [
      "a quota of 0",
      limiting("user", "x", "producer_byte_rate", 0),
      "INVALID_REQUEST",
      "producer_byte_rate",
    ],
    [
      "a negative quota",
      limiting("user", "x", "producer_byte_rate", -1),
      "INVALID_REQUEST",
      "producer_byte_rate",
    ],
    [
      "a part of a byte",
      limiting("user", "x", "producer_byte_rate", 1.5),
      "INVALID_REQUEST",
      "producer_byte_rate",
    ],
    [
      "an address that is none",
      limiting("ip", "300.1.1.1", "connection_creation_rate", 1),
      "INVALID_REQUEST",
      "300.1.1.1",
    ],
    [
      "a user's quota for an address",
      limiting("ip", "127.0.0.1", "producer_byte_rate", 1),
      "INVALID_REQUEST",
      "producer_byte_rate",
    ],
    [
      "an address and a user",
      limitingAll(
        [{ entityType: "ip", entityName: "127.0.0.1" }, { entityType: "user", entityName: "x" }],
        "producer_byte_rate",
        1,
      ),
      "INVALID_REQUEST",
    ],
  ]),
];

export const configCases = [...settings, ...quotas];

/** Where Kafka 4.3 fails, or takes the last of two that exclude each other. */
export const strictConfigCases = [
  ...refusalsOf("IncrementalAlterConfigs", [
    ["an operation that is none", ofTopic(["retention.ms", "1", 9]), "INVALID_REQUEST", "9"],
  ]),
  ...refusalsOf("AlterClientQuotas", [
    [
      "an entity type twice",
      limitingAll(
        [{ entityType: "user", entityName: "x" }, { entityType: "user", entityName: "y" }],
        "producer_byte_rate",
        1,
      ),
      "INVALID_REQUEST",
    ],
  ]),
];
