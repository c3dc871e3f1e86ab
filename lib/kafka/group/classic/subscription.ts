/**
 * Which topics a group reads, as far as its members' subscriptions tell. It decides which committed
 * offsets may expire or be deleted.
 *
 * @module
 */
import { MalformedError, Reader } from "../../../bytes/reader.ts";
import { ConsumerProtocolSubscription } from "../../messages/consumer_protocol.ts";
import { type ClassicGroup, CONSUMER_PROTOCOL_TYPE } from "./classic_group.ts";

/** Every version of a subscription begins with the fields of this one. */
const OLDEST_VERSION = 0;

/**
 * The topics of all members together.
 *
 * @returns null where that cannot be known: the group is not of consumers, has no generation yet,
 * or its members use a form of their own
 */
export function subscribedTopics(group: ClassicGroup): Set<string> | null {
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE) return null;
  const topics = new Set<string>();
  if (group.members.size === 0) return topics;
  if (group.protocolName === null) return null;
  try {
    for (const member of group.members.values()) {
      const reader = new Reader(member.metadata(group.protocolName));
      reader.int16();
      const subscription = ConsumerProtocolSubscription.decode(reader, OLDEST_VERSION);
      for (const topic of subscription.topics) topics.add(topic);
    }
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
  return topics;
}

/** Whether the group reads the topic now; a group of consumers that cannot be read is taken to. */
export function isSubscribed(group: ClassicGroup, topic: string): boolean {
  return group.subscribedTopics?.has(topic) ?? group.protocolType === CONSUMER_PROTOCOL_TYPE;
}
