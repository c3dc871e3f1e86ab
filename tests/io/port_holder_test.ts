import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { commandLine, portHolder } from "../../lib/io/port_holder.ts";

test.each(["127.0.0.1", "::1"])("a port of %s is held by who listens there", async (host) => {
  const server = createServer().listen(0, host);
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  expect(portHolder(address.port)).toEqual({
    pid: process.pid,
    command: commandLine(process.pid),
  });
  await new Promise((resolve) => server.close(resolve));
  expect(portHolder(address.port)).toBeNull();
});

test("a command is one line of a few words", () => {
  const command = commandLine(process.pid);
  expect(command).toMatch(/bun/);
  expect(command).not.toMatch(/[\0\n]/);
  expect(command.length).toBeLessThanOrEqual(63);
  expect(commandLine(2 ** 30)).toBe("");
});
