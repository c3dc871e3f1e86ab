import { expect, test } from "bun:test";
import { aclText, parseAcl } from "../../../lib/cli/zookeeper/acl_text.ts";
import { RecordingTerminal } from "../recording_terminal.ts";

test("lists are read and printed; an id may hold colons", () => {
  const terminal = new RecordingTerminal();
  const acl = parseAcl("world:anyone:cdrwa,digest:u:hash=:rw", terminal);
  expect(acl).toEqual([
    { perms: 31, id: { scheme: "world", id: "anyone" } },
    { perms: 3, id: { scheme: "digest", id: "u:hash=" } },
  ]);
  expect(aclText(acl)).toBe("'world,'anyone\n: cdrwa\n'digest,'u:hash=\n: rw\n");
});

test("what cannot be read is told", () => {
  const terminal = new RecordingTerminal();
  expect(parseAcl("world:anyone", terminal)).toEqual([]);
  parseAcl("world:anyone:z", terminal);
  expect(terminal.err).toBe(
    "world:anyone does not have the form scheme:id:perm\nUnknown perm type: z\n",
  );
});
