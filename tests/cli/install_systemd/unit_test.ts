import { describe, expect, test } from "bun:test";
import {
  serverProperties,
  systemdUnit,
  type UnitPlaces,
} from "../../../lib/cli/install_systemd/unit.ts";
import { loadServerConfig } from "../../../lib/config/server_config.ts";

const PLACES: UnitPlaces = {
  program: "/usr/local/bin/kedge",
  config: "/etc/kedge/server.properties",
  data: ["/var/lib/kedge"],
  isDataOverridden: false,
  memoryMax: "85%",
};

describe("the unit", () => {
  test("has nothing about data folders that systemd makes", () => {
    const unit = systemdUnit(PLACES);
    expect(unit).not.toContain("ExecStartPre");
    expect(unit).not.toContain("ReadWritePaths");
    expect(unit).not.toContain("RequiresMountsFor");
    expect(systemdUnit({ ...PLACES, data: ["/var/lib/kedge/data"] })).toBe(unit);
  });

  test("makes data folders elsewhere, waits for their disks and lets them be written", () => {
    const unit = systemdUnit({ ...PLACES, data: ["/var/lib/kedge2", "/srv/b"] });
    expect(unit).toContain("\nRequiresMountsFor=/var/lib/kedge2 /srv/b\n# What ends");
    expect(unit).toContain(
      "\nExecStartPre=+/usr/bin/install -d -o kedge -g kedge -m 750 /var/lib/kedge2 /srv/b\n" +
        "ReadWritePaths=-/var/lib/kedge2 -/srv/b\n",
    );
  });

  test("names the data folders where the settings do not", () => {
    const unit = systemdUnit({ ...PLACES, data: ["/a", "/b"], isDataOverridden: true });
    expect(unit).toContain("/server.properties --override log.dirs=/a,/b\n");
  });

  test("bounds memory as it is told", () => {
    expect(systemdUnit({ ...PLACES, memoryMax: "800M" })).toContain("\nMemoryMax=800M\n");
  });
});

test("the settings of a first start are all known, and say where the data is", () => {
  const text = serverProperties("/srv/data");
  for (const each of [text, text.replace("#log.retention", "log.retention")]) {
    const file = { name: "server.properties", text: each };
    const { config, warnings, withoutEffect } = loadServerConfig({ file });
    expect([warnings, withoutEffect]).toEqual([[], []]);
    expect(config.logDirs).toEqual(["/srv/data"]);
  }
});
