/**
 * Writes the OpenAPI 3.1 document of a list of routes.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 * @module
 */
import { CONTENT_TYPES } from "./media_type.ts";
import type { Route } from "./route.ts";
import {
  type Fields,
  integer,
  type JsonSchema,
  named,
  object,
  optional,
  shapeOf,
  string,
} from "./shape.ts";

const ErrorAnswer = named(
  "Error",
  object({
    error_code: integer(),
    message: string(),
    zookeeper_code: optional(string({ about: "Of requests for znodes, such as NONODE" })),
  }),
);

/** The document as a value for JSON. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, JsonSchema> };
}

/** @param options the product's `version`, and the `origin` at which the client reached it */
export function openApiDocument(
  routes: readonly Route[],
  options: { version: string; origin: string },
): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  const schemas = new Map<string, JsonSchema>(ErrorAnswer.definitions);
  for (const route of routes) {
    const { path: pattern, method, body, bodySequence, answer } = route.definition;
    const path = pattern.replace("*}", "}");
    (paths[path] ??= {})[method.toLowerCase()] = operation(route);
    for (const shape of [body, bodySequence, answer]) {
      for (const [name, json] of shape?.definitions ?? []) schemas.set(name, json);
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "kedge",
      version: options.version,
      description: "Bodies are JSON or CBOR, by Content-Type and Accept.",
    },
    servers: [{ url: options.origin }],
    paths,
    components: { schemas: Object.fromEntries(schemas) },
  };
}

function operation({ definition, status }: Route): JsonSchema {
  const { tag, name, summary, about, parameters = {}, query = {} } = definition;
  const { body, bodySequence, rawBodyTypes = [], answer, answerTypes = [] } = definition;
  const success: JsonSchema = { description: summary };
  if (answer !== undefined || answerTypes.length > 0) {
    success["content"] = { ...answer && content(answer.json), ...bare(answerTypes) };
  }
  const result: JsonSchema = {
    tags: [tag],
    operationId: name,
    summary,
    parameters: [...parametersOf(parameters, "path"), ...parametersOf(query, "query")],
    responses: {
      [status]: success,
      default: { description: "What went wrong", content: content(ErrorAnswer.json) },
    },
  };
  if (about !== undefined) result["description"] = about;
  const bodyShape = body ?? bodySequence;
  if (bodyShape !== undefined) {
    const described = { ...content(bodyShape.json), ...bare(rawBodyTypes) };
    result["requestBody"] = { required: true, content: described };
  }
  return result;
}

/** Content types of which no schema can be given. */
function bare(types: readonly string[]): JsonSchema {
  return Object.fromEntries(types.map((type) => [type, {}]));
}

function content(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.values(CONTENT_TYPES).map((type) => [type, { schema }]));
}

function parametersOf(fields: Fields, place: "path" | "query"): JsonSchema[] {
  return Object.entries(fields).map(([name, field]) => {
    const { description, ...schema } = shapeOf(field).json;
    const parameter: JsonSchema = { name, in: place, required: !("optional" in field), schema };
    if (description !== undefined) parameter["description"] = description;
    return parameter;
  });
}
