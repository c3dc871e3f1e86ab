/**
 * A server of a few HTTP answers on any network, for tests of who asks.
 *
 * @module
 */
import type { Listener, Network } from "../../lib/io/socket.ts";

/** What is answered; null says nothing at all. */
export type Answers = (request: string) => string | null;

/** Serves on a port (0 takes a free one); each connection gets one answer and is closed. */
export function serveHttp(network: Network, port: number, answers: Answers): Listener {
  return network.listen({ host: "127.0.0.1", port }, (connection) => {
    let request = "";
    return {
      data(chunk) {
        request += Buffer.from(chunk).toString();
        if (!request.includes("\r\n\r\n")) return;
        const answer = answers(request);
        if (answer === null) return;
        connection.write(Buffer.from(answer));
        connection.end();
      },
      drain() {},
      close() {},
    };
  });
}
