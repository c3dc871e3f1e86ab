import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../../lib/rest/resources/mod.ts";
import type { Route } from "../../../lib/rest/route.ts";

const folder = join(import.meta.dir, "../../../lib/rest/resources");

function isRoute(value: unknown): value is Route {
  return typeof value === "object" && value !== null && "definition" in value && "answer" in value;
}

test("every route that a resource file exports is in the list", async () => {
  const missing: string[] = [];
  for (const file of readdirSync(folder)) {
    const exported: Record<string, unknown> = await import(join(folder, file));
    for (const [name, value] of Object.entries(exported)) {
      if (isRoute(value) && !routes.includes(value)) missing.push(`${file}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

test("no two routes have the same method and path", () => {
  const keys = routes.map(({ definition: { method, path } }) => `${method} ${path}`);
  expect(keys).toEqual([...new Set(keys)]);
});
