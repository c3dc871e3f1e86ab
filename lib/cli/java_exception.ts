/**
 * Kafka's names for its errors: its scripts print the Java class of an exception, and people look
 * for it in logs.
 *
 * @module
 */

import { BrokerError, TimedOutError } from "../client/errors.ts";
import { ErrorCode, errorName } from "../kafka/protocol/error_code.ts";

const PACKAGE = "org.apache.kafka.common.errors";

/** Classes that are not named after the error code. */
const CLASS_NAMES: ReadonlyMap<number, string> = new Map([
  [ErrorCode.UNKNOWN_SERVER_ERROR, "UnknownServerException"],
  [ErrorCode.CORRUPT_MESSAGE, "CorruptRecordException"],
  [ErrorCode.REQUEST_TIMED_OUT, "TimeoutException"],
  [ErrorCode.MESSAGE_TOO_LARGE, "RecordTooLargeException"],
  [ErrorCode.STALE_CONTROLLER_EPOCH, "ControllerMovedException"],
  [ErrorCode.OFFSET_METADATA_TOO_LARGE, "OffsetMetadataTooLarge"],
  [ErrorCode.RECORD_LIST_TOO_LARGE, "RecordBatchTooLargeException"],
  [ErrorCode.TOPIC_AUTHORIZATION_FAILED, "TopicAuthorizationException"],
  [ErrorCode.GROUP_AUTHORIZATION_FAILED, "GroupAuthorizationException"],
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, "ClusterAuthorizationException"],
  [ErrorCode.TOPIC_ALREADY_EXISTS, "TopicExistsException"],
  [ErrorCode.INVALID_CONFIG, "InvalidConfigurationException"],
  [ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "OutOfOrderSequenceException"],
  [ErrorCode.DUPLICATE_SEQUENCE_NUMBER, "DuplicateSequenceException"],
  [ErrorCode.INVALID_PRODUCER_ID_MAPPING, "InvalidPidMappingException"],
  [ErrorCode.INVALID_TRANSACTION_TIMEOUT, "InvalidTxnTimeoutException"],
  [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "TransactionalIdAuthorizationException"],
  [ErrorCode.KAFKA_STORAGE_ERROR, "KafkaStorageException"],
  [ErrorCode.SASL_AUTHENTICATION_FAILED, "SaslAuthenticationException"],
  [ErrorCode.DELEGATION_TOKEN_AUTH_DISABLED, "DelegationTokenDisabledException"],
  [ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, "UnsupportedByAuthenticationException"],
  [ErrorCode.DELEGATION_TOKEN_AUTHORIZATION_FAILED, "DelegationTokenAuthorizationException"],
  [ErrorCode.NON_EMPTY_GROUP, "GroupNotEmptyException"],
  [ErrorCode.PRINCIPAL_DESERIALIZATION_FAILURE, "PrincipalDeserializationException"],
  [ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR, "FetchSessionTopicIdException"],
  [ErrorCode.INVALID_REGULAR_EXPRESSION, "InvalidRegularExpression"],
]);

/** What scripts print for codes that a broker answers without words of its own. */
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [
    ErrorCode.OFFSET_OUT_OF_RANGE,
    "The requested offset is not within the range of offsets maintained by the server.",
  ],
  [ErrorCode.NON_EMPTY_GROUP, "The group is not empty."],
  [ErrorCode.GROUP_ID_NOT_FOUND, "The group id does not exist."],
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "This server does not host this topic-partition."],
  [
    ErrorCode.UNKNOWN_MEMBER_ID,
    "The coordinator is not aware of this member.",
  ],
  [
    ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
    "Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to " +
    "it.",
  ],
]);

/** The Java class of an error code: `TopicExistsException`. */
export function javaClassOf(code: number): string {
  const known = CLASS_NAMES.get(code);
  if (known !== undefined) return `${PACKAGE}.${known}`;
  const words = errorName(code).toLowerCase().split("_");
  const camel = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${PACKAGE}.${camel.endsWith("Exception") ? camel : `${camel}Exception`}`;
}

/** What a script says of an error, without its class. */
export function javaMessage(error: unknown): string {
  if (!(error instanceof BrokerError)) {
    return error instanceof Error ? error.message : String(error);
  }
  return error.worded ? error.reason : MESSAGES.get(error.code) ?? error.reason;
}

/** What Throwable.toString gives: the class, then the message. */
export function javaText(error: unknown): string {
  if (error instanceof BrokerError) return `${javaClassOf(error.code)}: ${javaMessage(error)}`;
  const name = error instanceof TimedOutError
    ? `${PACKAGE}.TimeoutException`
    : "org.apache.kafka.common.KafkaException";
  return `${name}: ${javaMessage(error)}`;
}
