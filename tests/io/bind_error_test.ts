import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { bindError } from "../../lib/io/bind_error.ts";
import { BindError } from "../../lib/io/socket.ts";

function systemError(code: string | null): Error {
  const error = new Error("Failed to listen at x");
  return code === null ? error : Object.assign(error, { code });
}

test.each([
  ["EADDRNOTAVAIL", "this machine has no such address"],
  ["EACCES", "choose one above, or allow it by AmbientCapabilities=CAP_NET_BIND_SERVICE"],
  ["ENOTFOUND", "no resolver knows this host name; check it, or use an address"],
  [null, "no resolver knows this host name; check it, or use an address"],
  ["EINVAL", "Failed to listen at x"],
])("%j says what to do: %s", (code, told) => {
  const error = bindError({ host: "h", port: 1 }, systemError(code));
  expect(error).toBeInstanceOf(BindError);
  expect(error.message).toStartWith("Cannot listen on h:1: ");
  expect(error.message).toContain(told);
});

test("a port that another process has names it", async () => {
  const listen = `require("node:net").createServer().listen(0, "127.0.0.1", function () {
    console.log(this.address().port) })`;
  const other = Bun.spawn([process.execPath, "-e", listen], { stdout: "pipe" });
  try {
    const { value } = await other.stdout.getReader().read();
    const port = Number(new TextDecoder().decode(value));
    const { message } = bindError({ host: "", port }, systemError("EADDRINUSE"));
    expect(message).toStartWith(`Cannot listen on 0.0.0.0:${port}: process ${other.pid} (`);
    expect(message).toEndWith(") listens there; stop it, or choose another port");
  } finally {
    other.kill();
    await other.exited;
  }
});

test("a port that this process has is two listeners' own", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  expect(bindError({ host: "", port: address.port }, systemError("EADDRINUSE")).message).toBe(
    `Cannot listen on 0.0.0.0:${address.port}: another listener of this process listens there; ` +
      "give one of the two another port",
  );
  await new Promise((resolve) => server.close(resolve));
  expect(bindError({ host: "h", port: address.port }, systemError("EADDRINUSE")).message)
    .toContain("another program listens there");
});
