/**
 * DescribeUserScramCredentials (API key 50), version 0, flexible: the SCRAM mechanisms and
 * iterations that users have.
 *
 * @module
 */

import { array, type Infer, int16, int32, int8, message, string } from "../schema/mod.ts";

export const DescribeUserScramCredentialsRequest = message("DescribeUserScramCredentialsRequest", {
  apiKey: 50,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  users: array({
    name: string(),
  }, { nullableFrom: 0 }),
});
export type DescribeUserScramCredentialsRequest = Infer<typeof DescribeUserScramCredentialsRequest>;

export const DescribeUserScramCredentialsResponse = message(
  "DescribeUserScramCredentialsResponse",
  { apiKey: 50, versions: [0, 0], flexibleFrom: 0 },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullableFrom: 0 }),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: string({ nullableFrom: 0 }),
      credentialInfos: array({
        mechanism: int8(),
        iterations: int32(),
      }),
    }),
  },
);
export type DescribeUserScramCredentialsResponse = Infer<
  typeof DescribeUserScramCredentialsResponse
>;
