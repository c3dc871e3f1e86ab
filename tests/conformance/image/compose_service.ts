/**
 * A service of a compose file, as far as a test runs it.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What the examples' services have. */
export interface ComposeService {
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** The service `name` of the file `file` in examples. */
export function composeService(file: string, name: string): ComposeService {
  const path = resolve(import.meta.dirname, "../../../examples", file);
  const { services } = Bun.YAML.parse(readFileSync(path, "utf8")) as {
    services: Record<string, ComposeService>;
  };
  const service = services[name];
  if (service === undefined) throw new Error(`Cannot find the service ${name} in ${path}`);
  return service;
}

/** Its environment variables as text, with `changed` in their place. */
export function environmentOf(
  service: ComposeService,
  changed: Readonly<Record<string, string>> = {},
): string[] {
  const variables = { ...service.environment, ...changed };
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
