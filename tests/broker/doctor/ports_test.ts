import { describe, expect, test } from "bun:test";
import { ports } from "../../../lib/broker/doctor/ports.ts";
import { DoctorGround, lineOf } from "./doctor_ground.ts";

const RUNNING = { holder: "process 42 (kedge start)", pid: 42 };
const META = "version=0\nbroker.id=1\ncluster.id=own\n";

describe("ports", () => {
  test("of a kedge that does not run are free, or somebody else's", async () => {
    const ground = new DoctorGround({
      overrides: { "zookeeper.listeners": "zookeeper://0.0.0.0:2181" },
      machine: { portHolder: () => ({ pid: 7, command: "java kafka.Kafka" }) },
    });
    expect((await ground.findings(ports)).map(lineOf)).toEqual([
      "ok PLAINTEXT 0.0.0.0:9092: free",
      "ok ZooKeeper 0.0.0.0:2181: free",
    ]);
    ground.serveKafka(9092, "other");
    ground.serveText(2181, "hello");
    const [kafka, zookeeper] = await ground.findings(ports);
    expect(lineOf(kafka!)).toBe(
      "FAIL PLAINTEXT 0.0.0.0:9092: taken by process 7 (java kafka.Kafka), where a broker of " +
        "cluster other answers",
    );
    expect(kafka?.advice).toBe("Stop that process, or set another port in listeners");
    expect(lineOf(zookeeper!)).toBe(
      "FAIL ZooKeeper 0.0.0.0:2181: taken by process 7 (java kafka.Kafka)",
    );
  });

  test("of a kedge that runs answer, and are its own by its process or its cluster", async () => {
    const overrides = {
      "zookeeper.listeners": "zookeeper://0.0.0.0:2181",
      "rest.listeners": "http://0.0.0.0:8083",
    };
    const ground = new DoctorGround({ overrides, running: RUNNING });
    ground.put("/data/meta.properties", META);
    ground.serveKafka(9092, "own");
    ground.serveText(2181, "imok");
    ground.serveText(8083, "HTTP/1.1 200 OK\r\n\r\n");
    expect((await ground.findings(ports)).map(({ verdict, found }) => [verdict, found])).toEqual([
      [
        "ok",
        "a broker of cluster own answers: a process that the system does not name to this user",
      ],
      ["ok", "a ZooKeeper server answers: a process that the system does not name to this user"],
      [
        "ok",
        "a web server (status 200) answers: a process that the system does not name to this user",
      ],
    ]);
    expect(ground.clock.pending).toBe(0);
  });

  test("of a kedge that runs may be another's, dead, or not open at all", async () => {
    const other = new DoctorGround({ running: RUNNING });
    other.put("/data/meta.properties", META);
    other.serveKafka(9092, "other");
    expect((await other.findings(ports))[0]?.verdict).toBe("FAIL");

    const holder = { pid: 42, command: "kedge" };
    const dead = new DoctorGround({ running: RUNNING, machine: { portHolder: () => holder } });
    dead.network.listen({ host: "127.0.0.1", port: 9092 }, () => ({
      data: () => {/* never answers */},
      drain: () => {/* nothing was written */},
      close: () => {/* nothing to release */},
    }));
    expect((await dead.findings(ports)).map(lineOf)).toEqual([
      "FAIL PLAINTEXT 0.0.0.0:9092: taken by the kedge that runs (process 42 (kedge)), which " +
      "does not answer",
    ]);

    const closed = new DoctorGround({ running: RUNNING });
    expect((await closed.findings(ports)).map(lineOf)).toEqual([
      "warn PLAINTEXT 0.0.0.0:9092: nobody listens, although process 42 (kedge start) uses the " +
      "data folder",
    ]);
  });
});
