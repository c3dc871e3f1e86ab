import { describe, expect, test } from "bun:test";
import { openApiDocument } from "../../lib/rest/openapi_document.ts";
import { routes } from "../../lib/rest/resources/mod.ts";
import { fakeApp } from "./fake_services.ts";

const document = openApiDocument(routes, { version: "1.2.3", origin: "http://h:1" });

/** Every object within a value. */
function* objectsOf(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  yield value as Record<string, unknown>;
  for (const item of Object.values(value)) yield* objectsOf(item);
}

describe("openApiDocument()", () => {
  test("has every route that the app serves and no other", () => {
    const { app } = fakeApp();
    const tails = new Map(
      routes.map(({ definition: { path } }) => [
        path.replace("*}", "}"),
        path.replace(/\{\w+\*\}$/, "*"),
      ]),
    );
    const served = app.routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replaceAll(/(?<=\/):(\w+)/g, "{$1}")}`);
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${tails.get(path)}`)
    );
    expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
    expect(described.length).toBe(routes.length);
    expect(described.length).toBeGreaterThan(30);
  });

  test("defines every schema that it refers to", () => {
    for (const { $ref } of objectsOf(document)) {
      if ($ref === undefined) continue;
      const name = String($ref).replace("#/components/schemas/", "");
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  test("gives one name to one schema only", () => {
    const seen = new Map<string, string>();
    for (const { definition: { body, bodySequence, answer } } of routes) {
      for (const shape of [body, bodySequence, answer]) {
        for (const [name, json] of shape?.definitions ?? []) {
          const text = JSON.stringify(json);
          expect(seen.get(name) ?? text, name).toBe(text);
          seen.set(name, text);
        }
      }
    }
  });

  test("names each operation once and all its path parameters", () => {
    const names = new Set<string>();
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const operation of Object.values(operations)) {
        const { operationId, parameters } = operation as {
          operationId: string;
          parameters: { name: string; in: string; required: boolean }[];
        };
        expect(names).not.toContain(operationId);
        names.add(operationId);
        const inPath = parameters.filter((parameter) => parameter.in === "path");
        expect(inPath.every(({ required }) => required)).toBe(true);
        const inBraces = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
        expect(inPath.map(({ name }) => name)).toEqual(inBraces);
      }
    }
  });

  test("describes a route in full", () => {
    expect(document.paths["/v3/clusters/{cluster_id}/topics"]!["post"]).toMatchObject({
      operationId: "createKafkaTopic",
      requestBody: {
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/CreateTopicRequestData" } },
          "application/cbor": {},
        },
      },
      responses: { 201: {}, default: {} },
    });
    expect(document.components.schemas["CreateTopicRequestData"]).toMatchObject({
      required: ["topic_name"],
      properties: { configs: { anyOf: [{ type: "array" }, { type: "null" }] } },
    });
  });

  test("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
