/**
 * A SCRAM credential on the command line, `[iterations=8192,password=secret]`: the password is
 * salted here and never sent (RFC 5802).
 *
 * @module
 */

import { pbkdf2 } from "node:crypto";
import type { ScramMechanismName, ScramUpsertion } from "../../client/admin/mod.ts";
import type { Random } from "../../io/random.ts";
import { TerseError } from "../terse_error.ts";

const ITERATIONS_DEFAULT = 4096;
const ITERATIONS_MIN = 4096;
const SALT_BYTES = 32;

const DIGESTS = {
  "SCRAM-SHA-256": { name: "sha256", bytes: 32 },
  "SCRAM-SHA-512": { name: "sha512", bytes: 64 },
} as const;

/**
 * Makes the credential.
 *
 * @param text what stands after the mechanism, without brackets
 * @throws {TerseError} where it is not of that form, or asks for too few iterations
 */
export async function scramCredential(
  mechanism: ScramMechanismName,
  text: string,
  random: Random,
): Promise<ScramUpsertion> {
  const match = /^(?:iterations=(-?\d*),)?password=([^]*)$/.exec(text);
  if (match === null) throw new TerseError(`Invalid credential property ${mechanism}=${text}`);
  const [, asked, password = ""] = match;
  const iterations = asked === undefined || asked === "-1" ? ITERATIONS_DEFAULT : Number(asked);
  if (iterations < ITERATIONS_MIN) {
    throw new TerseError(
      `Iterations ${iterations} is less than the minimum ${ITERATIONS_MIN} required for ` +
        mechanism,
    );
  }
  const salt = random.bytes(SALT_BYTES);
  const digest = DIGESTS[mechanism];
  const saltedPassword = await new Promise<Uint8Array>((resolve, reject) =>
    pbkdf2(password, salt, iterations, digest.bytes, digest.name, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    })
  );
  return { mechanism, iterations, salt, saltedPassword };
}
