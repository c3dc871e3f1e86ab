/**
 * Broker settings: TLS.
 *
 * @module
 */
import { oneOf } from "../rule.ts";
import {
  boolean,
  javaClass,
  list,
  password,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const sslSettings: readonly Setting[] = [
  ...withoutEffect([
    boolean("ssl.allow.dn.changes", false).readOnly(
      "Whether a reloaded certificate may change its name.",
    ),
    boolean("ssl.allow.san.changes", false).readOnly(
      "Whether a reloaded certificate may change its alternative names.",
    ),
    list("ssl.cipher.suites", "").perBroker(
      "Cipher suites allowed; empty is all of the library's.",
    ),
    string("ssl.client.auth", "none", oneOf("required", "requested", "none")).perBroker(
      "Whether clients must, may or need not show a certificate.",
    ),
    list("ssl.enabled.protocols", "TLSv1.2,TLSv1.3").perBroker("TLS versions allowed."),
    string("ssl.endpoint.identification.algorithm", "https").perBroker(
      "How a server's name is checked; empty does not.",
    ),
    javaClass("ssl.engine.factory.class", null).perBroker("Java class that makes TLS engines."),
    password("ssl.key.password").perBroker("Password of the private key."),
    string("ssl.keymanager.algorithm", "SunX509").perBroker("Java's key manager algorithm."),
    password("ssl.keystore.certificate.chain").perBroker("Certificate chain in PEM."),
    password("ssl.keystore.key").perBroker("Private key in PEM."),
    string("ssl.keystore.location", null).perBroker("File of the key and certificates."),
    password("ssl.keystore.password").perBroker("Password of that file."),
    string("ssl.keystore.type", "JKS").perBroker("Format of that file."),
    string("ssl.principal.mapping.rules", "DEFAULT").readOnly(
      "Rules that turn a certificate's name into a user.",
    ),
    string("ssl.protocol", "TLSv1.3").perBroker("TLS version tried first."),
    string("ssl.provider", null).perBroker("Java's security provider for TLS."),
    string("ssl.secure.random.implementation", null).perBroker("Java's random source for TLS."),
    string("ssl.trustmanager.algorithm", "PKIX").perBroker("Java's trust manager algorithm."),
    password("ssl.truststore.certificates").perBroker("Trusted certificates in PEM."),
    string("ssl.truststore.location", null).perBroker("File of the trusted certificates."),
    password("ssl.truststore.password").perBroker("Password of that file."),
    string("ssl.truststore.type", "JKS").perBroker("Format of that file."),
  ]),
];
