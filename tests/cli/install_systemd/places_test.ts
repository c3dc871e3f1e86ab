import { describe, expect, test } from "bun:test";
import {
  type InstallOptions,
  parseInstallOptions,
} from "../../../lib/cli/install_systemd/options.ts";
import { unitPlaces } from "../../../lib/cli/install_systemd/places.ts";

function places(
  args: string[],
  settings: string | null = null,
  others: Record<string, string> = {},
) {
  const options = parseInstallOptions(args) as InstallOptions;
  const readText = (path: string) => others[path] ?? null;
  return unitPlaces(options, { executable: "/opt/kedge", settings, readText });
}

describe("the places of a service", () => {
  test("are the usual ones", () => {
    expect(places([])).toEqual({
      program: "/usr/local/bin/kedge",
      config: "/etc/kedge/server.properties",
      data: ["/var/lib/kedge"],
      isDataOverridden: false,
      memoryMax: "85%",
    });
    expect(places(["--no-copy"]).program).toBe("/opt/kedge");
    expect(places(["--data", "/srv/a"]).data).toEqual(["/srv/a"]);
  });

  test("of the data are the ones that settings name which are there already", () => {
    expect(places([], "log.dirs=/a,/b\nbroker.id=1\n").data).toEqual(["/a", "/b"]);
    expect(places([], "log.dir=./data\n").data).toEqual(["/var/lib/kedge/./data"]);
    expect(places(["--data", "/a"], "log.dirs=/a\n").data).toEqual(["/a"]);
    const zooCfg = "tickTime=2000\ndataDir=/var/lib/zookeeper\nclientPort=2181\n";
    expect(places(["--config", "/etc/zoo.cfg"], zooCfg).data).toEqual([
      "/var/lib/zookeeper/kedge",
    ]);
  });

  test("of the data may be in a file that the settings refer to", () => {
    const settings = [
      "config.providers=file",
      "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider",
      "log.dirs=${file:/etc/places:data}",
    ].join("\n");
    expect(places([], settings, { "/etc/places": "data=/srv/a\n" }).data).toEqual(["/srv/a"]);
    expect(() => places([], settings)).toThrow("there is no file /etc/places");
  });

  test("are told on the command line where the settings name none", () => {
    expect(places([], "num.partitions=3\n")).toMatchObject({
      data: ["/var/lib/kedge"],
      isDataOverridden: true,
    });
    expect(places(["--data", "/srv/a"], "num.partitions=3\n")).toMatchObject({
      data: ["/srv/a"],
      isDataOverridden: true,
    });
  });

  test.each([
    [["--data", "/c"], "log.dirs=/a,/b\n", "/etc/kedge/server.properties says log.dirs=/a,/b"],
    [[], "log.dirs=/home/ann/data\n", "the unit keeps what is below /home from the service"],
    [[], "log.dirs=/a b\n", "blanks and special signs"],
    [[], "num.partitions=none\n", "num.partitions=none"],
    [["--prefix", "/root"], null, "Cannot use /root/bin/kedge for the executable"],
    [["--config", "/tmp/a"], null, "Cannot use /tmp/a for the settings"],
  ])("%j with %j are refused", (args, settings, fault) => {
    expect(() => places(args, settings)).toThrow(fault);
  });
});
