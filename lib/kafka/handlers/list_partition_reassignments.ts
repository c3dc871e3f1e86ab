/**
 * ListPartitionReassignments (API key 46), version 0: the reassignments that are under way, of
 * which there are none, because each is done when AlterPartitionReassignments answers.
 *
 * @module
 */
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "../messages/list_partition_reassignments.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";

export const listPartitionReassignments = handler({
  request: ListPartitionReassignmentsRequest,
  response: ListPartitionReassignmentsResponse,
  versions: [0, 0],
  handle: () => ({ errorCode: ErrorCode.NONE, errorMessage: null, topics: [] }),
});
