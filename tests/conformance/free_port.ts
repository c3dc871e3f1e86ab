/**
 * A TCP port on the loopback that nobody listens on now, for servers that cannot be asked which one
 * they took: Kafka and ZooKeeper.
 *
 * @module
 */
import { createServer } from "node:net";

/** Finds a free port by taking one for a moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("No free port"));
        else resolve(address.port);
      });
    });
  });
}
