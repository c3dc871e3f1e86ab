/**
 * Everything that is fuzzed.
 *
 * @module
 */
import { coordinatorTarget } from "./coordinator_target.ts";
import { dispatchTarget } from "./dispatch_target.ts";
import { frameTarget } from "./frame_target.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { juteTarget } from "./jute_target.ts";
import { messageTarget } from "./message_target.ts";
import { partitionTarget } from "./partition_target.ts";
import { recordTarget } from "./record_target.ts";
import { recoveryTarget } from "./recovery_target.ts";

export const targets: readonly FuzzTarget[] = [
  messageTarget,
  recordTarget,
  juteTarget,
  frameTarget,
  dispatchTarget,
  coordinatorTarget,
  recoveryTarget,
  partitionTarget,
];
