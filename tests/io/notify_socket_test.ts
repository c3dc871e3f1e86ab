import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openNotifySocket, socketAddress } from "../../lib/io/notify_socket.ts";
import { DatagramSocket } from "./datagram_socket.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kedge-notify-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("the notify socket", () => {
  test.each(["a path", "an abstract name"])("is reached by %s", (kind) => {
    const address = kind === "a path" ? join(folder, "notify") : `@kedge-test-${process.pid}`;
    const socket = new DatagramSocket(address);
    try {
      const notify = openNotifySocket(address)!;
      notify("READY=1\nSTATUS=값");
      notify("STOPPING=1");
      expect(socket.receive()).toEqual(["READY=1\nSTATUS=값", "STOPPING=1"]);
    } finally {
      socket.close();
    }
  });

  test("may have nobody behind it, or be full", () => {
    const path = join(folder, "gone");
    const notify = openNotifySocket(path)!;
    notify("READY=1");
    const socket = new DatagramSocket(path);
    try {
      // Past what the kernel queues, a message that waited would hold this test for ever.
      for (let sent = 0; sent < 2000; sent++) notify(`${sent}`);
      expect(socket.receive()[0]).toBe("0");
    } finally {
      socket.close();
    }
  });

  test("is not there without a variable, a usable address or a C library", () => {
    expect(openNotifySocket(undefined)).toBeNull();
    expect(openNotifySocket("")).toBeNull();
    expect(openNotifySocket("vsock:2:9999")).toBeNull();
    expect(openNotifySocket("/".padEnd(108, "x"))).toBeNull();
    expect(openNotifySocket("/run/notify", () => null)).toBeNull();
  });
});

describe("a socket address", () => {
  test("of a path ends with a zero, an abstract one begins with it", () => {
    expect([...socketAddress("/a")!]).toEqual([1, 0, 47, 97, 0]);
    expect([...socketAddress("@a")!]).toEqual([1, 0, 0, 97]);
    expect(socketAddress("/".padEnd(107, "x"))).toHaveLength(110);
  });

  test.each(["", "/", "@", "a", "vsock:1:2"])("is not made of %j", (address) => {
    expect(socketAddress(address)).toBeNull();
  });
});
