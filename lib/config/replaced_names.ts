/**
 * Broker settings that others stand for: names of old Kafkas with what is written now, and names
 * that do not count where a finer one is set.
 *
 * @module
 */

const NEW_NAMES: Readonly<Record<string, string>> = {
  "advertised.host.name": "advertised.listeners",
  "advertised.port": "advertised.listeners",
  "controller.quorum.voters": "controller.quorum.bootstrap.servers",
  "delegation.token.master.key": "delegation.token.secret.key",
  "host.name": "listeners",
  "log.message.timestamp.difference.max.ms":
    "log.message.timestamp.before.max.ms and log.message.timestamp.after.max.ms",
  "port": "listeners",
  "quota.consumer.default": "kafka-configs --entity-type clients --entity-default",
  "quota.producer.default": "kafka-configs --entity-type clients --entity-default",
};

/** What is written now for a deprecated name, or null. */
export function newNameOf(name: string): string | null {
  return NEW_NAMES[name] ?? null;
}

/** Names with those that count more, the strongest first. */
const STRONGER: Readonly<Record<string, readonly string[]>> = {
  "advertised.host.name": ["advertised.listeners"],
  "advertised.port": ["advertised.listeners"],
  "host.name": ["listeners"],
  "log.dir": ["log.dirs"],
  "log.flush.scheduler.interval.ms": ["log.flush.interval.ms"],
  "log.retention.hours": ["log.retention.ms", "log.retention.minutes"],
  "log.retention.minutes": ["log.retention.ms"],
  "log.roll.hours": ["log.roll.ms"],
  "log.roll.jitter.hours": ["log.roll.jitter.ms"],
  "port": ["listeners"],
};

/** The name that is set and counts more than this one, or null. */
export function strongerNameOf(name: string, isSet: (name: string) => boolean): string | null {
  return STRONGER[name]?.find(isSet) ?? null;
}
