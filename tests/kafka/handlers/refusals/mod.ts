/**
 * Every rule of the table: those that Kafka 4.3 has too, and those that only kedge has.
 *
 * @module
 */
import { clusterCases } from "./cluster_cases.ts";
import { configCases, strictConfigCases } from "./config_cases.ts";
import { fetchSessionCases } from "./fetch_session_cases.ts";
import { groupCases } from "./group_cases.ts";
import { logDirCases } from "./log_dir_cases.ts";
import { markerCases } from "./marker_cases.ts";
import { produceCases, strictProduceCases } from "./produce_cases.ts";
import { readCases } from "./read_cases.ts";
import type { RefusalCase } from "./refusal_case.ts";
import { topicCases } from "./topic_cases.ts";
import { transactionCases } from "./transaction_cases.ts";
import { transactionVersionCases } from "./transaction_version_cases.ts";

/** Kafka 4.3 answers the same requests with the same errors. */
export const refusalCases: readonly RefusalCase[] = [
  ...topicCases,
  ...produceCases,
  ...readCases,
  ...fetchSessionCases,
  ...groupCases,
  ...transactionCases,
  ...transactionVersionCases,
  ...markerCases,
  ...configCases,
  ...clusterCases,
  ...logDirCases,
];

/** Kafka 4.3 ends the connection, answers UNKNOWN_SERVER_ERROR, or takes what makes no sense. */
export const strictCases: readonly RefusalCase[] = [...strictProduceCases, ...strictConfigCases];
