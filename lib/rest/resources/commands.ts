/**
 * /commands and /commands/{name}: the AdminServer of ZooKeeper 3.9, with its names, fields and
 * form. An unknown command is answered with 200 and an error, as there.
 *
 * @module
 */
import { adminJson } from "../../zookeeper/commands/admin/admin_json.ts";
import type { AdminFields } from "../../zookeeper/commands/admin/admin_command.ts";
import {
  adminCommands,
  isAdminCommand,
  runAdminCommand,
} from "../../zookeeper/commands/admin/mod.ts";
import type { Visitor } from "../../zookeeper/server/visitor.ts";
import { Perms } from "../../zookeeper/tree/acl.ts";
import { RestError } from "../failure.ts";
import { route, type RouteRequest } from "../route.ts";
import type { RestServices } from "../services.ts";
import { string } from "../shape.ts";
import { basicCredentials } from "../znode_visitor.ts";

const path = "/commands/{command*}";
const parameters = { command: string({ about: "A command's name or alias; none lists them" }) };

/** Commands that need every permission on the root, by their names and aliases. */
const GUARDED: ReadonlyMap<string, { name: string; method: string; instead: string }> = new Map(
  ([
    ["snapshot", "snap", "GET", "kedge zookeeper export"],
    ["restore", "rest", "POST", "kedge zookeeper import"],
  ] as const).flatMap(([name, alias, method, instead]) => {
    const command = { name, method, instead };
    return [[name, command], [alias, command]] as const;
  }),
);

type Asking = RouteRequest<{ command: string }, unknown, unknown>;

export const getCommand = route({
  method: "GET",
  path,
  tag: "ZooKeeper commands",
  name: "runCommand",
  summary: "Run a command of ZooKeeper's AdminServer, or list them",
  about: "set_trace_mask takes the query parameter traceMask; snapshot answers with a snapshot.",
  parameters,
  answerTypes: ["application/json", "text/html", "application/octet-stream"],
  async handle(request) {
    const { services, parameters: { command }, url } = request;
    if (command === "") return listAnswer();
    if (GUARDED.has(command)) return await guarded(command, request);
    const query = new Map(url.searchParams);
    return answer(200, runAdminCommand(command, { context: services.znodes.reports, query }));
  },
});

export const postCommand = route({
  method: "POST",
  path,
  tag: "ZooKeeper commands",
  name: "postCommand",
  summary: "Run the command restore of ZooKeeper's AdminServer",
  parameters,
  answerTypes: ["application/json", "text/html"],
  async handle(request) {
    const { services, parameters: { command } } = request;
    if (command === "") return listAnswer();
    if (GUARDED.has(command)) return await guarded(command, request);
    if (isAdminCommand(command)) return wrongMethod(command, "GET");
    const context = services.znodes.reports;
    return answer(200, runAdminCommand(command, { context, query: new Map() }));
  },
});

function answer(
  status: number,
  fields: AdminFields,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(adminJson(fields), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

function listAnswer(): Response {
  const names = adminCommands.map((command) => command.names[0]);
  for (const { name } of GUARDED.values()) if (!names.includes(name)) names.push(name);
  const links = names.sort().map((name) => `<a href="/commands/${name}">${name}</a>\n<br/>\n`);
  return new Response(links.join(""), { headers: { "content-type": "text/html; charset=utf-8" } });
}

function wrongMethod(command: string, method: string): Response {
  const error = `${command} is run with ${method}`;
  return answer(405, { command, error }, { allow: `${method}, OPTIONS` });
}

async function guarded(command: string, request: Asking): Promise<Response> {
  const { name, method, instead } = GUARDED.get(command)!;
  const authorization = request.request.headers.get("authorization");
  if (authorization === null) {
    return answer(401, { command, error: "Auth info is missing for the command" });
  }
  const visitor = visitorOf(authorization, request);
  if (visitor === null) return answer(401, { command, error: "Not authenticated" });
  if (!await visitor.hasPermissions("/", Perms.ALL)) {
    return answer(403, { command, error: "Not authorized" });
  }
  if (request.request.method !== method) return wrongMethod(command, method);
  if (name === "snapshot" && !request.services.givesSnapshots) {
    return answer(503, { command: name, error: "admin.snapshot.enabled is false" });
  }
  const snapshot = name === "snapshot" ? await snapshotOf(request) : null;
  if (snapshot !== null) return snapshot;
  const error = `${name} is not served while the server runs: stop it and use ${instead}`;
  return answer(501, { command: name, error });
}

/** Requests for snapshots that are under way, by services: one at a time. */
const taking = new WeakSet<RestServices>();

/** The snapshot as bytes, or with streaming=false only told of; null where it cannot be taken. */
async function snapshotOf({ services, url }: Asking): Promise<Response | null> {
  if (taking.has(services)) return answer(429, { command: "snapshot", error: null });
  taking.add(services);
  try {
    const snapshot = await services.exportZnodes();
    if (snapshot === null) return null;
    const { zxid, bytes } = snapshot;
    const headers = {
      last_zxid: `0x${zxid.toString(16)}`,
      snapshot_size: String(bytes.length),
    };
    const isTold = (url.searchParams.get("streaming") ?? "true").toLowerCase() !== "true";
    if (isTold) return answer(200, { command: "snapshot", error: null }, headers);
    return new Response(new Uint8Array(bytes), {
      headers: { ...headers, "content-type": "application/octet-stream" },
    });
  } finally {
    taking.delete(services);
  }
}

/** Who shows to be whom by `digest user:password`, as in ZooKeeper, by `ip`, or by Basic. */
function visitorOf(authorization: string, { services, remoteAddress }: Asking): Visitor | null {
  const [scheme = "", credentials, ...rest] = authorization.split(" ");
  if (rest.length > 0) return null;
  if (scheme === "ip") return services.znodes.visitor({ remoteAddress, credentials: null });
  if (scheme === "digest" && credentials?.includes(":")) {
    return services.znodes.visitor({ remoteAddress, credentials });
  }
  try {
    const basic = basicCredentials(authorization);
    return services.znodes.visitor({ remoteAddress, credentials: basic });
  } catch (error) {
    if (error instanceof RestError) return null;
    throw error;
  }
}
