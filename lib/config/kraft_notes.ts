/**
 * What a start says of the settings of a KRaft node: kedge is broker and controller in one process,
 * and asks no other for its metadata.
 *
 * @module
 */
import type { SettingLayers } from "./setting_layers.ts";

/** What there is to say. */
export interface KraftNotes {
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** Notes on the settings; none where the file is not of a KRaft node. */
export function kraftNotes(layers: SettingLayers): KraftNotes {
  if (!layers.isSet("process.roles")) return { notes: [], warnings: [] };
  const members = controllersOf(layers);
  if (members.length > 1) {
    const warning = `controllers are named (${members.join(", ")}), and this kedge joins none: ` +
      "it is a cluster by itself, with metadata of its own";
    return { notes: [], warnings: [warning] };
  }
  const note = "a KRaft node's settings: kedge is broker and controller in one process, keeps " +
    "metadata in its znodes, and opens no controller listener";
  return { notes: [note], warnings: [] };
}

/** Quorum members: `id@host:port`, or the servers to ask first. */
function controllersOf(layers: SettingLayers): readonly string[] {
  const voters = layers.list("controller.quorum.voters");
  return voters.length > 0 ? voters : layers.list("controller.quorum.bootstrap.servers");
}
