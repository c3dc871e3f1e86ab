/**
 * What a server that stands alone answers to questions that matter in an ensemble, and whether it
 * runs at all.
 *
 * @module
 */
import type { AdminCommand } from "./admin_command.ts";

export const ruok: AdminCommand = { names: ["ruok"], run: () => ({}) };

export const isReadOnly: AdminCommand = {
  names: ["is_read_only", "isro"],
  run: () => ({ read_only: false }),
};

export const leader: AdminCommand = {
  names: ["leader", "lead"],
  run: () => ({ error: "server is not initialized" }),
};

export const observers: AdminCommand = {
  names: ["observers", "obsr"],
  run: () => ({ synced_observers: 0, observers: [] }),
};

export const observerConnectionStatReset: AdminCommand = {
  names: ["observer_connection_stat_reset", "orst"],
  run: () => ({}),
};

export const votingView: AdminCommand = {
  names: ["voting_view"],
  run: () => ({ current_config: {} }),
};

export const zabState: AdminCommand = {
  names: ["zabstate"],
  run: () => ({ voting: false, zabstate: "" }),
};
