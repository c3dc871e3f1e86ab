/**
 * Creates many topics with one program, faster than a Java tool for each.
 *
 * @module
 */
import { mustRun } from "../tests/conformance/process.ts";
import { python } from "../tests/conformance/tools/python.ts";

const PROGRAM = `
import sys
from kafka import KafkaAdminClient
from kafka.admin import NewTopic
address, count, partitions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
admin = KafkaAdminClient(bootstrap_servers=address, request_timeout_ms=120000)
for first in range(0, count, 100):
    names = ["bench-%d" % i for i in range(first, min(first + 100, count))]
    admin.create_topics([NewTopic(name, partitions, 1) for name in names], timeout_ms=120000)
`;

/** Creates the topics bench-0, bench-1 and so on. */
export async function createTopics(
  address: string,
  { count, partitions }: { count: number; partitions: number },
): Promise<void> {
  const interpreter = await python("kafka-python-3.0.12");
  const words = [address, String(count), String(partitions)];
  await mustRun([interpreter, "-c", PROGRAM, ...words], { timeoutMs: 600_000 });
}
