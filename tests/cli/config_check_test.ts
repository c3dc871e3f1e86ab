import { describe, expect, test } from "bun:test";
import { configCheck } from "../../lib/cli/config_check.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { kafkaDefaultFiles } from "../config/kafka_default_files.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

async function check(
  args: readonly string[],
  { files = {}, variables = {} }: {
    files?: Readonly<Record<string, string>>;
    variables?: Readonly<Record<string, string>>;
  } = {},
) {
  const terminal = new RecordingTerminal();
  const fileSystem = new MemoryFileSystem();
  for (const [path, text] of Object.entries(files)) {
    fileSystem.replaceFile(path, new TextEncoder().encode(text));
  }
  const environment = { ...environmentOf(new MemoryKafka()), fileSystem, variables };
  const exitCode = await configCheck.run(args, terminal, environment);
  return { exitCode, out: terminal.out, err: terminal.err };
}

const SERVER = `# a broker
process.roles=broker,controller
node.id=1
log.retention.hours=168
log.retention.ms=\${env:RETENTION}
num.partition=3
log.dirs=/x
log.dirs=/y
ssl.keystore.password=geheim
port=9094
`;

describe("the report of a server.properties", () => {
  test("says of each line what becomes of it", async () => {
    const { exitCode, out } = await check(
      ["check", "/s.properties", "--override=num.io.threads=4"],
      {
        files: { "/s.properties": SERVER },
        variables: { RETENTION: "600000", KAFKA_NUM_PARTITIONS: "7", KAFKA_FOO: "1" },
      },
    );
    expect(out).toBe(`/s.properties: settings of a broker (server.properties)
  used:
    /s.properties:3   node.id=1
    /s.properties:5   log.retention.ms=\${env:RETENTION}  is 600000; 10 minutes
    /s.properties:8   log.dirs=/y                        log.dirs is set again and replaces /s.properties line 7
    /s.properties:10  port=9094                          deprecated: listeners is written now
  set again elsewhere, does not count:
    /s.properties:4  log.retention.hours=168  7 days; log.retention.ms counts
    /s.properties:7  log.dirs=/x              /s.properties line 8 counts
  ignored, changes nothing here:
    /s.properties:2  process.roles=broker,controller  Roles of a KRaft node; kedge is broker and coordinator at once.
    /s.properties:9  ssl.keystore.password=[hidden]   Password of that file.
  unknown, ignored:
    /s.properties:6  num.partition=3  did you mean num.partitions?

environment: settings by environment variables
  used:
    KAFKA_NUM_PARTITIONS  num.partitions=7

--override: settings by the command line
  ignored, changes nothing here:
    --override  num.io.threads=4  Threads that handle requests; one event loop does this work here.

warnings:
  environment KAFKA_FOO: no setting has this name, it is ignored

notes:
  settings by environment variables: KAFKA_NUM_PARTITIONS
  a KRaft node's settings: kedge is broker and controller in one process, keeps metadata in its znodes, and opens no controller listener

kedge would start: 5 used, 3 ignored, 1 unknown
`);
    expect(exitCode).toBe(0);
  });

  test("says what is wrong, and leaves with 1", async () => {
    const text = "num.partitions=many\nlisteners=SSL://:9092\nbroker.rack=${env:NONE}\na=\n";
    const { exitCode, out } = await check(["check", "/s.properties"], {
      files: { "/s.properties": text },
    });
    expect(exitCode).toBe(1);
    expect(out).toContain(
      "/s.properties:1  num.partitions=many      Invalid value many for configuration " +
        "num.partitions: Not a number of type INT (allowed: a whole number, at least 1)\n",
    );
    expect(out).toContain("/s.properties:3  broker.rack=${env:NONE}  There is no environment");
    expect(out).toEndWith("kedge would not start: 2 faults\n");
  });

  test("knows what a start refuses though each line is right", async () => {
    const { exitCode, out } = await check(["check", "/s.properties"], {
      files: { "/s.properties": "listeners=SSL://:9092\nzookeeper.connect=zk.example:2181\n" },
    });
    expect(exitCode).toBe(1);
    expect(out).toContain("faults:\n  Cannot use zookeeper.connect=zk.example:2181");
    expect(out).toContain("  Cannot serve listener SSL://0.0.0.0:9092");
  });

  test.each(kafkaDefaultFiles)("finds nothing odd in Kafka's own: %s", async (_name, text) => {
    const files = { "/s.properties": text };
    const { exitCode, out } = await check(["check", "/s.properties", "--json"], { files });
    const report = JSON.parse(out);
    expect([exitCode, report.fine, report.warnings, report.faults]).toEqual([0, true, [], []]);
    const states = report.parts[0].rows.map((row: { state: string }) => row.state);
    expect(states.filter((state: string) => state !== "used" && state !== "ignored")).toEqual([]);
  });
});

test("a zoo.cfg's names are told with what they come to", async () => {
  const text = "tickTime=2000\ninitLimit=5\ndataDir=/zk\nclientPort=2181\nserver.1=a:1:2\nfoo=1\n" +
    "autopurge.snapRetainCount=1\nssl.keyStore.password=geheim\n";
  const { exitCode, out } = await check(["check", "/zoo.cfg"], {
    files: { "/zoo.cfg": text },
    variables: { ZOO_TICK_TIME: "3000" },
  });
  expect(exitCode).toBe(0);
  expect(out).toStartWith(
    `/zoo.cfg: settings of a ZooKeeper server (zoo.cfg)
  used:
    /zoo.cfg:3  dataDir=/zk                  is log.dirs=/zk/kedge
    /zoo.cfg:4  clientPort=2181              is zookeeper.listeners=zookeeper://0.0.0.0:2181
    /zoo.cfg:7  autopurge.snapRetainCount=1  is zookeeper.autopurge.snapRetainCount=3; autopurge.snapRetainCount=1 is too few, 3 are kept
  set again elsewhere, does not count:
    /zoo.cfg:1  tickTime=2000  environment ZOO_TICK_TIME counts
  ignored, changes nothing here:
    /zoo.cfg:2  initLimit=5                     Of an ensemble; kedge is one server.
    /zoo.cfg:5  server.1=a:1:2                  server.1 is passed over: kedge is one server by itself
    /zoo.cfg:8  ssl.keyStore.password=[hidden]  Of TLS, which is not there.
  unknown, ignored:
    /zoo.cfg:6  foo=1
`,
  );
});

test("a client's file is told by what the scripts make of it", async () => {
  const text = "bootstrap.servers=a:1\nacks=2\nlinger.mss=3\nbatch.size=65536\n" +
    "key.serializer=org.X\nsasl.jaas.config=geheim\ngroup.id=g\nproducer.type=sync\n" +
    "acks=all\nssl.truststore.password=${env:NONE}\n";
  const { exitCode, out } = await check(["check", "/producer.properties"], {
    files: { "/producer.properties": text },
  });
  expect(out).toBe(`/producer.properties: settings of producers, for scripts that send
  used:
    /producer.properties:1  bootstrap.servers=a:1
    /producer.properties:4  batch.size=65536       64 KiB
    /producer.properties:9  acks=all
  set again elsewhere, does not count:
    /producer.properties:2  acks=2  /producer.properties line 9 counts
  ignored, changes nothing here:
    /producer.properties:5  key.serializer=org.X       Java class; each script knows what it sends.
    /producer.properties:6  sasl.jaas.config=[hidden]  of SASL, which kedge's clients do not have yet
    /producer.properties:7  group.id=g                 a setting of consumer clients
    /producer.properties:8  producer.type=sync         of Kafka before 1.0; nothing stands for it
  unknown, ignored:
    /producer.properties:3  linger.mss=3  did you mean linger.ms?
  wrong:
    /producer.properties:10  ssl.truststore.password=\${env:NONE}  There is no environment variable NONE (allowed: a variable that is set where kedge is started)

the scripts would not take /producer.properties: 1 fault
`);
  expect(exitCode).toBe(1);
});

test("names that every object of JavaScript's has are unknown as others are", async () => {
  const { out } = await check(["check", "/server.properties", "/producer.properties"], {
    files: {
      "/server.properties": "node.id=1\nvalueOf=1\n",
      "/producer.properties": "toString=1\n",
    },
  });
  expect(out).toContain("  unknown, ignored:\n    /server.properties:2  valueOf=1\n");
  expect(out).toContain("  unknown, ignored:\n    /producer.properties:1  toString=1\n");
});

test("what is wrong with a client's file does not keep kedge from starting", async () => {
  const files = {
    "/s.properties": "node.id=1\n",
    "/producer.properties": "acks=2\n",
    "/consumer.properties": "group.id=\\u1\n",
  };
  const { exitCode, out } = await check(["check", ...Object.keys(files)], { files });
  expect(exitCode).toBe(1);
  expect(out).toEndWith(
    "kedge would start: 1 used, 0 ignored, 0 unknown\n" +
      "the scripts would not take /producer.properties: 1 fault\n" +
      "the scripts would not take /consumer.properties: 1 fault\n",
  );
  const alone = await check(["check", "/consumer.properties", "/none"], { files });
  expect(alone.out).toContain("Cannot read /none");
  expect(alone.exitCode).toBe(1);
});

describe("files that kedge does not read", () => {
  test("are named, and are no fault", async () => {
    const { exitCode, out } = await check(["check", "/log4j.properties", "/s.properties"], {
      files: { "/log4j.properties": "log4j.rootLogger=INFO\n", "/s.properties": "node.id=1\n" },
    });
    expect(exitCode).toBe(0);
    expect(out).toStartWith("/log4j.properties: logging of Java programs, not used");
  });

  test("or cannot be read, are", async () => {
    const { exitCode, out } = await check(["check", "/none"]);
    expect(exitCode).toBe(1);
    expect(out).toContain("faults:\n  Cannot read /none: ");
  });

  test("nor may two be of one kind", async () => {
    const files = { "/a.properties": "node.id=1\n", "/b.properties": "node.id=2\n" };
    const { exitCode, out } = await check(["check", "/a.properties", "/b.properties"], { files });
    expect(exitCode).toBe(1);
    expect(out).toContain("both read like a server.properties");
  });
});

test("without files, the environment and overrides are looked at", async () => {
  const { exitCode, out } = await check(["check", "--override", "num.partitions=x"], {
    variables: { KAFKA_LOG_DIRS: "/d" },
  });
  expect(exitCode).toBe(1);
  expect(out).toContain("    KAFKA_LOG_DIRS  log.dirs=/d\n");
  expect(out).toContain("    --override  num.partitions=x  Invalid value x");
});

test("secrets are hidden in JSON too", async () => {
  const { out } = await check(["check", "/s.properties", "--json"], {
    files: { "/s.properties": "ssl.key.password=${env:P}\nsasl.jaas.config=geheim;\n" },
    variables: { P: "geheim", KAFKA_SSL_KEYSTORE_PASSWORD: "geheim", KAFKA_FOO_PASSWORD: "geheim" },
  });
  expect(out).not.toContain("geheim");
  expect(JSON.parse(out).parts[0].rows[0]).toEqual({
    file: "/s.properties",
    line: 1,
    key: "ssl.key.password",
    value: "${env:P}",
    becomes: null,
    meaning: null,
    note: "Password of the private key.",
    state: "ignored",
  });
});

test("bad usage leaves with 2, --help with 0", async () => {
  expect(await check([])).toMatchObject({ exitCode: 2, out: "" });
  expect((await check(["show"])).err).toStartWith(
    "kedge config: check must come first, found show",
  );
  expect((await check(["check", "--all"])).err).toStartWith("kedge config: unknown option --all");
  expect((await check(["check", "--override"])).err).toContain("needs something after it");
  expect(await check(["--help"])).toMatchObject({ exitCode: 0, err: "" });
});
