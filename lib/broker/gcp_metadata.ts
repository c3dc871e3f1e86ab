/**
 * The addresses of a virtual machine of Google Cloud, from its metadata server. The machine itself
 * has the internal address only: the external one is translated on the way, and can change while
 * the machine runs.
 *
 * @module
 * @see https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import { httpGet } from "../io/http_get.ts";
import type { Network } from "../io/socket.ts";

/** A machine's addresses, as its cloud tells them. */
export interface MachineAddresses {
  readonly internal: string;
  /** Null where it has none. */
  readonly external: string | null;
}

/** Where the metadata server is, unless GCE_METADATA_HOST names another. */
export const METADATA_HOST = "metadata.google.internal";

/** The product's name in the firmware of every machine of Google Cloud. */
const PRODUCT_NAME = "Google Compute Engine";
const PRODUCT_NAME_FILE = "/sys/class/dmi/id/product_name";
const INTERFACE = "/computeMetadata/v1/instance/network-interfaces/0";
const HEADERS = { "Metadata-Flavor": "Google" };
/** For both questions together. */
const TIMEOUT_MS = 2000;
const HTTP_PORT = 80;
const IPV4_PATTERN = /^\d{1,3}(\.\d{1,3}){3}$/;

/** There is no metadata server here, or it does not say what it should. */
export class MetadataServerError extends Error {
  override name = "MetadataServerError";
}

/**
 * Asks for both addresses, within two seconds.
 *
 * @param host of the metadata server, with `:port` where it is not 80
 * @throws {MetadataServerError}
 */
export async function gcpAddresses(
  services: { network: Network; clock: Clock },
  host: string,
): Promise<MachineAddresses> {
  const deadlineMs = services.clock.monotonicMs() + TIMEOUT_MS;
  const internal = await ask(services, { host, path: `${INTERFACE}/ip`, deadlineMs });
  if (internal === null) {
    throw new MetadataServerError(`The metadata server ${host} names no internal address`);
  }
  const path = `${INTERFACE}/access-configs/0/external-ip`;
  const external = await ask(services, { host, path, deadlineMs });
  return { internal, external };
}

/** True on a machine of Google Cloud; asks no network. */
export function isGcpMachine(files: FileSystem): boolean {
  try {
    return new TextDecoder().decode(files.readFile(PRODUCT_NAME_FILE)).trim() === PRODUCT_NAME;
  } catch {
    // Other machines have other files, or none.
    return false;
  }
}

/** An address, or null where the machine has none: then the path is missing, or its value empty. */
async function ask(
  services: { network: Network; clock: Clock },
  { host, path, deadlineMs }: { host: string; path: string; deadlineMs: number },
): Promise<string | null> {
  const [name = "", port] = host.split(":");
  const answer = await httpGet(services, {
    host: name,
    port: port === undefined ? HTTP_PORT : Number(port),
    path,
    headers: HEADERS,
    timeoutMs: Math.max(1, deadlineMs - services.clock.monotonicMs()),
  }).catch((error) => {
    throw new MetadataServerError(error instanceof Error ? error.message : String(error));
  });
  const { status, headers, text } = answer;
  // Whoever else answers here, such as a hotel's login page, does not know this header.
  if (headers.get("metadata-flavor") !== HEADERS["Metadata-Flavor"]) {
    throw new MetadataServerError(`${host} is no metadata server: no header Metadata-Flavor`);
  }
  if (status === 404 || (status === 200 && text.trim() === "")) return null;
  if (status === 200 && IPV4_PATTERN.test(text.trim())) return text.trim();
  throw new MetadataServerError(`${host}${path} answers ${status}, ${text.slice(0, 40).trim()}`);
}
