/**
 * Where a resource is: its URL and its Confluent resource name, which every answer of the v3 API
 * carries.
 *
 * @example
 * ```ts
 * import { Place } from "../../lib/rest/place.ts";
 * import { expect } from "bun:test";
 *
 * const cluster = Place.ofCluster("http://127.0.0.1:8083", "abc");
 * const topic = cluster.at("topics", { kind: "topic", id: "orders" });
 * expect(topic.metadata.resource_name).toBe("crn:///kafka=abc/topic=orders");
 * expect(topic.related("configs").related)
 *   .toBe("http://127.0.0.1:8083/v3/clusters/abc/topics/orders/configs");
 * ```
 *
 * @module
 */

/** A URL with its resource name. Immutable. */
export class Place {
  readonly url: string;
  readonly resourceName: string;
  /** The id or name of the resource itself. */
  readonly id: string;

  constructor(url: string, { resourceName, id }: { resourceName: string; id: string }) {
    this.url = url;
    this.resourceName = resourceName;
    this.id = id;
  }

  /** @param origin scheme, host and port that the client used */
  static ofCluster(origin: string, clusterId: string): Place {
    const url = `${origin}/v3/clusters/${encodeURIComponent(clusterId)}`;
    return new Place(url, { resourceName: `crn:///kafka=${clusterId}`, id: clusterId });
  }

  /** A member of one of this resource's collections, such as `topics`. */
  at(collection: string, { kind, id }: { kind: string; id: string | number }): Place {
    return new Place(`${this.url}/${collection}/${encodeURIComponent(id)}`, {
      resourceName: `${this.resourceName}/${kind}=${id}`,
      id: String(id),
    });
  }

  /** A link to something of this resource. */
  related(path: string): { related: string } {
    return { related: `${this.url}/${path}` };
  }

  /** This resource, as a link from another. */
  get link(): { related: string } {
    return { related: this.url };
  }

  get metadata(): { self: string; resource_name: string } {
    return { self: this.url, resource_name: this.resourceName };
  }
}
