/**
 * monitor: the figures of `mntr`.
 *
 * @module
 */
import { monitorValues } from "../mntr.ts";
import { type AdminCommand, type AdminValue, Decimal } from "./admin_command.ts";

export const monitor: AdminCommand = {
  names: ["monitor", "mntr"],
  run(context) {
    const fields: Record<string, AdminValue> = {};
    for (const { name, value, isMean } of monitorValues(context)) {
      fields[name] = isMean && typeof value === "number" ? new Decimal(value) : value;
    }
    return fields;
  },
};
