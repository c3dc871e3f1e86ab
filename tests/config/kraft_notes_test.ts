import { expect, test } from "bun:test";
import { kraftNotes } from "../../lib/config/kraft_notes.ts";
import { SettingLayers } from "../../lib/config/setting_layers.ts";

function notesOf(settings: Readonly<Record<string, string>>) {
  return kraftNotes(new SettingLayers({ fixed: new Map(Object.entries(settings)) }));
}

const ROLES = { "process.roles": "broker,controller" };

test("a node with one controller is explained", () => {
  expect(notesOf({})).toEqual({ notes: [], warnings: [] });
  for (
    const quorum of [
      { "controller.quorum.voters": "1@localhost:9093" },
      { "controller.quorum.bootstrap.servers": "localhost:9093" },
    ]
  ) {
    const { notes, warnings } = notesOf({ ...ROLES, ...quorum });
    expect(notes.join()).toContain("broker and controller in one process");
    expect(warnings).toEqual([]);
  }
});

test("a node of several is warned of", () => {
  const { notes, warnings } = notesOf({
    ...ROLES,
    "controller.quorum.voters": "1@a:9093,2@b:9093,3@c:9093",
  });
  expect(notes).toEqual([]);
  expect(warnings.join()).toContain(
    "controllers are named (1@a:9093, 2@b:9093, 3@c:9093), and this kedge joins none",
  );
});
