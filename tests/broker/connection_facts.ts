/**
 * Facts of a client's connection, for tests of what clients are told.
 *
 * @module
 */
import type { ConnectionFacts } from "../../lib/kafka/handlers/handler.ts";

/** A client at 192.168.1.9 that came to 192.168.1.2:9092, but for what is said otherwise. */
export function connectionFacts(facts: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    id: 1,
    listenerName: "PLAINTEXT",
    remoteAddress: "192.168.1.9",
    localAddress: "192.168.1.2",
    localPort: 9092,
    softwareName: "",
    softwareVersion: "",
    mute() {},
    disconnect() {},
    onClose: () => () => {},
    ...facts,
  };
}
