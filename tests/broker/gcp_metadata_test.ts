import { beforeEach, describe, expect, test } from "bun:test";
import { gcpAddresses, isGcpMachine, METADATA_HOST } from "../../lib/broker/gcp_metadata.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { serveHttp } from "../io/http_server.ts";
import { turns } from "../io/turns.ts";
import { serveMetadata } from "./metadata_server.ts";

let network: MemoryNetwork;
let clock: MemoryClock;

beforeEach(() => {
  network = new MemoryNetwork();
  clock = new MemoryClock();
});

function ask(host: string = METADATA_HOST) {
  return gcpAddresses({ network, clock }, host);
}

describe("the metadata server", () => {
  test("tells both addresses", async () => {
    serveMetadata(network, { internal: "10.128.0.2", external: "34.1.2.3" });
    expect(await ask()).toEqual({ internal: "10.128.0.2", external: "34.1.2.3" });
  });

  test("is asked at another port where its host names one", async () => {
    serveMetadata(network, { internal: "10.128.0.2", external: "34.1.2.3" }, 8080);
    expect(await ask(`${METADATA_HOST}:8080`))
      .toEqual({ internal: "10.128.0.2", external: "34.1.2.3" });
  });

  test.each([null, "", "\n"])("says %j where there is no external address", async (external) => {
    serveMetadata(network, { internal: "10.128.0.2\n", external });
    expect(await ask()).toEqual({ internal: "10.128.0.2", external: null });
  });

  test("is not there", async () => {
    await expect(ask()).rejects.toThrow("Cannot ask metadata.google.internal:80: nothing listens");
  });

  test("is another server: a page to log in, a proxy", async () => {
    serveMetadata(network, { internal: "10.128.0.2", external: null, flavor: "Server: hotel" });
    await expect(ask()).rejects.toThrow("is no metadata server: no header Metadata-Flavor");
  });

  test("says what is no address", async () => {
    serveMetadata(network, { internal: "<html>", external: null });
    await expect(ask()).rejects.toThrow("network-interfaces/0/ip answers 200, <html>");
  });

  test("knows no internal address", async () => {
    serveMetadata(network, { internal: null, external: null });
    await expect(ask()).rejects.toThrow("names no internal address");
  });

  test("is waited for two seconds in all", async () => {
    serveHttp(network, 80, () => null);
    const asked = ask();
    await turns();
    clock.advance(2000);
    await expect(asked).rejects.toThrow("no answer in 2000 ms");
    expect(clock.pending).toBe(0);
  });
});

describe("a machine of Google Cloud", () => {
  test.each([
    ["Google Compute Engine\n", true],
    ["KVM\n", false],
  ])("is known by its firmware: %j", (product, isGcp) => {
    const files = new MemoryFileSystem();
    files.makeFolder("/sys/class/dmi/id");
    files.replaceFile("/sys/class/dmi/id/product_name", Buffer.from(product));
    expect(isGcpMachine(files)).toBe(isGcp);
  });

  test("is none where the firmware says nothing", () => {
    expect(isGcpMachine(new MemoryFileSystem())).toBe(false);
  });
});
