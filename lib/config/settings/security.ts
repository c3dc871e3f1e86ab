/**
 * Broker settings: users, authorization and delegation tokens.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import { javaClass, long, password, type Setting, string, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const securitySettings: readonly Setting[] = [
  ...withoutEffect([
    string("authorizer.class.name", "").readOnly("Java class that decides who may do what."),
    long("delegation.token.expiry.check.interval.ms", 3600000, atLeast(1)).readOnly(
      "Time between two looks for expired tokens.",
    ),
    long("delegation.token.expiry.time.ms", 86400000, atLeast(1)).readOnly(
      "Life of a token unless it is renewed.",
    ),
    long("delegation.token.max.lifetime.ms", 604800000, atLeast(1)).readOnly(
      "Longest life of a token, renewals included.",
    ),
    password("delegation.token.secret.key").readOnly("Key that signs delegation tokens."),
    javaClass(
      "principal.builder.class",
      "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder",
    ).perBroker("Java class that names the user of a connection."),
    string("security.providers", null).readOnly("Java classes of security providers."),
  ]),
];
