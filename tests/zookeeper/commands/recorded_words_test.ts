/** Four-letter words over a connection, compared with those of an Apache ZooKeeper 3.9.5. */
import { expect, test } from "bun:test";
import { machineProperties } from "../../../lib/io/machine_properties.ts";
import {
  kindsOfLines,
  normalised,
  recordedEnvironment,
  recordedMonitor,
  recordedWords,
} from "./recorded_answers.ts";
import { recordedScene, wordOver } from "./recorded_scene.ts";

/** Of these the lines come in an order by chance. */
const UNORDERED = new Set(["cons", "dump", "stat", "wchc", "wchp"]);

test.each([...recordedWords])("%s answers as ZooKeeper's", async (word, recorded) => {
  const server = await recordedScene();
  const mask = word === "stmk" ? "\0\0\0\0\0\0\u0001\u0032" : "";
  const found = normalised(await wordOver(server, Buffer.from(`${word}${mask}`)));
  if (UNORDERED.has(word)) expect(kindsOfLines(found)).toEqual(kindsOfLines(recorded));
  else expect(found).toBe(recorded);
});

test("mntr has ZooKeeper's names, each value in ZooKeeper's form", async () => {
  const answer = await wordOver(await recordedScene(), Buffer.from("mntr"));
  const lines = answer.trimEnd().split("\n").map((line) => line.split("\t"));
  expect(lines.length).toBeGreaterThan(100);
  for (const [name = "", value = ""] of lines) {
    const form = /^-?\d+$/.test(value) ? "N" : /^-?\d+\.\d+$/.test(value) ? "F" : "text";
    expect([name, form]).toEqual([name, recordedMonitor.get(name.replace(/^zk_/, ""))!]);
  }
});

test("envi has ZooKeeper's names", () => {
  const names = ["zookeeper.version", ...new Map(machineProperties()).keys()];
  expect(names).toEqual([...recordedEnvironment]);
});

test("stmk without its mask closes the connection", async () => {
  const server = await recordedScene();
  expect(await wordOver(server, Buffer.from("stmk"))).toBe("");
  expect(server.reasons().at(-1)).toContain("Cannot take a frame");
});
