/**
 * SERVER_JVMFLAGS and JVMFLAGS of ZooKeeper's scripts: options of the Java machine mean nothing
 * here, but `-Dzookeeper.NAME=VALUE` is how some settings are usually given.
 *
 * @module
 */
import { settingOfZooCfg } from "../../config/zoo_cfg.ts";
import type { ServerHost } from "./server_host.ts";

const VARIABLES = ["SERVER_JVMFLAGS", "JVMFLAGS"] as const;
const PROPERTY = /^-D(zookeeper\.|(?=jute\.))([\w.]+)=(.*)$/;

/** What the flags come to. */
export interface JavaFlags {
  /** Settings as for `--override`. */
  readonly overrides: readonly string[];
  /** Flags that mean nothing here. */
  readonly ignored: readonly string[];
}

/** Sorts the flags. */
export function readJavaFlags({ variables }: ServerHost): JavaFlags {
  const overrides: string[] = [];
  const ignored: string[] = [];
  const flags = VARIABLES.flatMap((name) => (variables[name] ?? "").split(/\s+/));
  for (const flag of flags.filter((each) => each !== "")) {
    const [, , name, value] = PROPERTY.exec(flag) ?? [];
    const setting = settingOfZooCfg(name ?? "");
    if (setting === undefined) ignored.push(flag);
    else overrides.push(`${setting.name}=${value}`);
  }
  return { overrides, ignored };
}
