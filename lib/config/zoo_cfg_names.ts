/**
 * The names of zoo.cfg beside the broker settings that begin with `zookeeper.`: what is known and
 * changes nothing here, what is the same under another name, and what must not be passed over in
 * silence because a part of kedge that it asks for is not there.
 *
 * @module
 */
import { atLeast, between, oneOfAnyCase } from "./rule.ts";
import { boolean, int, long, type Setting, string, withoutEffect } from "./setting.ts";

const ENSEMBLE = "Of an ensemble; kedge is one server.";
const TLS = "Of TLS, which is not there.";
const SASL = "Of SASL, which is not there.";
const THREADS = "Of the Java server's threads.";
const MEMORY = "Of the Java server's caches.";
const FLUSH = "The log groups writes by itself: all that wait share the next flush.";

/** Names that kedge goes by when it reads the file; zoo_cfg.ts says how. */
export const zooCfgPlaces: readonly Setting[] = [
  boolean("admin.enableServer", true).readOnly("Whether the REST port is open."),
  string("admin.serverAddress", "0.0.0.0").readOnly("Where the REST port listens."),
  int("admin.serverPort", 8080, between(0, 65535)).readOnly(
    "The REST port, which serves the AdminServer's commands.",
  ),
  int("clientPort", null, between(0, 65535)).readOnly("The port of ZooKeeper's clients."),
  string("clientPortAddress", "0.0.0.0").readOnly("Where clientPort listens."),
  string("dataDir", null).readOnly("The folder; the znodes are in kedge/ below it. Needed."),
  string("dataLogDir", null).readOnly("A folder for the znodes in dataDir's stead."),
  string("dynamicConfigFile", null).readOnly("A file with the server lines."),
  boolean("startAlone", false).readOnly(
    "kedge's own: several server lines are passed over, this server has znodes of its own.",
  ),
];

/** Names that are taken and change nothing. */
export const zooCfgWithoutEffect: readonly Setting[] = withoutEffect([
  string("admin.commandURL", "/commands").readOnly("The commands are below /commands."),
  int("admin.idleTimeout", 30000).readOnly("How long the AdminServer keeps idle connections."),
  boolean("admin.forceHttps", false).readOnly(TLS),
  boolean("admin.needClientAuth", false).readOnly(TLS),
  boolean("admin.portUnification", false).readOnly(TLS),
  int("admin.rateLimiterIntervalInMS", 300000).readOnly("Of the snapshot and restore commands."),
  boolean("admin.restore.enabled", true).readOnly("Of the AdminServer's restore command."),
  boolean("advancedFlowControlEnabled", false).readOnly("Of Netty; sockets here are not read."),
  boolean("audit.enable", false).readOnly("Of the audit log, which is not there."),
  string("audit.impl.class", null).readOnly("Of the audit log, which is not there."),
  int("bitHashCacheSize", 10).readOnly(MEMORY),
  boolean("client.portUnification", false).readOnly(TLS),
  boolean("client.certReload", false).readOnly(TLS),
  int("clientPortListenBacklog", -1).readOnly("The system's default backlog is used."),
  boolean("clientTcpKeepAlive", false).readOnly("Sessions have their own signs of life."),
  int("cnxTimeout", 5000).readOnly(ENSEMBLE),
  int("commitLogCount", 500).readOnly(ENSEMBLE),
  int("commitProcessor.maxCommitBatchSize", 1).readOnly(THREADS),
  int("commitProcessor.maxReadBatchSize", -1).readOnly(THREADS),
  int("commitProcessor.numWorkerThreads", 0).readOnly(THREADS),
  int("connectToLearnerMasterLimit", 0).readOnly(ENSEMBLE),
  long("connectionDecreaseRatio", 0).readOnly("Of the throttle's dropping by chance."),
  string("connectionDropDecrease", null).readOnly("Of the throttle's dropping by chance."),
  string("connectionDropIncrease", null).readOnly("Of the throttle's dropping by chance."),
  int("connectionFreezeTime", -1).readOnly("Of the throttle's dropping by chance."),
  string("DigestAuthenticationProvider.digestAlg", "SHA1").readOnly("Digests are by SHA1."),
  boolean("DigestAuthenticationProvider.enabled", true).readOnly("The scheme digest is there."),
  boolean("digest.enabled", true).readOnly("Of checks between replicas; batches have checksums."),
  int("electionAlg", 3, between(3, 3)).readOnly(ENSEMBLE),
  int("electionPortBindRetry", 3).readOnly(ENSEMBLE),
  boolean("emulate353TTLNodes", false).readOnly("Of the form of ZooKeeper 3.5.3's znodes."),
  boolean("enableEagerACLCheck", false).readOnly(ENSEMBLE),
  boolean("enforce.auth.enabled", false).readOnly("Sessions need not authenticate."),
  string("enforce.auth.schemes", null).readOnly("Sessions need not authenticate."),
  string("ensembleAuthName", null).readOnly("Of the scheme ensemble, which is not there."),
  boolean("fips-mode", true).readOnly(TLS),
  int("flushDelay", 0).readOnly(FLUSH),
  boolean("follower.skipLearnerRequestToNextProcessor", false).readOnly(ENSEMBLE),
  string("forceSync", "yes", oneOfAnyCase("YES", "NO")).readOnly(
    "What is acknowledged is on disk, always.",
  ),
  boolean("forward_learner_requests_to_commit_processor_disabled", false).readOnly(ENSEMBLE),
  int("initLimit", null, atLeast(0)).readOnly(ENSEMBLE),
  boolean("IPAuthenticationProvider.usexforwardedfor", false).readOnly("Of the AdminServer."),
  int("jute.maxbuffer.extrasize", null).readOnly("Of what the Java server writes to disk."),
  int("largeRequestMaxBytes", 104857600).readOnly("globalOutstandingLimit bounds requests."),
  int("largeRequestThreshold", -1).readOnly("globalOutstandingLimit bounds requests."),
  boolean("leaderServes", true).readOnly(ENSEMBLE),
  boolean("localSessionsEnabled", false).readOnly(ENSEMBLE),
  boolean("localSessionsUpgradingEnabled", false).readOnly(ENSEMBLE),
  int("maxBatchSize", 1000).readOnly(FLUSH),
  int("maxConcurrentDiffSyncs", 100).readOnly(ENSEMBLE),
  int("maxConcurrentSnapSyncs", 10).readOnly(ENSEMBLE),
  int("maxGetChildrenResponseCacheSize", -1).readOnly(MEMORY),
  int("maxInProcessingDeadWatchers", -1).readOnly(MEMORY),
  int("maxResponseCacheSize", 400).readOnly(MEMORY),
  int("maxWriteQueuePollTime", 0).readOnly(FLUSH),
  int("messageTracker.BufferSize", 10).readOnly(ENSEMBLE),
  boolean("messageTracker.Enabled", false).readOnly(ENSEMBLE),
  boolean("netty.server.earlyDropSecureConnectionHandshakes", false).readOnly(TLS),
  int("nio.numSelectorThreads", null).readOnly(THREADS),
  int("nio.numWorkerThreads", null).readOnly(THREADS),
  int("observerMasterPort", 0).readOnly(ENSEMBLE),
  string("oraclePath", null).readOnly(ENSEMBLE),
  string("outstandingHandshake.limit", null).readOnly(TLS),
  string("peerType", "participant", oneOfAnyCase("PARTICIPANT", "OBSERVER")).readOnly(ENSEMBLE),
  boolean("portUnification", false).readOnly(ENSEMBLE),
  int("preAllocSize", 65536, atLeast(0)).readOnly("The log allocates ahead in steps of its own."),
  int("quorumCnxnTimeoutMs", -1).readOnly(ENSEMBLE),
  boolean("quorumListenOnAllIPs", false).readOnly(ENSEMBLE),
  boolean("readonlymode.enabled", false).readOnly(ENSEMBLE),
  boolean("requestStaleConnectionCheck", true).readOnly("Requests of ended clients are done."),
  boolean("requestStaleLatencyCheck", false).readOnly("Late requests are done."),
  boolean("requestThrottleDropStale", true).readOnly("Requests of ended clients are done."),
  int("requestThrottleStallTime", 100).readOnly("Sockets are read again as soon as there is room."),
  int("request_throttler.shutdownTimeout", 10000).readOnly("A stop answers what was taken."),
  int("secureClientPort", null, between(0, 65535)).readOnly(TLS),
  string("secureClientPortAddress", null).readOnly(TLS),
  boolean("serializeLastProcessedZxid.enabled", true).readOnly("Snapshots name their zxid."),
  string("serverCnxnFactory", null).readOnly("Of the Java server's network code."),
  boolean("sessionRequireClientSASLAuth", false).readOnly(SASL),
  string("skipACL", "no", oneOfAnyCase("YES", "NO")).readOnly("Access lists count, always."),
  string("snapshot.compression.method", null).readOnly("Of Apache ZooKeeper's snapshot files."),
  boolean("snapshot.trust.empty", false).readOnly("Of Apache ZooKeeper's snapshot files."),
  boolean("sslQuorum", false).readOnly(ENSEMBLE),
  boolean("sslQuorumReloadCertFiles", false).readOnly(ENSEMBLE),
  boolean("standaloneEnabled", true).readOnly("kedge is one server, always."),
  string("superUser", null).readOnly(TLS),
  boolean("syncEnabled", true).readOnly(ENSEMBLE),
  int("syncLimit", null, atLeast(0)).readOnly(ENSEMBLE),
  boolean("tcpKeepAlive", false).readOnly(ENSEMBLE),
  int("throttledOpWaitTime", 0).readOnly("Late requests are done."),
  int("txnLogSizeLimitInKb", -1).readOnly("The log rolls by itself."),
  int("watcherCleanIntervalInSeconds", 600).readOnly(MEMORY),
  int("watcherCleanThreadsNum", 2).readOnly(MEMORY),
  int("watcherCleanThreshold", 1000).readOnly(MEMORY),
  string("watchManagerName", null).readOnly(MEMORY),
  string("X509AuthenticationProvider.superUser", null).readOnly(TLS),
  int("znode.container.maxNeverUsedIntervalMs", 0).readOnly("Unused containers stay."),
  int("znode.container.maxPerMinute", 10000).readOnly("Empty containers go as they are found."),
]);

/** Beginnings of names of which any may follow, with what they are of. */
export const ZOO_CFG_PREFIXES: readonly (readonly [prefix: string, why: string])[] = [
  ["authProvider", "Of authentication plug-ins."],
  ["fastleader.", ENSEMBLE],
  ["group.", ENSEMBLE],
  ["jvm.pause.", "Of the Java machine."],
  ["kerberos.", SASL],
  ["leader.", ENSEMBLE],
  ["learner.", ENSEMBLE],
  ["metricsProvider.", "GET /metrics of the REST port has ZooKeeper's metrics."],
  ["multiAddress.", ENSEMBLE],
  ["observer.", ENSEMBLE],
  ["quorum.", ENSEMBLE],
  ["ssl.", TLS],
  ["weight.", ENSEMBLE],
];

/** System properties of ZooKeeper's, without `zookeeper.`, for what zoo.cfg calls otherwise. */
export const ZOO_CFG_ALIASES: Readonly<Record<string, string>> = {
  "connection_throttle_decrease_ratio": "connectionDecreaseRatio",
  "connection_throttle_drop_decrease": "connectionDropDecrease",
  "connection_throttle_drop_increase": "connectionDropIncrease",
  "connection_throttle_fill_count": "connectionTokenFillCount",
  "connection_throttle_fill_time": "connectionTokenFillTime",
  "connection_throttle_freeze_time": "connectionFreezeTime",
  "connection_throttle_tokens": "connectionMaxTokens",
  "leader.maxConcurrentDiffSyncs": "maxConcurrentDiffSyncs",
  "leader.maxConcurrentSnapSyncs": "maxConcurrentSnapSyncs",
  "netty.advancedFlowControl.enabled": "advancedFlowControlEnabled",
  "netty.server.outstandingHandshake.limit": "outstandingHandshake.limit",
  "observer.syncEnabled": "syncEnabled",
  "request_stale_connection_check": "requestStaleConnectionCheck",
  "request_stale_latency_check": "requestStaleLatencyCheck",
  "request_throttle_drop_stale": "requestThrottleDropStale",
  "request_throttle_max_requests": "requestThrottleLimit",
  "request_throttle_stall_time": "requestThrottleStallTime",
  "throttled_op_wait_time": "throttledOpWaitTime",
};

/** What would leave the server less closed than its file says, or unreachable: refused. */
export const ZOO_CFG_REFUSED: readonly {
  readonly name: string;
  /** Whether this value is refused. */
  refuses(value: string): boolean;
  readonly reason: string;
  readonly allowed: string;
}[] = [
  {
    name: "secureClientPort",
    refuses: () => true,
    reason: "kedge has no TLS yet, so clients of this port could not connect",
    allowed: "clientPort, on a network you trust",
  },
  {
    name: "sessionRequireClientSASLAuth",
    refuses: isTrue,
    reason: "kedge has no SASL yet: clients without it would be let in",
    allowed: "false, with access lists of the schemes digest and ip",
  },
  {
    name: "enforce.auth.enabled",
    refuses: isTrue,
    reason: "kedge does not enforce authentication yet: clients without it would be let in",
    allowed: "false, with access lists of the schemes digest and ip",
  },
  {
    name: "DigestAuthenticationProvider.digestAlg",
    refuses: (value) => !/^sha-?1$/i.test(value),
    reason: "kedge knows digests by SHA1 only: no password would fit the access lists",
    allowed: "SHA1",
  },
  {
    name: "admin.forceHttps",
    refuses: isTrue,
    reason: "kedge has no TLS yet",
    allowed: "false, with admin.serverAddress on a network you trust",
  },
];

function isTrue(value: string): boolean {
  return value.toLowerCase() === "true";
}
