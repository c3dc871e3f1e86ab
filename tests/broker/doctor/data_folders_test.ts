import { describe, expect, test } from "bun:test";
import { dataFolders } from "../../../lib/broker/doctor/data_folders.ts";
import { DoctorGround, lineOf } from "./doctor_ground.ts";

const META = "version=0\nbroker.id=1\ncluster.id=c1\n";

describe("data folders", () => {
  test("one that is not there, one that is a file, and one in use", async () => {
    const ground = new DoctorGround();
    expect((await ground.findings(dataFolders)).map(lineOf)).toEqual([
      "ok /data: not there yet: the first start makes it",
    ]);
    ground.put("/data", "");
    expect((await ground.findings(dataFolders)).map(lineOf)).toEqual(["FAIL /data: it is a file"]);
    const running = { holder: "process 42 (kedge start)", pid: 42 };
    const used = new DoctorGround({ running });
    used.put("/data/meta.properties", META);
    expect((await used.findings(dataFolders)).map(lineOf)).toEqual([
      "ok /data: broker 1 of cluster c1; in use by process 42 (kedge start)",
    ]);
  });

  test("how the last process ended", async () => {
    const ground = new DoctorGround();
    ground.put("/data/meta.properties", META);
    expect((await ground.findings(dataFolders))[0]?.found).toContain("not closed cleanly");
    ground.put("/data/.kafka_cleanshutdown", "");
    expect((await ground.findings(dataFolders))[0]?.found).toContain("not in use, closed cleanly");
  });

  test("folders of another broker or cluster, and a damaged meta.properties", async () => {
    const ground = new DoctorGround({
      overrides: { "log.dirs": "/one,/two", "broker.id": "1" },
    });
    ground.put("/one/meta.properties", META);
    ground.put("/two/meta.properties", META.replace("c1", "c2"));
    const [, second] = await ground.findings(dataFolders);
    expect(lineOf(second!)).toBe(
      "FAIL /two/meta.properties: it is of cluster c2, the folder before of c1",
    );
    ground.put("/one/meta.properties", META.replace("broker.id=1", "broker.id=7"));
    expect((await ground.findings(dataFolders))[0]?.found).toContain("it belongs to broker 7");
    ground.put("/one/meta.properties", "broker.id=\\uZZZZ\n");
    expect((await ground.findings(dataFolders))[0]?.verdict).toBe("FAIL");
  });

  test("checkpoints that cannot be read, and folders that no topic has", async () => {
    const ground = new DoctorGround();
    ground.put("/data/meta.properties", META);
    ground.put("/data/recovery-point-offset-checkpoint", "0\n2\norders 0 5\n");
    ground.files.makeFolder("/data/old-0.0123-stray");
    const [, checkpoint, stray] = await ground.findings(dataFolders);
    expect([checkpoint?.verdict, checkpoint?.subject]).toEqual([
      "FAIL",
      "/data/recovery-point-offset-checkpoint",
    ]);
    expect(lineOf(stray!)).toBe("warn /data: 1 folder of no topic: old-0.0123-stray …");
  });
});
