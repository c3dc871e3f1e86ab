import { expect, test } from "bun:test";
import { Place } from "../../lib/rest/place.ts";

test("Place gives URLs and resource names, each with its own escaping", () => {
  const cluster = Place.ofCluster("http://h:1", "abc");
  expect(cluster.metadata).toEqual({
    self: "http://h:1/v3/clusters/abc",
    resource_name: "crn:///kafka=abc",
  });
  const group = cluster.at("consumer-groups", { kind: "consumer-group", id: "a/b ü" });
  expect(group.id).toBe("a/b ü");
  expect(group.url).toBe("http://h:1/v3/clusters/abc/consumer-groups/a%2Fb%20%C3%BC");
  expect(group.resourceName).toBe("crn:///kafka=abc/consumer-group=a/b ü");
  expect(group.related("lags").related).toBe(`${group.url}/lags`);
  expect(group.link).toEqual({ related: group.url });
});
