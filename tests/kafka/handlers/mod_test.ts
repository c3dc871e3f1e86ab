import { expect, test } from "bun:test";
import { join } from "node:path";
import { handlers } from "../../../lib/kafka/handlers/mod.ts";
import { apiKeyName } from "../../../lib/kafka/protocol/api_key.ts";

test("each handler stands under the key of both its messages", () => {
  for (const [apiKey, { request, response }] of handlers) {
    expect([request.apiKey, response.apiKey]).toEqual([apiKey, apiKey]);
  }
});

test("each handler serves versions that both its messages have", () => {
  for (const { request, response, versions: [min, max] } of handlers.values()) {
    for (const { name, validVersions } of [request, response]) {
      expect([name, min >= validVersions.min, max <= validVersions.max]).toEqual([
        name,
        true,
        true,
      ]);
    }
    expect(min).toBeLessThanOrEqual(max);
  }
});

test("no handler stands there twice, or is missing from the list", async () => {
  const folder = join(import.meta.dir, "../../../lib/kafka/handlers");
  const files = [...new Bun.Glob("*.ts").scanSync(folder)];
  const sources = await Promise.all(files.map((file) => Bun.file(join(folder, file)).text()));
  const declared = sources.filter((source) => / = handler\(\{/.test(source));
  expect(handlers.size).toBe(declared.length);
});

test("everything that everyday clients and tools need is served", () => {
  const needed =
    "PRODUCE FETCH LIST_OFFSETS METADATA OFFSET_COMMIT OFFSET_FETCH FIND_COORDINATOR " +
    "JOIN_GROUP HEARTBEAT LEAVE_GROUP SYNC_GROUP DESCRIBE_GROUPS LIST_GROUPS API_VERSIONS " +
    "CREATE_TOPICS DELETE_TOPICS DELETE_RECORDS INIT_PRODUCER_ID OFFSET_FOR_LEADER_EPOCH " +
    "DESCRIBE_CONFIGS ALTER_CONFIGS DESCRIBE_LOG_DIRS CREATE_PARTITIONS DELETE_GROUPS " +
    "INCREMENTAL_ALTER_CONFIGS OFFSET_DELETE DESCRIBE_CLUSTER LIST_CONFIG_RESOURCES " +
    "DESCRIBE_TOPIC_PARTITIONS";
  const served = new Set([...handlers.keys()].map(apiKeyName));
  expect(needed.split(" ").filter((name) => !served.has(name))).toEqual([]);
});
