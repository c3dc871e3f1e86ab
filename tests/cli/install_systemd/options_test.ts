import { describe, expect, test } from "bun:test";
import { parseInstallOptions } from "../../../lib/cli/install_systemd/options.ts";

describe("the options of kedge install systemd", () => {
  test("have defaults", () => {
    expect(parseInstallOptions([])).toEqual({
      isDryRun: false,
      config: "/etc/kedge/server.properties",
      data: null,
      prefix: "/usr/local",
      isCopied: true,
      memoryMax: "85%",
      isForced: false,
      root: "",
    });
  });

  test("are read in both spellings", () => {
    const args = ["--data", "/srv/data/", "--config=/etc/k.properties", "--prefix", "/opt"];
    const more = ["--memory-max=800M", "--root", "/image", "--force", "--no-copy", "--dry-run"];
    expect(parseInstallOptions([...args, ...more])).toEqual({
      isDryRun: true,
      config: "/etc/k.properties",
      data: "/srv/data",
      prefix: "/opt",
      isCopied: false,
      memoryMax: "800M",
      isForced: true,
      root: "/image",
    });
  });

  test.each([
    [["--data"], "--data needs a value after it"],
    [["--data", "data"], "--data data is no absolute path without blanks in it"],
    [["--data", "/a b"], "--data /a b is no absolute path without blanks in it"],
    [["--config=/a%b"], "--config /a%b is no absolute path without blanks in it"],
    [["--memory-max", "much"], "--memory-max much is neither 85%, 800M nor infinity in form"],
    [["--force=yes"], "--force takes no value"],
    [["--port", "1"], "unknown option --port"],
    [["data"], "data is no option"],
  ])("%j are refused", (args, fault) => {
    expect(parseInstallOptions(args)).toBe(fault);
  });
});
