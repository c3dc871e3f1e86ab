import { describe, expect, test } from "bun:test";
import { scriptNames, writeLinks } from "../../lib/cli/install_links.ts";
import { commands, findCommand } from "../../lib/cli/mod.ts";
import type { Links, PathKind } from "../../lib/io/links.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

/** Paths in memory: a string is a link's target, null another file. */
class MemoryLinks implements Links {
  readonly paths = new Map<string, string | null>();
  readonly folders: string[] = [];

  kindOf(path: string): PathKind {
    const target = this.paths.get(path);
    if (target === undefined) return { kind: "none" };
    return target === null ? { kind: "other" } : { kind: "link", target };
  }

  makeFolder(path: string): void {
    this.folders.push(path);
  }

  link(path: string, target: string): void {
    this.paths.set(path, target);
  }
}

function install(links: MemoryLinks, args = ["/bin"], own = ["/opt/kedge"]) {
  const terminal = new RecordingTerminal();
  const exitCode = writeLinks(args, { terminal, places: { links, own } });
  return { exitCode, out: terminal.out, err: terminal.err };
}

describe("kedge install-links", () => {
  test("writes a link for each script, with and without .sh, and says so", () => {
    const links = new MemoryLinks();
    const names = scriptNames();
    expect(install(links)).toEqual({
      exitCode: 0,
      out: `Wrote ${names.length} links to /opt/kedge into /bin\n`,
      err: "",
    });
    expect(links.folders).toEqual(["/bin"]);
    expect([...links.paths.keys()].sort()).toEqual(names.map((name) => `/bin/${name}`).sort());
    for (const name of ["kafka-topics.sh", "kafka-topics", "zkCli.sh", "zkServer"]) {
      expect(links.paths.get(`/bin/${name}`)).toBe("/opt/kedge");
    }
    for (const name of names) expect(findCommand(`/bin/${name}`, [])).not.toBeNull();
    const scripts = commands.flatMap((command) => command.scripts);
    expect(names.length).toBe(scripts.length * 2);
  });

  test("leaves those that are there, and moves those of another kedge", () => {
    const links = new MemoryLinks();
    install(links);
    links.paths.set("/bin/zkCli.sh", "/home/ann/kedge-0.1");
    expect(install(links).out).toBe(
      `Wrote 1 links to /opt/kedge into /bin; ${scriptNames().length - 1} were there already\n`,
    );
    expect(links.paths.get("/bin/zkCli.sh")).toBe("/opt/kedge");
  });

  test("writes nothing where a name is another program's", () => {
    const links = new MemoryLinks();
    links.paths.set("/bin/kafka-topics.sh", null);
    links.paths.set("/bin/zkCli.sh", "/opt/zookeeper/bin/zkCli.sh");
    const { exitCode, out, err } = install(links);
    expect([exitCode, out]).toEqual([1, ""]);
    expect(err).toStartWith("Wrote no link: 2 of the names are another program's.");
    expect(err).toContain("  /bin/kafka-topics.sh\n  /bin/zkCli.sh\n");
    expect(links.paths.size).toBe(2);
  });

  test("says what is wrong with a call", () => {
    const links = new MemoryLinks();
    expect(install(links, [])).toMatchObject({ exitCode: 2, out: "" });
    expect(install(links, ["a", "b"]).err).toContain("usage: kedge install-links DIR");
    expect(install(links, ["--help"])).toMatchObject({ exitCode: 0, err: "" });
    expect(install(links, ["/bin"], ["bun", "main.ts"]).err).toContain("npm run build");
    links.makeFolder = () => {
      throw new Error("read-only file system");
    };
    expect(install(links)).toEqual({
      exitCode: 1,
      out: "",
      err: "Cannot write links into /bin: read-only file system\n",
    });
    expect(links.paths.size).toBe(0);
  });
});
