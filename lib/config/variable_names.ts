/**
 * Environment variables that begin like a setting's and are none: those of Kafka's start scripts
 * and of the images of Apache, Confluent, Bitnami and wurstmeister that tell the image what to do,
 * and those that Kubernetes and Docker set for a service by the name of kafka.
 *
 * @module
 */

/** Names without `KAFKA_`. */
const KAFKA_NAMES = new Set([
  // The start scripts: Java's options, debugging, places.
  "DEBUG",
  "GC_LOG_OPTS",
  "HEAP_OPTS",
  "HOME",
  "JVM_PERFORMANCE_OPTS",
  "MODE",
  "OPTS",
  "VERSION",
  // Which cluster, and what is made when it starts.
  "CLUSTER_ID",
  "CREATE_TOPICS",
  "CREATE_TOPICS_SEPARATOR",
  "START_TIMEOUT",
  // Bitnami's image.
  "BASE_DIR",
  "CERTIFICATE_PASSWORD",
  "CERTS_DIR",
  "CLIENT_LISTENER_NAME",
  "CLIENT_PASSWORDS",
  "CLIENT_USERS",
  "CONF_DIR",
  "CONF_FILE",
  "CONTROLLER_PASSWORD",
  "CONTROLLER_USER",
  "DAEMON_GROUP",
  "DAEMON_USER",
  "DATA_DIR",
  "ENABLE_KRAFT",
  "EXTRA_FLAGS",
  "INITIAL_CONTROLLERS",
  "INITSCRIPTS_DIR",
  "INTER_BROKER_PASSWORD",
  "INTER_BROKER_USER",
  "KRAFT_CLUSTER_ID",
  "MOUNTED_CONF_DIR",
  "SKIP_KRAFT_STORAGE_INIT",
  "VOLUME_DIR",
  "ZOOKEEPER_PASSWORD",
  "ZOOKEEPER_PROTOCOL",
  "ZOOKEEPER_USER",
  // Confluent's and Apache's images: files below /etc/kafka/secrets.
  "SSL_KEYSTORE_CREDENTIALS",
  "SSL_KEYSTORE_FILENAME",
  "SSL_KEY_CREDENTIALS",
  "SSL_TRUSTSTORE_CREDENTIALS",
  "SSL_TRUSTSTORE_FILENAME",
]);
const KAFKA_BEGINNINGS =
  /^(CONNECT_|DEBUG_|JMX_|LOG4J_|REST_|TLS_|TOOLS_LOG4J_|ZOOKEEPER_(BOOTSTRAP|TLS)_)/;

/** Names without `KEDGE_`: those of the build and the tests, and of an image. */
const KEDGE_NAMES =
  /^(BUILT_ON|COMMIT|CONFORMANCE_.*|HOME|SCRIPT_TABLES|SEEDS?|SIMULATIONS|VERSION)$/;

/** Names without `ZOO_`: places, Java's options, and what an image does with users. */
const ZOO_NAMES = new Set([
  "BASE_DIR",
  "CLIENT_PASSWORD",
  "CLIENT_USER",
  "CONF_DIR",
  "CONF_FILE",
  "DAEMON_GROUP",
  "DAEMON_USER",
  "DATADIR_AUTOCREATE_DISABLE",
  "ENABLE_AUTH",
  "ENABLE_PROMETHEUS_METRICS",
  "HEAP_SIZE",
  "LISTEN_ALLIPS_ENABLED",
  "LOG_DIR",
  "LOG_LEVEL",
  "SERVER_PASSWORDS",
  "SERVER_USERS",
  "VOLUME_DIR",
]);
const ZOO_BEGINNINGS = /^(LOG4J|QUORUM|TLS)_/;

/** Of a service in Kubernetes, or of a container that Docker links. */
const SERVICE_NAME =
  /(_SERVICE_HOST|_SERVICE_PORT(_\w+)?|_PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)$/;
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** Whether a variable is one that an orchestrator sets for a service: `KAFKA_PORT=tcp://…`. */
export function isServiceVariable(name: string, value: string): boolean {
  return SERVICE_NAME.test(name) || SERVICE_ADDRESS.test(value);
}

/** Whether a variable is known to be no setting. */
export function isNoSetting(prefix: "KEDGE_" | "KAFKA_CFG_" | "KAFKA_" | "ZOO_", rest: string) {
  if (prefix === "KEDGE_") return KEDGE_NAMES.test(rest);
  if (prefix === "KAFKA_") return KAFKA_NAMES.has(rest) || KAFKA_BEGINNINGS.test(rest);
  return prefix === "ZOO_" && (ZOO_NAMES.has(rest) || ZOO_BEGINNINGS.test(rest));
}
