/**
 * DescribeCluster (API key 60), versions 0 to 2: the brokers as this client reaches them, the
 * controller and the cluster's id, for admin tools.
 *
 * - 1: the kind of endpoint asked for; brokers know of brokers only (KIP-919)
 * - 2: fenced brokers on request (KIP-1073); there are none: a broker is registered, or it is gone
 *
 * Not done: authorized operations, answered as "not asked" (no authorizer yet).
 *
 * @module
 */
import { DescribeClusterRequest, DescribeClusterResponse } from "../messages/describe_cluster.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { handler } from "./handler.ts";
import { brokersFor } from "./metadata.ts";
import { type Refusal, refusal } from "./refusal.ts";

const EndpointType = { BROKER: 1, CONTROLLER: 2 } as const;

export const describeCluster = handler({
  request: DescribeClusterRequest,
  response: DescribeClusterResponse,
  versions: [0, 2],
  handle({ endpointType }, context) {
    const { image } = context.broker;
    const fault = endpointFault(endpointType);
    if (fault !== null) return { ...fault, endpointType, clusterId: "", brokers: [] };
    return {
      errorCode: ErrorCode.NONE,
      clusterId: image.clusterId,
      controllerId: image.controllerId,
      brokers: brokersFor(context).map(({ nodeId, host, port, rack }) => ({
        brokerId: nodeId,
        host,
        port,
        rack,
      })),
    };
  },
});

/** Before version 1 the type is its default. */
function endpointFault(endpointType: number): Refusal | null {
  if (endpointType === EndpointType.BROKER) return null;
  if (endpointType === EndpointType.CONTROLLER) {
    return refusal(
      "MISMATCHED_ENDPOINT_TYPE",
      "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type " +
        "CONTROLLER",
    );
  }
  return refusal("UNSUPPORTED_ENDPOINT_TYPE", `Unsupported endpoint type ${endpointType}`);
}
