import { describe, expect, test } from "bun:test";
import {
  AlterConfigOp,
  alterConfigs,
  ConfigResourceType,
  ConfigSource,
  describeConfigs,
  isDefaultConfig,
} from "../../../lib/client/admin/mod.ts";
import { DescribeConfigs, IncrementalAlterConfigs } from "../../../lib/client/apis.ts";
import { hasCode } from "../../../lib/client/errors.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { MemoryKafka } from "../memory_kafka.ts";

const TOPIC = { type: ConfigResourceType.TOPIC, name: "t" };

describe("configs", () => {
  test("describes resources; a broker's own are asked of that broker", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(DescribeConfigs, ({ resources }) => ({
      results: resources.map(({ resourceType, resourceName }) => ({
        errorCode: 0,
        errorMessage: null,
        resourceType,
        resourceName,
        configs: [{
          name: "retention.ms",
          value: "1",
          readOnly: false,
          isSensitive: false,
          configSource: ConfigSource.DEFAULT_CONFIG,
        }],
      })),
    }));
    const broker = { type: ConfigResourceType.BROKER, name: "1" };
    const described = await describeConfigs(kafka.cluster(), [TOPIC, broker], {
      names: ["retention.ms"],
      synonyms: "include",
    });
    expect(described.map(({ name }) => name)).toEqual(["t", "1"]);
    expect(isDefaultConfig(described[0]!.entries[0]!)).toBe(true);
    expect(kafka.broker.requests(DescribeConfigs).length).toBe(2);
    expect(kafka.broker.requests(DescribeConfigs)[0]!.request).toMatchObject({
      resources: [{ configurationKeys: ["retention.ms"] }],
      includeSynonyms: true,
    });
  });

  test("changes configs, and tells what is refused", async () => {
    const kafka = new MemoryKafka();
    kafka.broker.on(IncrementalAlterConfigs, ({ resources, validateOnly }) => ({
      responses: resources.map(({ resourceType, resourceName }) => ({
        errorCode: validateOnly ? ErrorCode.INVALID_CONFIG : 0,
        errorMessage: "bad",
        resourceType,
        resourceName,
      })),
    }));
    const changes = [{ name: "a", operation: AlterConfigOp.DELETE, value: null }];
    await alterConfigs(kafka.cluster(), { ...TOPIC, changes });
    const error = await alterConfigs(kafka.cluster(), { ...TOPIC, changes }, { mode: "validate" })
      .catch((error) => error);
    expect(hasCode(error, ErrorCode.INVALID_CONFIG)).toBe(true);
  });
});
