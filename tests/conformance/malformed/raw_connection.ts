/**
 * A connection that sends bytes no client would, and watches what the server does with it.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { splitAddress } from "../broker/probe.ts";

/** How a connection went. */
export interface RawOutcome {
  isClosed: boolean;
  received: Buffer;
  /** host:port on the client's side, as the server's log may name it. */
  localAddress: string;
}

/** What to do with a raw connection. */
export interface RawOptions {
  /** Sent one after the other, each as soon as the one before is out. */
  send: readonly Uint8Array[];
  /** Ends the sending side after the last byte, as a client that dies in the middle does. */
  then: "end" | "wait";
  /** How long to wait for the server to close. */
  limitMs?: number;
}

/** Sends bytes to `address` (host:port) and waits until the server closes the connection. */
export function sendRaw(address: string, options: RawOptions): Promise<RawOutcome> {
  const [host, port] = splitAddress(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const chunks: Uint8Array[] = [];
    let localAddress = "";
    let isConnected = false;
    function finish(isClosed: boolean): void {
      clearTimeout(limit);
      socket.destroy();
      resolve({ isClosed, received: Buffer.concat(chunks), localAddress });
    }
    const limit = setTimeout(() => finish(false), options.limitMs ?? 5000);
    socket.on("connect", () => {
      isConnected = true;
      localAddress = `${socket.localAddress}:${socket.localPort}`;
      sendAll(socket, options);
    });
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", (error) => {
      if (isConnected) finish(true);
      else reject(error);
    });
    socket.on("close", () => finish(true));
  });
}

function sendAll(socket: Socket, options: RawOptions): void {
  for (const bytes of options.send) socket.write(bytes);
  if (options.then === "end") socket.end();
}
