import { describe, expect, test } from "bun:test";
import { RecentSensors, SENSORS_MAX } from "../../../lib/kafka/quota/recent_sensors.ts";

describe("RecentSensors", () => {
  test("keeps one sensor per key", () => {
    const sensors = new RecentSensors(() => ({}));
    expect(sensors.get("a", 0)).toBe(sensors.get("a", 5));
    expect(sensors.get("a", 0)).not.toBe(sensors.get("b", 0));
  });

  test("forgets who was idle for an hour", () => {
    const sensors = new RecentSensors(() => ({}));
    const old = sensors.get("old", 0);
    const used = sensors.get("used", 0);
    sensors.get("used", 3_000_000);
    sensors.get("new", 3_600_000);
    expect(sensors.size).toBe(2);
    expect(sensors.get("used", 3_600_000)).toBe(used);
    expect(sensors.get("old", 3_600_000)).not.toBe(old);
  });

  test("remembers a bounded number, and forgets the longest idle first", () => {
    const sensors = new RecentSensors(() => ({}));
    const first = sensors.get("0", 0);
    for (let i = 1; i < SENSORS_MAX; i++) sensors.get(String(i), i);
    expect(sensors.get("0", SENSORS_MAX)).toBe(first);
    sensors.get("one more", SENSORS_MAX);
    expect(sensors.size).toBe(SENSORS_MAX);
    expect(sensors.get("0", SENSORS_MAX)).toBe(first);
  });
});
