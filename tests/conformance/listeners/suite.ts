/**
 * Several listeners at once, and what a client of each is told to connect to: by Metadata, where it
 * finds its group's coordinator, in the znodes and by REST. All addresses are loopback's, of which
 * every 127.x.y.z is one, so that a client really goes where it is told.
 *
 * @module
 */
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { freePort } from "../free_port.ts";
import { mustRun } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { MetadataServer } from "./metadata_server.ts";

const INTERNAL = "127.0.0.2";
const EXTERNAL = "127.0.0.3";
const PROTOCOLS = "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,OTHER:PLAINTEXT,SIX:PLAINTEXT";

/** Ports by the listeners' names. */
interface Ports {
  readonly internal: number;
  readonly external: number;
  readonly other: number;
  readonly six: number;
}

async function run(context: Context): Promise<void> {
  await needProgram("kcat");
  const report = context.report.within("listeners");
  const ports = {
    internal: await freePort(),
    external: await freePort(),
    other: await freePort(),
    six: await freePort(),
  };
  await named(report.within("advertised.listeners"), ports);
  await auto(report.within("auto"), ports);
  await withoutMetadata(report.within("auto"));
}

function overridesOf(ports: Ports, advertised: string): Record<string, string> {
  return {
    listeners: [
      `INTERNAL://0.0.0.0:${ports.internal}`,
      `EXTERNAL://0.0.0.0:${ports.external}`,
      `OTHER://127.0.0.1:${ports.other}`,
      `SIX://[::1]:${ports.six}`,
    ].join(","),
    "listener.security.protocol.map": PROTOCOLS,
    "inter.broker.listener.name": "INTERNAL",
    "advertised.listeners": advertised,
  };
}

async function named(report: Report, ports: Ports): Promise<void> {
  const advertised = `INTERNAL://${INTERNAL}:${ports.internal},EXTERNAL://${EXTERNAL}:` +
    `${ports.external},SIX://[::1]:${ports.six}`;
  const kedge = await new Kedge({ overrides: overridesOf(ports, advertised) }).start();
  try {
    await sides(report, ports);
    await report.check(
      "a listener that it does not name tells the address a client came by",
      () => expectBroker(`127.0.0.1:${ports.other}`, `127.0.0.1:${ports.other}`),
    );
    await report.check("IPv6", () => expectBroker(`[::1]:${ports.six}`, `[::1]:${ports.six}`));
    await report.check("the znode has all of them, as Kafka writes them", async () => {
      const { stdout } = await mustRun(["curl", "-s", `${kedge.rest}/v1/znodes/brokers/ids/1`]);
      for (const address of [`INTERNAL://${INTERNAL}:${ports.internal}`, `SIX://[::1]:`]) {
        if (!stdout.includes(address)) throw new Error(`no ${address} in ${stdout}`);
      }
    });
    await report.check("REST tells the first", () => expectRest(kedge, ports.internal));
  } finally {
    await kedge.stop();
  }
}

async function auto(report: Report, ports: Ports): Promise<void> {
  const metadata = new MetadataServer({ internal: INTERNAL, external: EXTERNAL });
  const kedge = new Kedge({
    overrides: overridesOf(ports, "auto"),
    command: ["env", `GCE_METADATA_HOST=${metadata.host}`, ...kedgeCommand()],
  });
  try {
    await kedge.start();
    await report.check("the banner says what clients are told", () =>
      expectPrinted(kedge, [
        `0.0.0.0:${ports.external} (EXTERNAL), clients are told ${EXTERNAL}:${ports.external}`,
        `clients are told ${EXTERNAL}:${ports.other} from outside, ${INTERNAL}:${ports.other} from`,
      ]));
    await sides(report, ports);
    await report.check(
      "a client of this machine stays on the address it came by",
      () => expectBroker(`127.0.0.1:${ports.other}`, `127.0.0.1:${ports.other}`),
    );
    await report.check("REST tells the internal one", () => expectRest(kedge, ports.internal));
  } finally {
    await kedge.stop();
    await metadata.stop();
  }
}

/** Clients of both sides are told their side's address, and reach the broker there. */
async function sides(report: Report, ports: Ports): Promise<void> {
  const places = [
    { name: "INTERNAL", port: ports.internal, told: `${INTERNAL}:${ports.internal}` },
    { name: "EXTERNAL", port: ports.external, told: `${EXTERNAL}:${ports.external}` },
  ];
  for (const { name, port, told } of places) {
    const bootstrap = `127.0.0.1:${port}`;
    await report.check(`${name}: Metadata`, () => expectBroker(bootstrap, told));
    await report.check(`${name}: a group reads what was produced`, async () => {
      const topic = `listeners-${name}`;
      await mustRun(["kcat", "-b", bootstrap, "-P", "-t", topic], { input: "one\n" });
      const group = ["-G", `${topic}-group`, "-c", "1", "-X", "auto.offset.reset=earliest"];
      const debug = ["-X", "debug=cgrp"];
      const { stdout, stderr } = await mustRun([
        "kcat",
        "-b",
        bootstrap,
        ...debug,
        ...group,
        topic,
      ]);
      if (!stdout.includes("one")) throw new Error(`it read ${stdout}`);
      if (!stderr.includes(told)) throw new Error(`its coordinator is not at ${told}: ${stderr}`);
    });
  }
}

async function withoutMetadata(report: Report): Promise<void> {
  const overrides = { "advertised.listeners": "auto" };
  const nobody = `GCE_METADATA_HOST=127.0.0.1:${await freePort()}`;
  const kedge = new Kedge({ overrides, command: ["env", nobody, ...kedgeCommand()] });
  await report.check("without a metadata server: the address a client came by", async () => {
    await kedge.start();
    await expectBroker(kedge.bootstrap, kedge.bootstrap);
    await expectPrinted(kedge, ["clients are told the address they came by"]);
    const warning = "advertised.listeners=auto found no metadata server of Google Cloud";
    if (!kedge.log.includes(warning)) throw new Error(`no warning in ${kedge.log}`);
  });
  await kedge.stop();
}

async function expectBroker(bootstrap: string, told: string): Promise<void> {
  const { stdout } = await mustRun(["kcat", "-b", bootstrap, "-L", "-J"]);
  const { brokers }: { brokers: { name: string }[] } = JSON.parse(stdout);
  const names = brokers.map(({ name }) => name.replace(/[[\]]/g, ""));
  if (names.join() !== told.replace(/[[\]]/g, "")) throw new Error(`it is told ${names.join()}`);
}

async function expectRest(kedge: Kedge, port: number): Promise<void> {
  const { stdout } = await mustRun(["curl", "-s", `${kedge.rest}/v3/clusters/-/brokers`]);
  const { data }: { data: { host: string; port: number }[] } = JSON.parse(stdout);
  const told = data.map((broker) => `${broker.host}:${broker.port}`).join();
  if (told !== `${INTERNAL}:${port}`) throw new Error(`it tells ${told}`);
}

function expectPrinted(kedge: Kedge, parts: readonly string[]): Promise<void> {
  const missing = parts.filter((part) => !kedge.printed.includes(part));
  if (missing.length === 0) return Promise.resolve();
  return Promise.reject(new Error(`no ${missing.join(", no ")} in: ${kedge.printed}`));
}

export const listeners: Suite = { name: "listeners", server: "its own", run };
