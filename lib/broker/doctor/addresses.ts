/**
 * What clients are told to connect to: whether the names resolve, to where, and whether a kedge
 * that runs answers there.
 *
 * @module
 */
import { AUTO_HOST, type Listener } from "../../config/listener.ts";
import { addressKind } from "../address_kind.ts";
import { hostPort } from "../../io/host_port.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { askKafka } from "./port_answer.ts";
import { reasonOf } from "./read_text.ts";

export const addresses: Check = {
  name: "addresses",
  about: "machine",
  async *run(ground) {
    const { config } = ground;
    if (!config.brokerEnable) return;
    for (const listener of config.listeners) {
      const told = config.advertisedListeners.find(({ name }) => name === listener.name);
      if (told === undefined || told.host === "") {
        yield ok(listener.name, "clients are told the address that they came by");
      } else if (told.host === AUTO_HOST) {
        yield ok(listener.name, "clients are told what the machine's cloud says (auto)");
      } else yield await toldAddress(listener, { told, ground });
    }
  },
};

async function toldAddress(
  listener: Listener,
  { told, ground }: { told: Listener; ground: Ground },
): Promise<Finding> {
  const port = told.port || listener.port;
  const address = hostPort(told.host, port);
  const subject = `${listener.name} ${address}`;
  const isOpen = addressKind(listener.host) !== "loopback";
  const advice =
    `Set advertised.listeners=${listener.name}://HOST:${port} with a name or address ` +
    "that clients reach";
  if (told.host === "0.0.0.0" || told.host === "::") {
    return fail(subject, "clients cannot connect to it: it stands for every address", { advice });
  }
  const resolved = await resolve(told.host, ground);
  if (typeof resolved === "string") return fail(subject, resolved, { advice });
  const isLoopback = resolved.length > 0 &&
    resolved.every((each) => addressKind(each) === "loopback");
  if (isLoopback && isOpen) {
    return warn(
      subject,
      `it leads each client to its own machine (${resolved.join(", ")}), and the listener takes ` +
        `clients of other machines (${hostPort(listener.host, listener.port)})`,
      { advice: `${advice}; or listen on 127.0.0.1 where clients of this machine are all` },
    );
  }
  const leads = `leads to ${resolved.join(", ")}`;
  if (ground.running === null) return ok(subject, `${leads}; kedge does not run`);
  const answer = await askKafka({ host: told.host, port }, ground);
  if (answer === null) {
    return warn(subject, `${leads}, where no broker answers from here`, {
      advice: "Where clients outside reach it (a NAT, a load balancer) all is well; else check " +
        "the port, the firewall and the address",
    });
  }
  return ok(subject, `${leads}, where ${answer.text} answers`);
}

/** The addresses of a host, or what is wrong with it. */
async function resolve(host: string, { lookup }: Ground): Promise<readonly string[] | string> {
  const kind = addressKind(host);
  if (kind !== "name" && host.toLowerCase() !== "localhost") return [host];
  try {
    return await lookup.addresses(host) ?? "the name does not resolve on this machine";
  } catch (error) {
    return `the name cannot be looked up: ${reasonOf(error)}`;
  }
}
