/**
 * AlterConfigs (API key 33), versions 0 to 2: replaces all settings of a topic, of this broker, of
 * all brokers (an empty name), of a group, or of a client metrics subscription. What the request
 * does not name goes back to its default, so two clients that each change one setting undo each
 * other: IncrementalAlterConfigs does not.
 *
 * A broker takes the settings that its table marks as dynamic; they are kept in /config/brokers.
 *
 * The versions differ in form only.
 *
 * @module
 */
import { AlterConfigsRequest, AlterConfigsResponse } from "../messages/alter_configs.ts";
import type { ConfigEdit } from "../topic/config_edit.ts";
import { alterResources, requireValues } from "./config_resource.ts";
import { handler } from "./handler.ts";

export const alterConfigs = handler({
  request: AlterConfigsRequest,
  response: AlterConfigsResponse,
  versions: [0, 2],
  async handle({ resources, validateOnly }, context) {
    return { responses: await alterResources({ resources, validateOnly, editOf }, context) };
  },
});

function editOf({ configs }: AlterConfigsRequest["resources"][number]): ConfigEdit {
  requireValues(configs);
  return {
    kind: "replace",
    values: new Map(configs.map(({ name, value }) => [name, value ?? ""])),
  };
}
