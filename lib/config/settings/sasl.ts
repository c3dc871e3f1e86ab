/**
 * Broker settings: SASL and OAuth.
 *
 * @module
 */
import { between, oneOfAnyCase } from "../rule.ts";
import {
  boolean,
  double,
  int,
  javaClass,
  list,
  long,
  password,
  type Setting,
  short,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const saslSettings: readonly Setting[] = [
  ...withoutEffect([
    javaClass("sasl.client.callback.handler.class", null).readOnly(
      "Java class that answers SASL clients' questions.",
    ),
    list("sasl.enabled.mechanisms", "GSSAPI").perBroker("SASL mechanisms offered."),
    password("sasl.jaas.config").perBroker("Login of this broker in Java's JAAS form."),
    string("sasl.kerberos.kinit.cmd", "/usr/bin/kinit").perBroker("Kerberos' kinit command."),
    long("sasl.kerberos.min.time.before.relogin", 60000).perBroker(
      "Shortest rest between Kerberos logins.",
    ),
    list("sasl.kerberos.principal.to.local.rules", "DEFAULT").perBroker(
      "Rules that turn a Kerberos principal into a user.",
    ),
    string("sasl.kerberos.service.name", null).perBroker("Kerberos service name."),
    double("sasl.kerberos.ticket.renew.jitter", 0.05).perBroker(
      "Random share of the renewal time.",
    ),
    double("sasl.kerberos.ticket.renew.window.factor", 0.8).perBroker(
      "Share of a ticket's life after which it is renewed.",
    ),
    javaClass("sasl.login.callback.handler.class", null).readOnly(
      "Java class that answers the login's questions.",
    ),
    javaClass("sasl.login.class", null).readOnly("Java class that logs in."),
    int("sasl.login.connect.timeout.ms", null).readOnly(
      "Longest wait for a connection to the token issuer.",
    ),
    int("sasl.login.read.timeout.ms", null).readOnly("Longest wait for the token issuer's answer."),
    short("sasl.login.refresh.buffer.seconds", 300).perBroker(
      "Time before expiry that a refresh must not enter.",
    ),
    short("sasl.login.refresh.min.period.seconds", 60).perBroker(
      "Shortest time between two refreshes.",
    ),
    double("sasl.login.refresh.window.factor", 0.8).perBroker(
      "Share of a credential's life after which it is refreshed.",
    ),
    double("sasl.login.refresh.window.jitter", 0.05).perBroker("Random share of that time."),
    long("sasl.login.retry.backoff.max.ms", 10000).readOnly(
      "Longest rest between attempts to log in.",
    ),
    long("sasl.login.retry.backoff.ms", 100).readOnly("First rest between attempts to log in."),
    string("sasl.mechanism.controller.protocol", "GSSAPI").readOnly(
      "SASL mechanism towards KRaft controllers.",
    ),
    string("sasl.mechanism.inter.broker.protocol", "GSSAPI").perBroker(
      "SASL mechanism among brokers.",
    ),
    boolean("sasl.oauthbearer.allow.unverified.audience", false).readOnly(
      "Whether a token for any audience is taken.",
    ),
    boolean("sasl.oauthbearer.allow.unverified.issuer", false).readOnly(
      "Whether a token of any issuer is taken.",
    ),
    string("sasl.oauthbearer.assertion.algorithm", "RS256", oneOfAnyCase("ES256", "RS256"))
      .readOnly("Signature algorithm of the assertion."),
    string("sasl.oauthbearer.assertion.claim.aud", null).readOnly(
      "Audience claim of the assertion.",
    ),
    int("sasl.oauthbearer.assertion.claim.exp.seconds", 300, between(0, 86400)).readOnly(
      "Life of the assertion.",
    ),
    string("sasl.oauthbearer.assertion.claim.iss", null).readOnly("Issuer claim of the assertion."),
    boolean("sasl.oauthbearer.assertion.claim.jti.include", false).readOnly(
      "Whether the assertion carries an id.",
    ),
    int("sasl.oauthbearer.assertion.claim.nbf.seconds", 60, between(0, 3600)).readOnly(
      "How far back the assertion is already valid.",
    ),
    string("sasl.oauthbearer.assertion.claim.sub", null).readOnly(
      "Subject claim of the assertion.",
    ),
    string("sasl.oauthbearer.assertion.file", null).readOnly("File of a ready assertion."),
    string("sasl.oauthbearer.assertion.private.key.file", null).readOnly(
      "File of the key that signs assertions.",
    ),
    password("sasl.oauthbearer.assertion.private.key.passphrase").readOnly(
      "Passphrase of that key.",
    ),
    string("sasl.oauthbearer.assertion.template.file", null).readOnly(
      "File of further claims of the assertion.",
    ),
    string("sasl.oauthbearer.client.credentials.client.id", null).readOnly(
      "Client id for the client credentials grant.",
    ),
    password("sasl.oauthbearer.client.credentials.client.secret").readOnly(
      "Client secret for the client credentials grant.",
    ),
    int("sasl.oauthbearer.clock.skew.seconds", 30).readOnly(
      "How far the issuer's clock may be off.",
    ),
    list("sasl.oauthbearer.expected.audience", "").readOnly(
      "Audiences of which a token must name one.",
    ),
    string("sasl.oauthbearer.expected.issuer", null).readOnly("Issuer that a token must name."),
    long("sasl.oauthbearer.jwks.endpoint.refresh.ms", 3600000).readOnly(
      "Time between two fetches of the issuer's keys.",
    ),
    long("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", 10000).readOnly(
      "Longest rest between attempts to fetch them.",
    ),
    long("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", 100).readOnly(
      "First rest between attempts to fetch them.",
    ),
    string("sasl.oauthbearer.jwks.endpoint.url", null).readOnly(
      "Where the issuer's keys are found.",
    ),
    javaClass(
      "sasl.oauthbearer.jwt.retriever.class",
      "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
    ).readOnly("Java class that fetches tokens."),
    javaClass(
      "sasl.oauthbearer.jwt.validator.class",
      "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator",
    ).readOnly("Java class that checks tokens."),
    string("sasl.oauthbearer.scope", null).readOnly("Scope asked of the issuer."),
    string("sasl.oauthbearer.scope.claim.name", "scope").readOnly("Claim that holds the scope."),
    string("sasl.oauthbearer.sub.claim.name", "sub").readOnly("Claim that holds the user."),
    string("sasl.oauthbearer.token.endpoint.url", null).readOnly("Where tokens are issued."),
    javaClass("sasl.server.callback.handler.class", null).readOnly(
      "Java class that checks SASL clients' answers.",
    ),
    int("sasl.server.max.receive.size", 524288).readOnly(
      "Longest SASL message taken from a client.",
    ),
  ]),
];
