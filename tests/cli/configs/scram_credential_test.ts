import { expect, test } from "bun:test";
import { scramCredential } from "../../../lib/cli/configs/scram_credential.ts";
import type { Random } from "../../../lib/io/random.ts";
import { SeededRandom } from "../../../lib/io/random.ts";

/** Random bytes that are always these. */
class FixedRandom extends SeededRandom implements Random {
  override bytes(): Uint8Array {
    return Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  }
}

test("scramCredential() salts the password as RFC 7677 does in its example", async () => {
  const credential = await scramCredential(
    "SCRAM-SHA-256",
    "iterations=4096,password=pencil",
    new FixedRandom(1),
  );
  expect(credential.iterations).toBe(4096);
  // The proof of RFC 7677's example begins with this password.
  expect(Buffer.from(credential.saltedPassword).toString("hex")).toBe(
    "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d",
  );
});

test("scramCredential() takes the default of iterations, and refuses what cannot be", async () => {
  const random = new SeededRandom(1);
  const credential = await scramCredential("SCRAM-SHA-512", "password=a,b", random);
  expect([credential.iterations, credential.saltedPassword.length]).toEqual([4096, 64]);
  expect(scramCredential("SCRAM-SHA-256", "secret", random)).rejects.toThrow(
    "Invalid credential property SCRAM-SHA-256=secret",
  );
});
