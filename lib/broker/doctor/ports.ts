/**
 * The ports of all listeners: free, or taken, and by whom.
 *
 * @module
 */
import { BindError, type SocketAddress } from "../../io/socket.ts";
import { readMetaProperties } from "../meta_properties.ts";
import { hostPort } from "../../io/host_port.ts";
import { reachableHost } from "../listener_addresses.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { askHttp, askKafka, askZookeeper, type PortAnswer } from "./port_answer.ts";
import { reasonOf } from "./read_text.ts";

interface Port extends SocketAddress {
  readonly label: string;
  /** The setting that names it. */
  readonly setting: string;
  readonly ask: (address: SocketAddress, ground: Ground) => Promise<PortAnswer | null>;
}

export const ports: Check = {
  name: "ports",
  about: "machine",
  async *run(ground) {
    for (const port of portsOf(ground)) yield await checkPort(port, ground);
  },
};

function portsOf({ config }: Ground): Port[] {
  const kafka = config.brokerEnable ? config.listeners : [];
  return [
    ...kafka.map(({ name, host, port }) => ({
      label: name,
      host,
      port,
      setting: "listeners",
      ask: askKafka,
    })),
    ...config.zookeeperListeners.map(({ host, port }) => ({
      label: "ZooKeeper",
      host,
      port,
      setting: "zookeeper.listeners",
      ask: askZookeeper,
    })),
    ...config.restListeners.map(({ host, port }) => ({
      label: "REST",
      host,
      port,
      setting: "rest.listeners",
      ask: askHttp,
    })),
  ];
}

async function checkPort(port: Port, ground: Ground): Promise<Finding> {
  const subject = `${port.label} ${hostPort(port.host, port.port)}`;
  const { running } = ground;
  if (port.port === 0) return ok(subject, "any free port is taken at the start");
  const fault = bindFault(port, ground);
  if (fault === null) {
    if (running === null) return ok(subject, "free");
    return warn(subject, `nobody listens, although ${running.holder} uses the data folder`, {
      advice: "That kedge has other settings: check with its own server.properties, or restart it",
    });
  }
  if (!isTaken(fault)) {
    return fail(subject, fault, { advice: `Set another address in ${port.setting}` });
  }
  const holder = ground.machine.portHolder(port.port);
  const address = { host: reachableHost(port.host), port: port.port };
  const answer = await port.ask(address, ground);
  const who = holder === null
    ? "a process that the system does not name to this user"
    : `process ${holder.pid} (${holder.command})`;
  const isOwn = running !== null && isSame({ answer, holder }, ground);
  if (isOwn && answer !== null) return ok(subject, `${answer.text} answers: ${who}`);
  if (isOwn) {
    return fail(subject, `taken by the kedge that runs (${who}), which does not answer`, {
      advice: "Look into its log (journalctl -u kedge, or logger.file), and restart it",
    });
  }
  const answers = answer === null ? "" : `, where ${answer.text} answers`;
  return fail(subject, `taken by ${who}${answers}`, {
    advice: `Stop that process, or set another port in ${port.setting}`,
  });
}

/** Why the port cannot be bound now; null where it can. */
function bindFault({ host, port }: Port, { network }: Ground): string | null {
  try {
    network.listen({ host, port }, (connection) => {
      connection.destroy();
      return { data: () => {}, drain: () => {}, close: () => {} };
    }).close();
    return null;
  } catch (error) {
    if (error instanceof BindError) return reasonOf(error);
    throw error;
  }
}

/** Else the address is not this machine's, or the user may not have it. */
function isTaken(fault: string): boolean {
  return fault.includes("listens there");
}

/** Whether a port is that of the kedge which uses the data folders. */
function isSame(
  { answer, holder }: {
    answer: PortAnswer | null;
    holder: { readonly pid: number } | null;
  },
  { running, config, files }: Ground,
): boolean {
  const pid = running?.pid ?? null;
  if (holder !== null && pid !== null) return holder.pid === pid;
  if (answer === null || answer.clusterId === null) return answer !== null;
  return config.logDirs.some((folder) => {
    try {
      return readMetaProperties(files, folder).clusterId === answer.clusterId;
    } catch {
      // The check of the data folders says what is wrong with it.
      return false;
    }
  });
}
