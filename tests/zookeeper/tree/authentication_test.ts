import { expect, test } from "bun:test";
import { authenticationProvider, digestId } from "../../../lib/zookeeper/tree/authentication.ts";

test("a digest is the user and the SHA-1 of user and password", () => {
  // The pair that ZooKeeper's own documentation of the super user shows.
  expect(digestId("super:admin")).toEqual({
    scheme: "digest",
    id: "super:xQJmxLMiHGwaqBvst5y6rkB6HQs=",
  });
});

test("ids of digest", () => {
  const provider = authenticationProvider("digest")!;
  expect(provider.isProof).toBe(true);
  expect(provider.isValid("u:hash")).toBe(true);
  for (const id of ["u", "u:", "u:a:b", ""]) expect(provider.isValid(id)).toBe(false);
  expect(provider.matches("u:hash", "u:hash")).toBe(true);
  expect(provider.matches("u:hash", "u:other")).toBe(false);
  expect(provider.userName("u:hash")).toBe("u");
});

test("ids of ip", () => {
  const provider = authenticationProvider("ip")!;
  expect(provider.isProof).toBe(false);
  expect(provider.isValid("10.0.0.0/8")).toBe(true);
  expect(provider.isValid("10.0.0.0/40")).toBe(false);
  expect(provider.isValid("somewhere")).toBe(false);
  expect(provider.matches("10.0.0.1", "10.0.0.0/8")).toBe(true);
  expect(provider.userName("10.0.0.1")).toBe("10.0.0.1");
});

test("other schemes have no provider", () => {
  for (const scheme of ["sasl", "x509", "", null]) {
    expect(authenticationProvider(scheme)).toBeUndefined();
  }
});
