/**
 * Why an address cannot be bound, and what to do, from the system's error.
 *
 * @module
 */
import { portHolder } from "./port_holder.ts";
import { BindError, type SocketAddress } from "./socket.ts";

/** By the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "this machine has no such address; its own are told by `ip address`, and " +
    "0.0.0.0 is all of them",
  EACCES: "not allowed; ports below 1024 need more rights: choose one above, or allow it by " +
    "AmbientCapabilities=CAP_NET_BIND_SERVICE in systemd's unit, or by " +
    "`setcap cap_net_bind_service=+ep` on the executable",
  ENOTFOUND: "no resolver knows this host name; check it, or use an address",
};

/** Says it of one address. */
export function bindError({ host, port }: SocketAddress, error: unknown): BindError {
  const reason = error instanceof Error ? error.message : String(error);
  // Bun gives no code where a name has no address.
  const code = error instanceof Error && "code" in error ? String(error.code) : "ENOTFOUND";
  const why = code === "EADDRINUSE" ? listenerOn(port) : REASONS[code] ?? reason;
  return new BindError(`Cannot listen on ${host || "0.0.0.0"}:${port}: ${why}`);
}

function listenerOn(port: number): string {
  const holder = portHolder(port);
  if (holder?.pid === process.pid) {
    return "another listener of this process listens there; give one of the two another port";
  }
  const who = holder === null ? "another program" : `process ${holder.pid} (${holder.command})`;
  return `${who} listens there; stop it, or choose another port`;
}
