import { expect, test } from "bun:test";
import { ClientQuotas } from "../../lib/kafka/quota/client_quotas.ts";
import { prometheusText } from "../../lib/metrics/prometheus_text.ts";
import { registerQuotaMetrics } from "../../lib/metrics/quota_metrics.ts";
import { MetricsRegistry } from "../../lib/metrics/registry.ts";

const windows = { count: 11, sizeMs: 1000 };

/** The lines of a scrape after each of these clients sent 1,000 bytes. */
function linesAfter(clientIds: readonly string[]): string[] {
  const quotas = new ClientQuotas({ nowMs: () => 10_000, windows, mutationWindows: windows });
  const entity = { user: null, clientId: null };
  quotas.update([{ entity, limits: new Map([["producer_byte_rate", 1e6]]) }]);
  const registry = new MetricsRegistry();
  registerQuotaMetrics(registry, () => quotas.uses());
  for (const clientId of clientIds) quotas.produced({ user: "ANONYMOUS", clientId }, 1000);
  return [...prometheusText(registry)].join("").split("\n").filter((line) => /^kedge/.test(line));
}

test("a scrape shows what each client with a quota uses", () => {
  expect(linesAfter(["a", 'b"']))
    .toEqual(
      ["a", 'b\\"'].map((clientId) =>
        `kedge_client_quota_rate{quota="producer_byte_rate",user="ANONYMOUS",client_id="${clientId}"}` +
        " 100"
      ),
    );
});

test("a client that takes ever new ids does not make the scrape ever longer", () => {
  const lines = linesAfter(Array.from({ length: 2000 }, (_, i) => `id-${i}`));
  expect(lines).toHaveLength(500);
  expect(lines.at(-1)).toContain('client_id="id-1999"');
});
