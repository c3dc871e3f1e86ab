/**
 * The machine's clock, randomness, network and files, for commands.
 *
 * @module
 */

import { tcpConnect } from "../client/tcp_transport.ts";
import { SystemClock } from "../io/clock.ts";
import { SystemRandom } from "../io/random.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { SystemNetwork } from "../io/system_socket.ts";
import type { Environment } from "./environment.ts";

/** Makes the environment of a real call. */
export function systemEnvironment(): Environment {
  const clock = new SystemClock();
  const network = new SystemNetwork();
  const files = new SystemFileSystem();
  const decoder = new TextDecoder();
  return {
    clock,
    network,
    fileSystem: files,
    random: new SystemRandom(),
    connect: (options) => tcpConnect({ ...options, network, clock }),
    readTextFile: (path) => decoder.decode(files.readFile(path)),
    variables: process.env,
    files: {
      size: (path) => files.size(path),
      read: (path, position, length) => readPart(files, path, { position, length }),
    },
  };
}

function readPart(
  files: SystemFileSystem,
  path: string,
  { position, length }: { position: number; length: number },
): Uint8Array {
  const file = files.open(path, "existing");
  try {
    return file.readSync(position, length);
  } finally {
    file.close();
  }
}
