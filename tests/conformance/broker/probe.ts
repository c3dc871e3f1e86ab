/**
 * The smallest question a Kafka server answers, ApiVersions v0, asked over a raw socket: tells when
 * a server is up, to the millisecond, without the weight of a client.
 *
 * @module
 */
import { connect } from "node:net";

/** ApiVersions (key 18) version 0, correlation id 7, client id "probe", after its length. */
const REQUEST = Buffer.from("0000000f0012000000000007000570726f6265", "hex");

/**
 * True where the server at `address` answers ApiVersions within `limitMs`.
 *
 * @param address host:port
 */
export function answersApiVersions(address: string, limitMs = 1000): Promise<boolean> {
  const [host, port] = splitAddress(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const chunks: Uint8Array[] = [];
    function finish(answered: boolean): void {
      socket.destroy();
      resolve(answered);
    }
    socket.setTimeout(limitMs, () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
    socket.on("connect", () => socket.write(REQUEST));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      const received = Buffer.concat(chunks);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      finish(received.readInt32BE(4) === 7 && received.readInt16BE(8) === 0);
    });
  });
}

/** host:port as its two parts. */
export function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(":");
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}
