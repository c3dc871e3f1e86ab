/**
 * get_trace_mask and set_trace_mask: a number that is kept, and changes nothing here.
 *
 * @module
 */
import type { AdminCommand } from "./admin_command.ts";

const LONG_MAX = 2n ** 63n - 1n;

export const getTraceMask: AdminCommand = {
  names: ["get_trace_mask", "gtmk"],
  run: (context) => ({ tracemask: context.traceMask }),
};

export const setTraceMask: AdminCommand = {
  names: ["set_trace_mask", "stmk"],
  run(context, query) {
    const text = query.get("traceMask");
    const error = "setTraceMask requires long traceMask argument";
    if (text === undefined) return { error };
    const isNumber = /^[-+]?\d{1,19}$/.test(text);
    const mask = isNumber ? BigInt(text.replace("+", "")) : null;
    if (mask === null || mask > LONG_MAX || mask < -LONG_MAX - 1n) {
      return { error: `${error}, got ${text}` };
    }
    context.traceMask = mask;
    return { tracemask: mask };
  },
};
