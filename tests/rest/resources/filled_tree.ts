/** An app over a small tree of znodes. */
import { fakeApp, type FakeServices, jsonOf } from "../fake_services.ts";

export const ann = { authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}` };
export const raw = { "content-type": "application/octet-stream" };

/** A body whose data is text. */
export function text(data: string) {
  return { data: { type: "STRING", data } };
}

/** An app whose tree has `/a` with `hello`, and below it `/a/b`. */
export async function filledApp(services?: FakeServices) {
  const app = fakeApp(services);
  await jsonOf(await app.call("/v1/znodes?name=a", { method: "POST", json: text("hello") }), 201);
  await jsonOf(await app.call("/v1/znodes/a?name=b", { method: "POST", json: {} }), 201);
  return app;
}
