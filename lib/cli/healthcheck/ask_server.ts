/**
 * Asks a server whether it serves, by the protocol of the port that was chosen.
 *
 * @module
 */
import { addressText } from "../../client/transport.ts";
import { httpGet } from "../../io/http_get.ts";
import { askFourLetterWord } from "../../zookeeper/client/four_letter_word.ts";
import type { Environment } from "../environment.ts";
import type { Question } from "./question.ts";

/** For all of it; what runs health checks gives up after a few seconds. */
const LIMIT_MS = 2_000;
const READY_PATH = "/health/ready";

/** What came out: a line, and whether the server serves. */
export interface HealthcheckOutcome {
  readonly isHealthy: boolean;
  readonly line: string;
}

/** Asks, and says in a line what came of it. */
export async function askServer(
  question: Question,
  environment: Environment,
): Promise<HealthcheckOutcome> {
  const asked = asksOf[question.protocol](question, environment);
  try {
    return await withinLimit(asked, { question, environment });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { isHealthy: false, line: reason.split("\n", 1)[0]! };
  }
}

type Ask = (question: Question, environment: Environment) => Promise<HealthcheckOutcome>;

const asksOf: Readonly<Record<Question["protocol"], Ask>> = {
  rest: askRest,
  kafka: askKafka,
  zookeeper: askZookeeper,
};

async function askRest({ host, port }: Question, environment: Environment) {
  const answer = await httpGet(environment, { host, port, path: READY_PATH, timeoutMs: LIMIT_MS });
  const where = `http://${addressText({ host, port })}${READY_PATH}`;
  if (answer.status === 200) return { isHealthy: true, line: `${where}: ok` };
  return { isHealthy: false, line: `${where}: ${answer.status}${faultsIn(answer.text)}` };
}

/** The checks that failed, by name and message; empty where the body does not tell. */
function faultsIn(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return "";
  }
  const checks = fieldOf(body, "checks");
  if (!Array.isArray(checks)) return "";
  return checks.filter((check) => fieldOf(check, "healthy") === false)
    .map((check) => `, ${fieldOf(check, "name")}: ${fieldOf(check, "message")}`).join("");
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** A transport is open once the broker has answered ApiVersions. */
async function askKafka({ host, port }: Question, environment: Environment) {
  const connect = environment.connect({
    clientId: "kedge-healthcheck",
    requestTimeoutMs: LIMIT_MS,
  });
  const transport = await connect({ host, port });
  const { length } = transport.served;
  transport.close();
  return { isHealthy: length > 0, line: `${addressText({ host, port })}: ${length} Kafka APIs` };
}

/** `srvr` is the one word that every server answers unless told otherwise. */
async function askZookeeper({ host, port }: Question, environment: Environment) {
  const { network, clock } = environment;
  const how = { host, port, network, clock, timeoutMs: LIMIT_MS };
  const answer = await askFourLetterWord("srvr", how);
  const mode = answer.split("\n").find((line) => line.startsWith("Mode:"));
  const line = mode ?? (answer.split("\n", 1)[0] || "an empty answer to srvr");
  return { isHealthy: mode !== undefined, line: `${addressText({ host, port })}: ${line}` };
}

async function withinLimit(
  asked: Promise<HealthcheckOutcome>,
  { question, environment }: { question: Question; environment: Environment },
): Promise<HealthcheckOutcome> {
  const late = Promise.withResolvers<HealthcheckOutcome>();
  const timer = environment.clock.setTimer(LIMIT_MS, () => {
    const line = `${addressText(question)}: no answer within ${LIMIT_MS} ms`;
    late.resolve({ isHealthy: false, line });
  });
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    timer.cancel();
  }
}
