/**
 * Client settings: TLS and SASL. Most are the broker's, by the same names; kedge's clients have
 * neither yet, so they refuse any security.protocol that would need one.
 *
 * @module
 */
import { boolean, type Setting, string, withoutEffect } from "../setting.ts";
import { saslSettings } from "../settings/sasl.ts";
import { sslSettings } from "../settings/ssl.ts";

/** What only a broker has. */
const BROKERS_OWN = [
  "sasl.enabled.mechanisms",
  "sasl.kerberos.principal.to.local.rules",
  "sasl.mechanism.controller.protocol",
  "sasl.mechanism.inter.broker.protocol",
  "sasl.server.callback.handler.class",
  "sasl.server.max.receive.size",
  "ssl.allow.dn.changes",
  "ssl.allow.san.changes",
  "ssl.client.auth",
  "ssl.principal.mapping.rules",
];

/** The rows; none of them works here. */
export const clientSecuritySettings: readonly Setting[] = [
  ...[...sslSettings, ...saslSettings].filter(({ name }) => !BROKERS_OWN.includes(name)),
  ...withoutEffect([
    string("sasl.mechanism", "GSSAPI").readOnly("How the client logs in."),
    boolean("sasl.oauthbearer.header.urlencode", false).readOnly(
      "Whether id and secret are encoded as in a URL.",
    ),
    string("security.providers", null).readOnly("Java classes of security providers."),
  ]),
];
