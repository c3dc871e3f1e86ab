// node-zookeeper-client as an everyday user drives it: client.mjs HOST:PORT.
import zookeeper from "node-zookeeper-client";
import { ask, check, equal, numbered, run, unique, until } from "../node/steps.mjs";

const { ACL, CreateMode, Event, Exception, Id, Permission, State } = zookeeper;
const address = process.argv[2];

/** A client that has connected, and the states it went through. */
async function connected({ root = "", sessionTimeout = 10_000 } = {}) {
  const options = { sessionTimeout, spinDelay: 100, retries: 3 };
  const client = zookeeper.createClient(address + root, options);
  const states = [];
  client.on("state", (state) => states.push(state.getName()));
  client.connect();
  await until(() => client.getState() === State.SYNC_CONNECTED, "connected");
  return { client, states };
}

/** A call of the client as a promise of what its callback gets after the error. */
function call(client, name, ...args) {
  return new Promise((resolve, reject) => {
    client[name](...args, (error, ...results) => error ? reject(error) : resolve(results));
  });
}

/** The name of the error that a call ends with. */
async function errorOf(promise) {
  try {
    await promise;
    return "OK";
  } catch (error) {
    return error.getName?.() ?? String(error);
  }
}

function commit(transaction) {
  return new Promise((resolve, reject) => {
    transaction.commit((error, results) => error ? reject(error) : resolve(results));
  });
}

check("every mode of creation, with data and version", async () => {
  const { client } = await connected();
  const root = `/${unique("node")}`;
  await call(client, "mkdirp", `${root}/deep`);
  const own = client.getSessionId().toString("hex");
  for (const [name, mode] of Object.entries(CreateMode)) {
    const [path] = await call(client, "create", `${root}/${name}`, Buffer.from(name), mode);
    const isSequential = name.endsWith("SEQUENTIAL");
    equal(path.startsWith(`${root}/${name}`), true, path);
    equal(/\d{10}$/.test(path), isSequential, path);
    const [data, stat] = await call(client, "getData", path);
    equal(data.toString(), name, "data");
    const owner = name.startsWith("EPHEMERAL") ? own : "0".repeat(16);
    equal(stat.ephemeralOwner.toString("hex"), owner, "owner");
  }
  // A container: the client has no name for it and passes the number on.
  await call(client, "create", `${root}/container`, Buffer.alloc(0), 4);
  const [stat] = await call(client, "setData", `${root}/PERSISTENT`, Buffer.from("값"), 0);
  equal(stat.version, 1, "version");
  const bad = call(client, "setData", `${root}/PERSISTENT`, Buffer.alloc(0), 7);
  equal(await errorOf(bad), "BAD_VERSION", "an old version");
  equal(await errorOf(call(client, "remove", root)), "NOT_EMPTY", "with children");
  equal(await errorOf(call(client, "create", root)), "NODE_EXISTS", "twice");
  equal(await errorOf(call(client, "getData", "/none")), "NO_NODE", "nothing there");
  const [all] = await call(client, "listSubTreeBFS", root);
  equal(all.length, 7, "what is below it");
  await call(client, "removeRecursive", root);
  equal((await call(client, "exists", root))[0], null, "gone");
  client.close();
});

check("watches on data, existence and children", async () => {
  const { client } = await connected();
  const { client: other } = await connected();
  const root = `/${unique("node")}`;
  const events = [];
  const remember = (event) => events.push(`${event.getName()} ${event.getPath()}`);
  await call(client, "exists", root, remember);
  await call(other, "create", root);
  await until(() => events.length === 1, "an event for the creation");
  await call(client, "getData", root, remember);
  await call(client, "getChildren", root, remember);
  await call(other, "setData", root, Buffer.from("1"));
  await call(other, "setData", root, Buffer.from("2"));
  await call(other, "create", `${root}/a`);
  await until(() => events.length === 3, "events for data and children");
  await call(client, "getChildren", `${root}/a`, remember);
  await call(client, "exists", `${root}/a`, remember);
  await call(other, "remove", `${root}/a`);
  await until(() => events.length >= 4, "an event for the deletion");
  equal([...new Set(events)], [
    `NODE_CREATED ${root}`,
    `NODE_DATA_CHANGED ${root}`,
    `NODE_CHILDREN_CHANGED ${root}`,
    `NODE_DELETED ${root}/a`,
  ], "events");
  for (const each of [client, other]) each.close();
});

check("transactions: all or nothing, with results", async () => {
  const { client } = await connected();
  const root = `/${unique("node")}`;
  const results = await commit(
    client.transaction().create(root, Buffer.from("1")).create(`${root}/a`)
      .create(`${root}/s-`, null, CreateMode.EPHEMERAL_SEQUENTIAL)
      .setData(root, Buffer.from("2")).check(root, 1).remove(`${root}/a`),
  );
  equal(results[2].path, `${root}/s-0000000001`, "name of the sequential one");
  equal(results[3].stat.version, 1, "version after the change");
  const bad = client.transaction().create(`${root}/b`).check(root, 9).create(`${root}/b/c`);
  const error = await new Promise((resolve) =>
    bad.commit((failure, parts) => resolve([failure.getName(), parts.map((part) => part.err)]))
  );
  equal(error, ["BAD_VERSION", [0, Exception.BAD_VERSION, -2]], "error and codes of the parts");
  equal((await call(client, "exists", `${root}/b`))[0], null, "nothing of it was done");
  client.close();
});

check("access lists and credentials", async () => {
  const { client: owner } = await connected();
  const { client: other } = await connected();
  const root = `/${unique("node")}`;
  owner.addAuthInfo("digest", Buffer.from("유저:비밀"));
  await call(owner, "create", root, Buffer.from("x"), ACL.CREATOR_ALL_ACL);
  equal((await call(owner, "getData", root))[0].toString(), "x", "read by its owner");
  equal(await errorOf(call(other, "getData", root)), "NO_AUTH", "read by a stranger");
  const list = [new ACL(Permission.READ, Id.ANYONE_ID_UNSAFE)];
  await call(owner, "setACL", root, list, 0);
  equal((await call(other, "getACL", root))[0][0].id.scheme, "world", "the new list");
  equal((await call(other, "getData", root))[0].toString(), "x", "read by anyone");
  equal(
    await errorOf(call(other, "setData", root, Buffer.from("y"))),
    "NO_AUTH",
    "written by anyone",
  );
  let isRefused = false;
  other.on("authenticationFailed", () => isRefused = true);
  other.addAuthInfo("nonsense", Buffer.from("x"));
  await until(() => isRefused, "a scheme that does not exist is refused");
  owner.close();
});

check("a chroot", async () => {
  const { client } = await connected();
  const root = `/${unique("node")}`;
  await call(client, "create", root);
  const { client: inner } = await connected({ root });
  const events = [];
  await call(inner, "getChildren", "/", (event) => events.push(event.getPath()));
  equal((await call(inner, "create", "/x", Buffer.from("in")))[0], "/x", "path");
  equal((await call(client, "getData", `${root}/x`))[0].toString(), "in", "from outside");
  await until(() => events[0] === "/", "an event with the path inside");
  for (const each of [client, inner]) each.close();
});

check("1,000 operations in flight keep their order", async () => {
  const { client } = await connected();
  const root = `/${unique("node")}`;
  await call(client, "create", root);
  const paths = numbered(1000, (n) => `${root}/n${n}`);
  const made = await Promise.all(paths.map((path) => call(client, "create", path)));
  equal(made.map(([path]) => path), paths, "paths");
  const stats = await Promise.all(paths.map(() => call(client, "setData", root, Buffer.from("y"))));
  equal(stats.map(([stat]) => stat.version), numbered(1000, (n) => n + 1), "versions");
  client.close();
});

check("a session that ends behind its client's back", async () => {
  const { client, states } = await connected();
  const { client: other } = await connected();
  const root = `/${unique("node")}`;
  await call(client, "create", root, null, CreateMode.EPHEMERAL);
  // Again where the client took the session back before the twin could end it.
  await until(async () => {
    await endSession(client);
    return states.includes("EXPIRED");
  }, "the client is told");
  equal((await call(other, "exists", root))[0], null, "its ephemeral znode");
  other.close();
});

/** Takes up the session in another connection and ends it there; waits what a reconnect takes. */
async function endSession(client) {
  const twin = zookeeper.createClient(address, { sessionTimeout: 10_000, spinDelay: 100 });
  twin.connectionManager.sessionId = client.getSessionId();
  twin.connectionManager.sessionPassword = client.getSessionPassword();
  await new Promise((resolve) => {
    twin.once("connected", () => twin.close());
    twin.once("expired", resolve);
    twin.once("disconnected", resolve);
    twin.connect();
  });
  twin.close();
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

check(
  "reconnect after a restart: session, watches and credentials stay",
  () => outlives("restart"),
);
check("reconnect after kill -9: session, watches and credentials stay", () => outlives("kill"));

async function outlives(how) {
  const { client, states } = await connected();
  const root = `/${unique("node")}`;
  client.addAuthInfo("digest", Buffer.from("user:secret"));
  await call(client, "create", root, Buffer.from("x"), ACL.CREATOR_ALL_ACL);
  await call(client, "create", `${root}/mine`, null, CreateMode.EPHEMERAL);
  const session = client.getSessionId().toString("hex");
  const events = [];
  await call(client, "getData", root, (event) => events.push(event.getType()));
  await call(client, "exists", `${root}/new`, (event) => events.push(event.getType()));
  await call(client, "getChildren", root, (event) => events.push(event.getType()));
  await ask(how);
  await until(() => states.length >= 3 && states.at(-1) === "SYNC_CONNECTED", "connected again");
  equal(states, ["SYNC_CONNECTED", "DISCONNECTED", "SYNC_CONNECTED"], "states");
  equal(client.getSessionId().toString("hex"), session, "session");
  const [stat] = await call(client, "exists", `${root}/mine`);
  equal(stat.ephemeralOwner.toString("hex"), session, "owner of the ephemeral znode");
  equal(events, [], "events of nothing");
  await call(client, "setData", root, Buffer.from("y"));
  await call(client, "create", `${root}/new`);
  await until(() => events.length === 3, "the watches that were set before");
  const wanted = [Event.NODE_DATA_CHANGED, Event.NODE_CREATED, Event.NODE_CHILDREN_CHANGED];
  equal([...events].sort(), [...wanted].sort(), "events");
  client.close();
}

await run();
