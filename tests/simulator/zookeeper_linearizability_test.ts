import { describe, test } from "bun:test";
import { replayable, seeds } from "./seeds.ts";
import { ZookeeperSimulation } from "./zookeeper/simulation.ts";

const SEEDS = seeds(40);

describe("clients of a coordinator that is killed and loses its power", () => {
  test.each(SEEDS)("see one order of all changes, seed %i", async (seed) => {
    await replayable(seed, () => new ZookeeperSimulation(seed).run());
  });
});
