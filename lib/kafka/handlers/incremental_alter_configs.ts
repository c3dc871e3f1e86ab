/**
 * IncrementalAlterConfigs (API key 44), versions 0 and 1: changes single settings of a topic, of
 * this broker, of all brokers (an empty name), of a group, or of a client metrics subscription:
 * SET, DELETE, and for lists APPEND and SUBTRACT, which start from the value in force (KIP-339).
 *
 * A broker takes the settings that its table marks as dynamic; they are kept in /config/brokers.
 *
 * A broker's loggers have levels, which last as long as the process. Kafka takes its client metrics
 * lists for single values and refuses APPEND to them; here they are lists.
 *
 * The versions differ in form only.
 *
 * @module
 */
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../messages/incremental_alter_configs.ts";
import { type ConfigChange, type ConfigEdit, ConfigOperation } from "../topic/config_edit.ts";
import { TopicError } from "../topic/topic_error.ts";
import { alterResources, requireValues } from "./config_resource.ts";
import { handler } from "./handler.ts";

const OPERATIONS: ReadonlyMap<number, ConfigChange["operation"]> = new Map([
  [ConfigOperation.SET, "SET"],
  [ConfigOperation.DELETE, "DELETE"],
  [ConfigOperation.APPEND, "APPEND"],
  [ConfigOperation.SUBTRACT, "SUBTRACT"],
]);

export const incrementalAlterConfigs = handler({
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
  versions: [0, 1],
  async handle({ resources, validateOnly }, context) {
    return { responses: await alterResources({ resources, validateOnly, editOf }, context) };
  },
});

function editOf({ configs }: IncrementalAlterConfigsRequest["resources"][number]): ConfigEdit {
  requireValues(configs.filter((config) => config.configOperation !== ConfigOperation.DELETE));
  const changes = configs.map(({ name, configOperation, value }): ConfigChange => {
    const operation = OPERATIONS.get(configOperation);
    if (operation !== undefined) return { name, operation, value: value ?? "" };
    throw new TopicError("INVALID_REQUEST", `Unknown operations type ${configOperation}`);
  });
  return { kind: "change", changes };
}
