/**
 * Bytes that no client sends, by port.
 *
 * @module
 */
import { SeededRandom } from "../../../lib/io/random.ts";

/** One kind of malformed input. */
export interface MalformedCase {
  name: string;
  send: readonly Uint8Array[];
  then: "end" | "wait";
}

const INT32_MAX = 0x7fffffff;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function framed(...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
}

/** A request header (version 1) with an empty client id. */
function header(apiKey: number, version: number): Buffer {
  return Buffer.concat([int16(apiKey), int16(version), int32(1), int16(0)]);
}

function randomBytes(length: number, seed: number): Uint8Array {
  return new SeededRandom(seed).bytes(length);
}

/** A random first frame: a small length, so that the bytes after it are taken for a request. */
function randomFrame(seed: number): Buffer {
  return framed(randomBytes(200, seed));
}

/** TLS's first bytes, which a client with the wrong security.protocol sends. */
const CLIENT_HELLO = Buffer.concat([
  Buffer.from("1603010200010001fc0303", "hex"),
  randomBytes(500, 7),
]);
const HTTP_GET = Buffer.from("GET / HTTP/1.1\r\nHost: kafka\r\n\r\n");

/** Cases for the Kafka port; after each the connection must be closed by the server. */
export const KAFKA_CASES: readonly MalformedCase[] = [
  { name: "a size of 2 GiB", send: [int32(INT32_MAX), randomBytes(1000, 1)], then: "wait" },
  { name: "a negative size", send: [int32(-1), randomBytes(100, 2)], then: "wait" },
  { name: "a size of 0", send: [int32(0)], then: "end" },
  { name: "a size below a header's", send: [framed(int16(3))], then: "wait" },
  { name: "random bytes", send: [randomBytes(65_536, 3)], then: "end" },
  { name: "a random frame", send: [randomFrame(4), randomFrame(5)], then: "end" },
  { name: "a frame that ends early", send: [int32(1000), header(3, 1)], then: "end" },
  { name: "an unknown API key", send: [framed(header(999, 0))], then: "wait" },
  { name: "a negative API key", send: [framed(header(-1, 0))], then: "wait" },
  { name: "a version from the future", send: [framed(header(3, 99), int32(0))], then: "wait" },
  { name: "an array of 2 billion", send: [framed(header(3, 1), int32(INT32_MAX))], then: "wait" },
  { name: "a null array where none may be", send: [framed(header(3, 0), int32(-1))], then: "wait" },
  {
    name: "a string longer than its frame",
    send: [framed(header(3, 1), int32(1), int16(30_000), randomBytes(10, 6))],
    then: "wait",
  },
  { name: "a header that is cut", send: [framed(header(18, 0).subarray(0, 6))], then: "wait" },
  {
    name: "a client id longer than its frame",
    send: [framed(int16(18), int16(0), int32(1), int16(32_000))],
    then: "wait",
  },
  {
    name: "a varint that never ends",
    send: [framed(header(18, 3), Buffer.from([0]), Buffer.alloc(20, 0xff))],
    then: "end",
  },
  { name: "TLS", send: [CLIENT_HELLO], then: "end" },
  { name: "HTTP", send: [HTTP_GET], then: "end" },
];

/** A ConnectRequest: protocol 0, zxid 0, 10 s, no session, 16 bytes of password, not read-only. */
const CONNECT = framed(
  Buffer.concat([int32(0), int32(0), int32(0), int32(10_000), int32(0), int32(0)]),
  Buffer.concat([int32(16), Buffer.alloc(16), Buffer.from([0])]),
);

/** Cases for the ZooKeeper port; after each the connection must be closed by the server. */
export const ZOOKEEPER_CASES: readonly MalformedCase[] = [
  { name: "a size of 2 GiB", send: [int32(INT32_MAX), randomBytes(1000, 11)], then: "wait" },
  { name: "a negative size", send: [int32(-5), randomBytes(100, 12)], then: "wait" },
  { name: "random bytes", send: [randomBytes(65_536, 13)], then: "end" },
  { name: "a random frame", send: [randomFrame(14)], then: "end" },
  { name: "a connect that is cut", send: [framed(CONNECT.subarray(4, 20))], then: "wait" },
  { name: "a frame that ends early", send: [int32(1000), CONNECT], then: "end" },
  {
    name: "a size of 2 GiB after a connect",
    send: [CONNECT, int32(INT32_MAX), randomBytes(1000, 15)],
    then: "wait",
  },
  {
    name: "a request that is cut after a connect",
    send: [CONNECT, framed(int32(1), int32(4), int32(1000))],
    then: "end",
  },
  {
    name: "a path longer than its frame",
    send: [CONNECT, framed(int32(1), int32(3), int32(INT32_MAX), randomBytes(8, 16))],
    then: "end",
  },
  { name: "random bytes after a connect", send: [CONNECT, randomBytes(5000, 17)], then: "end" },
  { name: "an unknown four-letter word", send: [Buffer.from("what")], then: "end" },
  { name: "HTTP", send: [HTTP_GET], then: "end" },
  { name: "TLS", send: [CLIENT_HELLO], then: "end" },
];

/** Cases for the REST port; the server may answer an error or close, and must go on. */
export const REST_CASES: readonly MalformedCase[] = [
  { name: "random bytes", send: [randomBytes(65_536, 21)], then: "end" },
  { name: "a request that ends early", send: [Buffer.from("GET /v3/clust")], then: "end" },
  {
    name: "headers without end",
    send: [Buffer.from("GET / HTTP/1.1\r\n"), Buffer.from("X-Long: ".padEnd(200_000, "a"))],
    then: "end",
  },
  {
    name: "a content length of 2 GiB",
    send: [
      Buffer.from("POST /v3/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483647\r\n\r\n{"),
    ],
    then: "end",
  },
  {
    name: "a negative content length",
    send: [Buffer.from("POST /v3/clusters HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{")],
    then: "end",
  },
  {
    name: "a chunk of an absurd length",
    send: [
      Buffer.from("POST /v3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
      Buffer.from("ffffffffffffffff\r\n{"),
    ],
    then: "end",
  },
  {
    name: "a path out of the tree",
    send: [
      Buffer.from("GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    ],
    then: "end",
  },
  { name: "TLS", send: [CLIENT_HELLO], then: "end" },
];
