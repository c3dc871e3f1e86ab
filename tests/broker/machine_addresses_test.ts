import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { METADATA_HOST } from "../../lib/broker/gcp_metadata.ts";
import { MachineAddressWatch } from "../../lib/broker/machine_addresses.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { turns } from "../io/turns.ts";
import { type Metadata, serveMetadata } from "./metadata_server.ts";

const REFRESH_MS = 300_000;
const RETRY_MS = 10_000;

let network: MemoryNetwork;
let clock: MemoryClock;
let files: MemoryFileSystem;
let logger: MemoryLogger;
let metadata: Metadata;
let watch: MachineAddressWatch | null;

beforeEach(() => {
  network = new MemoryNetwork();
  clock = new MemoryClock();
  files = new MemoryFileSystem();
  logger = new MemoryLogger();
  metadata = { internal: "10.128.0.2", external: "34.1.2.3" };
  watch = null;
});

afterEach(() => {
  watch?.stop();
  expect(clock.pending).toBe(0);
});

async function started(
  { override = "advertised.listeners=auto", metadataHost = METADATA_HOST } = {},
): Promise<MachineAddressWatch> {
  const { config } = loadServerConfig({ overrides: [override] });
  watch = new MachineAddressWatch({ config, network, clock, files, logger, metadataHost });
  await watch.start();
  return watch;
}

/** Lets a timer fire and its questions be answered. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await turns();
}

describe("at the start", () => {
  test("nobody is asked where no listener is auto", async () => {
    expect((await started({ override: "advertised.listeners=PLAINTEXT://h:1" })).known).toBeNull();
    expect(logger.lines).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("both addresses are known", async () => {
    serveMetadata(network, metadata);
    expect((await started()).known).toEqual({ internal: "10.128.0.2", external: "34.1.2.3" });
    expect(logger.messages("WARN")).toEqual([]);
  });

  test("a single listener is enough", async () => {
    serveMetadata(network, metadata);
    const override = "advertised.listeners=PLAINTEXT://auto:19092";
    expect((await started({ override })).known?.external).toBe("34.1.2.3");
  });

  test("a machine without an external address is told how to add one", async () => {
    serveMetadata(network, { ...metadata, external: null });
    expect((await started()).known).toEqual({ internal: "10.128.0.2", external: null });
    const [warning] = logger.messages("WARN");
    expect(warning).toContain("every client is told 10.128.0.2");
    expect(warning).toContain("gcloud compute instances add-access-config");
  });

  test("elsewhere than on Google Cloud a line says so, and nobody is asked again", async () => {
    expect((await started({ metadataHost: "" })).known).toBeNull();
    const [warning] = logger.messages("WARN");
    expect(warning).toContain("each client is told the address it came by");
    expect(warning).toContain("set advertised.listeners=PLAINTEXT://HOST:9092");
    expect(clock.pending).toBe(0);
  });
});

describe("later", () => {
  test("an external address that changed is noticed, once, quietly", async () => {
    serveMetadata(network, metadata);
    const addresses = await started();
    let changes = 0;
    addresses.onChange = () => changes += 1;
    await pass(REFRESH_MS);
    expect([changes, logger.lines.length]).toEqual([0, 1]);
    metadata.external = "35.9.9.9";
    await pass(REFRESH_MS);
    expect(addresses.known).toEqual({ internal: "10.128.0.2", external: "35.9.9.9" });
    await pass(REFRESH_MS);
    expect([changes, logger.lines.length]).toEqual([1, 2]);
    expect(logger.messages("INFO")[1]).toContain("clients are told other addresses from now on");
  });

  test("what was known stays while the server does not answer", async () => {
    const server = serveMetadata(network, metadata);
    const addresses = await started();
    server.close();
    await pass(REFRESH_MS);
    expect(addresses.known?.external).toBe("34.1.2.3");
    expect(logger.messages("WARN")).toEqual([]);
  });

  test("a server that is expected is asked again soon", async () => {
    files.makeFolder("/sys/class/dmi/id");
    const product = Buffer.from("Google Compute Engine\n");
    files.replaceFile("/sys/class/dmi/id/product_name", product);
    const addresses = await started({ metadataHost: "" });
    expect(addresses.known).toBeNull();
    serveMetadata(network, metadata);
    await pass(RETRY_MS);
    expect(addresses.known?.external).toBe("34.1.2.3");
    expect(logger.messages("WARN")).toHaveLength(1);
  });

  test("nothing is asked after the stop", async () => {
    serveMetadata(network, metadata);
    const addresses = await started();
    addresses.stop();
    expect(clock.pending).toBe(0);
    metadata.external = "35.9.9.9";
    await pass(REFRESH_MS);
    expect(addresses.known?.external).toBe("34.1.2.3");
  });
});
