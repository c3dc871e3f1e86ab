/**
 * One line about a running kedge for the service manager: `systemctl status` shows it.
 *
 * @module
 */
import type { KedgeAddresses } from "./kedge.ts";
import { hostPort } from "../io/host_port.ts";

/** Where it serves. */
export function servingStatus({ kafka, zookeeper, rest }: KedgeAddresses): string {
  const parts = [
    { name: "Kafka", places: kafka },
    { name: "ZooKeeper", places: zookeeper },
    { name: "REST", places: rest },
  ]
    .filter(({ places }) => places.length > 0)
    .map(({ name, places }) =>
      `${name} on ${places.map(({ host, port }) => hostPort(host, port)).join(" and ")}`
    );
  return parts.length === 0 ? "serving, every port is off" : `serving ${parts.join(", ")}`;
}
