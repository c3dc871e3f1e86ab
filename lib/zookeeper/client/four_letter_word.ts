/**
 * Asks a server one of its four-letter words.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { Network } from "../../io/socket.ts";
import type { ServerAddress } from "./connect_string.ts";

/** A longer answer is cut: `mntr` of a busy server is some KiB. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Sends the word and reads until the server ends the connection.
 *
 * @param options.timeoutMs for the connection to be made, and for the answer, in ms
 * @throws {ConnectError} where the server cannot be reached
 * @throws {Error} where it does not answer in time
 */
export async function askFourLetterWord(
  word: string,
  { network, clock, timeoutMs, ...address }: ServerAddress & {
    network: Network;
    clock: Clock;
    timeoutMs: number;
  },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let ended = () => {/* replaced below */};
  const end = new Promise<void>((resolve) => ended = resolve);
  const connection = await network.connect({ ...address, connectTimeoutMs: timeoutMs }, {
    data(chunk) {
      length += chunk.length;
      if (length <= ANSWER_BYTES_MAX) chunks.push(chunk.slice());
    },
    drain() {/* four bytes fit */},
    close: () => ended(),
  });
  let isLate = false;
  const timer = clock.setTimer(timeoutMs, () => {
    isLate = true;
    connection.destroy();
    ended();
  });
  connection.write(new TextEncoder().encode(word));
  await end;
  timer.cancel();
  if (isLate) throw new Error(`Cannot ask ${word}: no answer within ${timeoutMs} ms`);
  return new TextDecoder().decode(Buffer.concat(chunks));
}
