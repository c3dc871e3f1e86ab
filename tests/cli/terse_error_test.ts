import { expect, test } from "bun:test";
import { PropertyError } from "../../lib/cli/client_properties.ts";
import { clientFaultText, PlainError, TerseError } from "../../lib/cli/terse_error.ts";

test("what is worded for one line stays as it is, all else has the class of Kafka's exception", () => {
  expect(clientFaultText(new TerseError("told"))).toBe("told");
  expect(clientFaultText(new PlainError("told"))).toBe("told");
  expect(clientFaultText(new PropertyError("acks", "2", "String must be one of: all, 1"))).toBe(
    "org.apache.kafka.common.config.ConfigException: Invalid value 2 for configuration acks: " +
      "String must be one of: all, 1",
  );
  expect(clientFaultText(new Error("odd"))).toBe("org.apache.kafka.common.KafkaException: odd");
});
