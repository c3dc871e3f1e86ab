/**
 * What all entities of the v3 API have around their own fields: kind and metadata, and the lists
 * of them.
 *
 * @module
 */
import {
  array,
  type Fields,
  named,
  nullable,
  object,
  type ObjectOf,
  oneOf,
  type Shape,
  string,
} from "../shape.ts";

/** A link to another resource. */
export const Link = named("Relationship", object({ related: string() }));

const EntityMetadata = named(
  "ResourceMetadata",
  object({ self: string(), resource_name: string({ about: "Confluent resource name" }) }),
);

const ListMetadata = named(
  "ResourceCollectionMetadata",
  object({ self: string(), next: nullable(string()) }),
);

/** The shape of an entity. @param kind such as KafkaTopic; its schema is named KafkaTopicData */
export function entity<const K extends string, F extends Fields>(kind: K, fields: F) {
  const own = { kind: oneOf([kind]), metadata: EntityMetadata, ...fields };
  return named(`${kind.replace(/^Kafka/, "")}Data`, object(own));
}

/** The shape of a list of entities. */
export function entityList<const K extends string, T>(kind: K, item: Shape<T>) {
  return named(
    `${kind.replace(/^Kafka/, "").replace(/List$/, "")}DataList`,
    object({ kind: oneOf([kind]), metadata: ListMetadata, data: array(item) }),
  );
}

/** A list as an answer: all of it, there is no next page. */
export function listOf<const K extends string, T>(
  kind: K,
  { url, data }: { url: URL; data: T[] },
): { kind: K; metadata: ObjectOf<{ self: Shape<string>; next: Shape<null> }>; data: T[] } {
  return { kind, metadata: { self: url.origin + url.pathname, next: null }, data };
}
