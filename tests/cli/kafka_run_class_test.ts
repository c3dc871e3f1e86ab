import { expect, test } from "bun:test";
import { classCall, kafkaRunClass } from "../../lib/cli/kafka_run_class.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

async function run(words: string) {
  const terminal = new RecordingTerminal();
  const exitCode = await kafkaRunClass.run(words.split(" ").filter((word) => word), terminal);
  return { exitCode, out: terminal.out, err: terminal.err };
}

test.each([
  "kafka.tools.GetOffsetShell --help",
  "org.apache.kafka.tools.GetOffsetShell --help",
  "-name tool -loggc kafka.tools.GetOffsetShell --help",
])("%s is the command of the class", async (words) => {
  const { err } = await run(words);
  expect(err).toStartWith("An interactive shell for getting topic-partition offsets.\n");
});

test("-daemon is the servers' own word, and no other command's", () => {
  const words = (line: string) => classCall(line.split(" ")).words?.join(" ");
  expect(words("-name kafkaServer -loggc -daemon kafka.Kafka config/server.properties"))
    .toBe("kafka-server-start -daemon config/server.properties");
  expect(words("-daemon org.apache.zookeeper.server.quorum.QuorumPeerMain zoo.cfg"))
    .toBe("zookeeper-server-start -daemon zoo.cfg");
  expect(words("kafka.Kafka server.properties")).toBe("kafka-server-start server.properties");
  expect(words("-daemon kafka.tools.ConsoleConsumer --topic t")).toBe("console-consumer --topic t");
});

test("a class that nothing stands in for is told", async () => {
  const { exitCode, err } = await run("kafka.tools.JmxTool --help");
  expect(exitCode).toBe(1);
  expect(err).toStartWith("Error: Could not find or load main class kafka.tools.JmxTool: kedge ");
});

test("without a class it tells its usage", async () => {
  expect(await run("-loggc")).toEqual({
    exitCode: 1,
    out: "USAGE: kafka-run-class.sh [-daemon] [-name servicename] [-loggc] classname [opts]\n",
    err: "",
  });
});
