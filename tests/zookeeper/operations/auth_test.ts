import { expect, test } from "bun:test";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { WhoAmIResponse } from "../../../lib/zookeeper/protocol/response_records.ts";
import { AuthPacket } from "../../../lib/zookeeper/protocol/session_records.ts";
import { digestId } from "../../../lib/zookeeper/tree/authentication.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

function authenticate(bench: OperationBench, scheme: string | null, credentials: string) {
  const auth = new TextEncoder().encode(credentials);
  return bench.read(OpCode.auth, AuthPacket, { type: 0, scheme, auth });
}

test("digest adds the user's id", () => {
  const bench = new OperationBench();
  expect(authenticate(bench, "digest", "u:p")).toBeNull();
  expect(bench.caller.authIds).toEqual([{ scheme: "ip", id: "127.0.0.1" }, digestId("u:p")]);
});

test("the super user's digest frees from all lists", () => {
  const bench = new OperationBench({ superDigest: digestId("super:admin").id });
  authenticate(bench, "digest", "super:wrong");
  expect(bench.caller.authIds.some(({ scheme }) => scheme === "super")).toBe(false);
  authenticate(bench, "digest", "super:admin");
  expect(bench.caller.authIds.some(({ scheme }) => scheme === "super")).toBe(true);
});

test("ip is known already", () => {
  const bench = new OperationBench();
  expect(authenticate(bench, "ip", "")).toBeNull();
  expect(bench.caller.authIds.length).toBe(1);
});

test("other schemes fail", () => {
  for (const scheme of ["sasl", "x509", "world", "super", "", null]) {
    expect(refusal(() => authenticate(new OperationBench(), scheme, "a:b"))).toBe("AUTHFAILED");
  }
});

test("whoAmI shows identities without secrets", () => {
  const bench = new OperationBench({ superDigest: digestId("super:admin").id });
  authenticate(bench, "digest", "super:admin");
  const reply = bench.read(OpCode.whoAmI, { write() {} }, null);
  expect(WhoAmIResponse.read(reply!).clientInfo).toEqual([
    { authScheme: "ip", user: "127.0.0.1" },
    { authScheme: "super", user: "" },
    { authScheme: "digest", user: "super" },
  ]);
});
