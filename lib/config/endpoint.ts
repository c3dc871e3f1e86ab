/**
 * Addresses in settings: `NAME://host:port`, comma separated. The name is a listener's
 * (`listeners`, `advertised.listeners`) or a scheme (`rest.listeners`, `zookeeper.listeners`).
 *
 * @module
 */
import { hostPort } from "../io/host_port.ts";
import { invalidValue, type Rule } from "./rule.ts";

/** One address. */
export interface Endpoint {
  /** What stands before `://`, as written. */
  readonly name: string;
  /** Without the brackets of an IPv6 address; empty where none is written. */
  readonly host: string;
  /** 0 lets the system pick. */
  readonly port: number;
}

const ENDPOINT_PATTERN = /^([\w.+-]+):\/\/(\[[0-9a-fA-F:.%\w]+\]|[^:/[\]\s]*):(\d{1,5})$/;
const PORT_MAX = 65535;

/** Reads one address, or null where it is none. */
export function parseEndpoint(text: string): Endpoint | null {
  const match = ENDPOINT_PATTERN.exec(text.trim());
  if (match === null) return null;
  const [, name = "", host = "", portText = ""] = match;
  const port = Number(portText);
  return port > PORT_MAX ? null : { name, host: host.replace(/^\[|\]$/g, ""), port };
}

/** An address as settings write it. */
export function endpointText({ name, host, port }: Endpoint): string {
  return `${name}://${hostPort(host, port)}`;
}

/** Addresses with any listener name. */
export const listenerEndpoints: Rule = endpointRule(null, "NAME://host:port");

/** Addresses with any listener name, or the one word `auto`. */
export const advertisedEndpoints: Rule = {
  notation: listenerEndpoints.notation,
  allowed:
    `auto, or each as NAME://host:port or NAME://auto:port with a port from 0 to ${PORT_MAX}`,
  check(name, value, text) {
    const items = Array.isArray(value) ? value : [String(value)];
    if (!items.some((item) => item.trim() === "auto")) {
      return listenerEndpoints.check(name, value, text);
    }
    return items.length === 1
      ? null
      : invalidValue(name, text, "auto is for every listener; for one write NAME://auto:port");
  },
};

/** Addresses of the REST interface. */
export const restEndpoints: Rule = endpointRule("http", "http://host:port");

/** Addresses of the ZooKeeper interface. */
export const zookeeperEndpoints: Rule = endpointRule("zookeeper", "zookeeper://host:port");

function endpointRule(scheme: string | null, form: string): Rule {
  return {
    notation: form,
    allowed: `each as ${form} with a port from 0 to ${PORT_MAX}, or nothing`,
    check(name, value, text) {
      const items = Array.isArray(value) ? value : [String(value)];
      for (const item of items) {
        const endpoint = parseEndpoint(item);
        if (endpoint === null) {
          return invalidValue(name, text, `Unable to parse ${item} to a broker endpoint`);
        }
        if (scheme !== null && endpoint.name.toLowerCase() !== scheme) {
          return invalidValue(name, text, `The address ${item} does not begin with ${scheme}://`);
        }
      }
      return null;
    },
  };
}
