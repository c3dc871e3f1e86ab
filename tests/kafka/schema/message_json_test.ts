import { expect, test } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  ConsumerGroupMemberMetadataValue,
} from "../../../lib/kafka/messages/consumer_group_member_metadata_record.ts";
import { jsonText, toJson } from "../../../lib/kafka/schema/message_json.ts";

/** As Kafka 4.3.1 wrote it: the tagged struct is null, which a varint 0 says. */
const RECORDED =
  "000e636f6e73756d65722d67332d310b2f3132372e302e302e31020476657201000493e00001000100";
const JSON_TEXT =
  '{"instanceId":null,"rackId":null,"clientId":"consumer-g3-1","clientHost":"/127.0.0.1",' +
  '"subscribedTopicNames":["ver"],"subscribedTopicRegex":"","rebalanceTimeoutMs":300000,' +
  '"serverAssignor":null,"classicMemberMetadata":null}';

test("a null struct that is tagged is read and written as Kafka does", () => {
  const bytes = new Uint8Array(Buffer.from(`00${RECORDED}`, "hex"));
  const value = ConsumerGroupMemberMetadataValue.decode(new Reader(bytes), 0);
  expect(value.classicMemberMetadata).toBeNull();
  expect(jsonText(toJson(ConsumerGroupMemberMetadataValue, 0, value))).toBe(JSON_TEXT);
  const writer = new Writer();
  ConsumerGroupMemberMetadataValue.encode(writer, 0, value);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe(`00${RECORDED}`);
});
