/**
 * The example of the README's tour does what it says, against a whole broker.
 */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { startKedge } from "./kedge_in_memory.ts";

const script = join(import.meta.dir, "../../examples/curl.sh");

test.skipIf(Bun.which("curl") === null)("examples/curl.sh runs through", async () => {
  const { kedge, origin } = await startKedge();
  try {
    const run = Bun.spawn(["sh", script, origin], { stdout: "pipe", stderr: "pipe" });
    const output = await new Response(run.stdout).text();
    expect(await new Response(run.stderr).text()).toBe("");
    expect(await run.exited).toBe(0);
    expect(output).toContain('"value":{"type":"JSON","data":{"item":"anchor","price":12.5}}');
    expect(output).toContain('"value":{"type":"BINARY","data":"AAEC/w=="}');
    expect(output).toContain('"value":{"type":"STRING","data":"just in time"}');
    expect(output).toContain(
      'Cannot take body.partitions_count: found \\"two\\"; allowed: an integer',
    );
    expect(output).toContain('"name":"retention.ms","value":"60000"');
    expect(output).toMatch(/messagesin_total\{topic="curl-example-\d+"\} 5\n/);
    expect(output).toEndWith("status 204\n");
  } finally {
    await kedge.close();
  }
}, 60_000);
