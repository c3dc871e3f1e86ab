import { describe, expect, test } from "bun:test";
import { Histogram, MetricsRegistry, OVERFLOW_LABEL } from "../../lib/metrics/registry.ts";

describe("Family", () => {
  test("gives the same child for the same labels", () => {
    const family = new MetricsRegistry().counter({
      name: "a_total",
      help: "A.",
      labels: ["x", "y"],
    });
    family.child("1", "2").add(3);
    family.child("1", "2").add();
    expect(family.child("1", "2").value).toBe(4);
    expect(family.child("2", "1").value).toBe(0);
  });

  test("does not mix labels that only look the same when joined", () => {
    const family = new MetricsRegistry().gauge({ name: "a", help: "A.", labels: ["x", "y"] });
    expect(family.child("a,b", "c")).not.toBe(family.child("a", "b,c"));
  });

  test("refuses another number of labels", () => {
    const family = new MetricsRegistry().gauge({ name: "a", help: "A.", labels: ["x"] });
    expect(() => family.child()).toThrow("Cannot take labels [] for a: it has [x]");
    expect(() => family.child("1", "2")).toThrow(RangeError);
  });

  test("counts what is past its bound in one child, so that sums stay true", () => {
    const family = new MetricsRegistry().counter({
      name: "a_total",
      help: "A.",
      labels: ["topic"],
      labelSetsMax: 3,
    });
    for (const topic of ["a", "b", "c", "d", "a", "e"]) family.child(topic).add();
    const values = [...family.children()].map(({ labels, child }) => [labels[0]!, child.value]);
    expect(values).toEqual([["a", 2], ["b", 1], [OVERFLOW_LABEL, 3]]);
  });

  test("forgets a removed child", () => {
    const family = new MetricsRegistry().counter({ name: "a_total", help: "A.", labels: ["x"] });
    family.child("1").add(5);
    family.remove("1");
    expect([...family.children()]).toEqual([]);
    expect(family.child("1").value).toBe(0);
  });
});

describe("Histogram", () => {
  test("counts a value in the first bucket whose bound it does not pass", () => {
    const histogram = new Histogram([1, 2, 5]);
    for (const value of [0, 1, 1.5, 2, 5, 5.1, 100]) histogram.observe(value);
    expect([...histogram.counts]).toEqual([2, 2, 1, 2]);
    expect(histogram.sum).toBeCloseTo(114.6);
  });
});

describe("MetricsRegistry", () => {
  test("refuses a name twice", () => {
    const registry = new MetricsRegistry();
    registry.counter({ name: "a_total", help: "A." });
    expect(() => registry.gauge({ name: "a_total", help: "A." })).toThrow("it exists");
  });

  test.each([["9a"], ["a-b"], [""], ["a b"]])("refuses the name %p", (name) => {
    expect(() => new MetricsRegistry().gauge({ name, help: "A." })).toThrow(RangeError);
  });

  test.each([["__a"], ["a-b"], ["9"]])("refuses the label %p", (label) => {
    const registry = new MetricsRegistry();
    expect(() => registry.gauge({ name: "a", help: "A.", labels: [label] })).toThrow(RangeError);
  });

  test.each([[[2, 1]], [[1, 1]], [[1, Infinity]]])("refuses the bounds %p", (bounds) => {
    const registry = new MetricsRegistry();
    expect(() => registry.histogram({ name: "a", help: "A.", bounds })).toThrow(RangeError);
  });
});
