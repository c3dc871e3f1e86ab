/**
 * AlterUserScramCredentials (API key 51), version 0, flexible: sets and removes SCRAM credentials.
 *
 * @module
 */

import { array, bytes, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const AlterUserScramCredentialsRequest = message("AlterUserScramCredentialsRequest", {
  apiKey: 51,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  deletions: array({
    name: string(),
    mechanism: int8(),
  }),
  upsertions: array({
    name: string(),
    mechanism: int8(),
    iterations: int32(),
    salt: bytes(),
    saltedPassword: bytes(),
  }),
});
export type AlterUserScramCredentialsRequest = Infer<typeof AlterUserScramCredentialsRequest>;

export const AlterUserScramCredentialsResponse = message("AlterUserScramCredentialsResponse", {
  apiKey: 51,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    user: string(),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
  }),
});
export type AlterUserScramCredentialsResponse = Infer<typeof AlterUserScramCredentialsResponse>;
