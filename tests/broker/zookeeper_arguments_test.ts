import { describe, expect, test } from "bun:test";
import {
  parseZookeeperArguments,
  type ZookeeperArguments,
} from "../../lib/broker/zookeeper_arguments.ts";

const PLAIN: ZookeeperArguments = {
  direction: "import",
  dataDir: "/zk",
  dataLogDir: null,
  inTheWay: "refuse",
  kedge: { files: [], zooCfg: null, overrides: [] },
};

describe("the arguments of kedge zookeeper", () => {
  const accepted: [string, Partial<ZookeeperArguments>][] = [
    ["import --data-dir /zk", {}],
    ["import --data-dir=/zk/ --data-log-dir /logs/version-2", { dataLogDir: "/logs" }],
    ["import --data-dir /zk/version-2/", {}],
    ["import --force --data-dir /zk", { inTheWay: "set aside" }],
    ["import --data-dir /zk --into /data --override broker.id=3", {
      kedge: { files: [], zooCfg: null, overrides: ["broker.id=3", "log.dirs=/data"] },
    }],
    ["export server.properties --data-dir /zk --zookeeper-config=z.cfg", {
      direction: "export",
      kedge: { files: ["server.properties"], zooCfg: "z.cfg", overrides: [] },
    }],
    ["export --from /data --data-dir /zk", {
      direction: "export",
      kedge: { files: [], zooCfg: null, overrides: ["log.dirs=/data"] },
    }],
  ];

  test.each(accepted)("%s", (text, wanted) => {
    expect(parseZookeeperArguments(text.split(" "))).toEqual({ ...PLAIN, ...wanted });
  });

  const refused: [string, string][] = [
    ["", "import or export must come first"],
    ["move --data-dir /zk", "import or export must come first, found move"],
    ["import", "--data-dir is missing"],
    ["import --data-dir", "--data-dir needs something after it"],
    ["import --data-dir /a --data-dir /b", "--data-dir is given twice"],
    ["import --data-dir /zk --from /data", "import has no --from: --into is meant"],
    ["export --data-dir /zk --into /data", "export has no --into: --from is meant"],
    ["import --data-dir /zk --dry-run", "unknown option --dry-run"],
    ["import --data-dir /zk --force=yes", "unknown option --force"],
  ];

  test.each(refused)("refused: %s", (text, fault) => {
    const parsed = parseZookeeperArguments(text.split(" ").filter((word) => word !== ""));
    expect(parsed).toMatchObject({ exitCode: 2 });
    expect("text" in parsed && parsed.text).toStartWith(`kedge zookeeper: ${fault}`);
    expect("text" in parsed && parsed.text).toContain("usage: kedge zookeeper import");
  });

  test.each(["--help", "import -h"])("help: %s", (text) => {
    expect(parseZookeeperArguments(text.split(" "))).toMatchObject({ exitCode: 0 });
  });
});
