/**
 * The levels of the broker's loggers as settings: resources of type BROKER_LOGGER. There is one
 * logger for each part of the program that tells something, and root for those without a level of
 * their own. Nothing is stored: a restart begins with logger.level, as Kafka does with its file.
 *
 * @module
 */
import type { ConfigDescription } from "../../config/config_source.ts";
import type { LogLevel } from "../../io/log_line.ts";
import type { LoggerLevels } from "../../io/logger_levels.ts";
import type { ConfigChange } from "./config_edit.ts";
import { TopicError } from "./topic_error.ts";

const ROOT = "root";

/** Kafka's names of levels; it has two more, which mean the nearest here. */
const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: "DEBUG",
  ERROR: "ERROR",
  FATAL: "ERROR",
  INFO: "INFO",
  TRACE: "DEBUG",
  WARN: "WARN",
};

/** The rows of DescribeConfigs. */
export function describeLevels(levels: LoggerLevels): ConfigDescription[] {
  return [ROOT, ...levels.components].map((name) => ({
    name,
    value: name === ROOT ? levels.root : levels.of(name),
    source: "DYNAMIC_BROKER_LOGGER_CONFIG",
    readOnly: false,
    sensitive: false,
    type: "unknown",
    documentation: null,
    synonyms: [],
  }));
}

/**
 * Checks changes of levels; DELETE lets a logger follow root again.
 *
 * @returns what makes them
 * @throws TopicError with Kafka's words
 */
export function checkLevels(changes: readonly ConfigChange[], levels: LoggerLevels): () => void {
  for (const change of changes) checkLevel(change, levels);
  return function setLevels(): void {
    for (const { name, operation, value } of changes) {
      const level = LEVELS[value]!;
      if (name === ROOT) levels.setRoot(level);
      else if (operation === "SET") levels.set(name, level);
      else levels.reset(name);
    }
  };
}

function checkLevel({ name, operation, value }: ConfigChange, levels: LoggerLevels): void {
  if (operation === "APPEND" || operation === "SUBTRACT") {
    throw new TopicError(
      "INVALID_REQUEST",
      `${operation} operation is not allowed for the BROKER_LOGGER resource`,
    );
  }
  if (name !== ROOT && !levels.components.includes(name)) {
    throw new TopicError("INVALID_CONFIG", `Logger ${name} does not exist!`);
  }
  if (operation === "DELETE") {
    if (name !== ROOT) return;
    throw new TopicError(
      "INVALID_REQUEST",
      "Removing the log level of the root logger is not allowed",
    );
  }
  if (Object.hasOwn(LEVELS, value)) return;
  throw new TopicError(
    "INVALID_CONFIG",
    `Cannot set the log level of ${name} to ${value} as it is not a supported log level. ` +
      `Valid log levels are ${Object.keys(LEVELS).join(", ")}`,
  );
}
