/**
 * GET /openapi.json: the API as a document, made from the list of routes itself.
 *
 * @module
 */
import { openApiDocument } from "../openapi_document.ts";
import { type Route, route } from "../route.ts";

/** The route, for a list that it is itself a member of. @param routes read at the first request */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return route({
    method: "GET",
    path: "/openapi.json",
    tag: "Server",
    name: "getOpenApi",
    summary: "This API as an OpenAPI 3.1 document",
    answerTypes: ["application/json"],
    handle({ services, origin }) {
      return Response.json(openApiDocument(routes(), { version: services.version, origin }));
    },
  });
}
