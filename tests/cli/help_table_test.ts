import { expect, test } from "bun:test";
import { formatHelp } from "../../lib/cli/arguments.ts";

/** Trailing spaces are part of joptsimple's layout; `|` marks where a line ends. */
function table(marked: string): string {
  return marked.split("\n").map((line) => line.replace(/^ *\|/, "").replace(/\|$/, "")).join("\n");
}

const EXPECTED = table(
  `|Option                               Description                          |
   |------                               -----------                          |
   |--command-config [String]            File.                                |
   |--fetch-size <Integer: bytes>        Size. (default: 1048576)             |
   |--formatter-property <String: prop>  Any of:                              |
   |                                     \tprint.key=true|false                |
   |                                      key.separator=<separator>           |
   |                                     and the deserializer's own, which    |
   |                                       begin with key.deserializer. or    |
   |                                       value.deserializer.                |
   |--help                               Show this help.                      |
   |--replica-assignment <String:        Brokers of each partition.           |
   |  id_of_part1_replica1:                                                   |
   |  id_of_part1_replica2,                                                   |
   |  id_of_part2_replica1>                                                   |
   |--topic <String: topic>              Topic to read. With --include it is a|
   |                                       pattern, such as ^(orders|invoices)|
   |                                       -2.*                               |
   |--version                            Show the version.                    |
   |-x                                   Short.                               |`,
);

// The expected tables are joptsimple 5.0.4's own for the same options.
test("formatHelp() lays options out as joptsimple does", () => {
  const help = formatHelp({
    command: "c",
    description: "d",
    options: [
      {
        name: "topic",
        argument: "String: topic",
        description:
          "Topic to read. With --include it is a pattern, such as ^(orders|invoices)-2.*",
      },
      {
        name: "replica-assignment",
        argument: "String: id_of_part1_replica1:id_of_part1_replica2,id_of_part2_replica1",
        description: "Brokers of each partition.",
      },
      { name: "command-config", argument: "String", optionalArgument: true, description: "File." },
      { name: "fetch-size", argument: "Integer: bytes", description: "Size.", default: "1048576" },
      {
        name: "formatter-property",
        argument: "String: prop",
        description: "Any of:\n\tprint.key=true|false\n key.separator=<separator>\nand the " +
          "deserializer's own, which begin with key.deserializer. or value.deserializer.",
      },
      { name: "x", description: "Short." },
    ],
  });
  expect(help).toBe(EXPECTED);
});

test("formatHelp() narrows columns that need less", () => {
  expect(formatHelp({ command: "c", description: "d", options: [] })).toBe(table(
    `|Option     Description      |
     |------     -----------      |
     |--help     Show this help.  |
     |--version  Show the version.|`,
  ));
});

test("formatHelp() shows how positional arguments are given", () => {
  const help = formatHelp({
    command: "kedge start",
    description: "d",
    options: [],
    positionals: [{ name: "from", required: true }, { name: "server.properties" }],
  });
  expect(help.split("\n")[0]).toBe("Usage: kedge start [options] from [server.properties]");
});
