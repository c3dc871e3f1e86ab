/**
 * DescribeUserScramCredentials (API key 50), version 0: which users have SCRAM credentials. There
 * are none, since kedge has no SASL yet: all users are an empty list, a named one is not found.
 * `kafka-configs --describe --entity-type users` of 2.7 and newer asks for them beside the quotas.
 *
 * @module
 */
import {
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
} from "../messages/describe_user_scram_credentials.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

export const describeUserScramCredentials = handler({
  request: DescribeUserScramCredentialsRequest,
  response: DescribeUserScramCredentialsResponse,
  versions: [0, 0],
  handle({ users }) {
    const times = new Map<string, number>();
    for (const { name } of users ?? []) times.set(name, (times.get(name) ?? 0) + 1);
    return {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      results: Array.from(times, ([user, named]) => ({ user, ...faultOf(user, named) })),
    };
  },
});

/** Why there are no credentials of the user, who was named so many times. */
function faultOf(user: string, named: number) {
  const [errorCode, errorMessage] = named > 1
    ? [ErrorCode.DUPLICATE_RESOURCE, `The request names the user ${user} more than once`]
    : [ErrorCode.RESOURCE_NOT_FOUND, `The user ${user} has no SCRAM credentials`];
  return { errorCode, errorMessage, credentialInfos: [] };
}
