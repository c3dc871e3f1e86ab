/**
 * Connections that have said who they are, as clients do, and then say nothing more, until the
 * bench ends this process.
 *
 * @module
 */
import { ApiVersionsRequest, ApiVersionsResponse } from "../../lib/kafka/messages/api_versions.ts";
import { MetadataRequest, MetadataResponse } from "../../lib/kafka/messages/metadata.ts";
import { RawClient } from "../raw_client.ts";
import { readTask, say } from "./load_program.ts";

interface Task {
  address: string;
  count: number;
}

const API_VERSIONS = { apiKey: 18, apiVersion: 3 };
const METADATA = { apiKey: 3, apiVersion: 12 };
/** Connections that are opened at once. */
const TOGETHER = 50;

async function open(address: string): Promise<RawClient> {
  const client = await RawClient.connect(address);
  const versions = await client.send(API_VERSIONS, (writer) => {
    const software = { clientSoftwareName: "bench", clientSoftwareVersion: "1" };
    ApiVersionsRequest.encode(writer, API_VERSIONS.apiVersion, software);
  });
  ApiVersionsResponse.decode(versions, API_VERSIONS.apiVersion);
  const metadata = await client.send(METADATA, (writer) => {
    MetadataRequest.encode(writer, METADATA.apiVersion, { topics: [] });
  });
  MetadataResponse.decode(metadata, METADATA.apiVersion);
  return client;
}

const task = readTask<Task>();
const startedMs = performance.now();
const clients: RawClient[] = [];
while (clients.length < task.count) {
  const length = Math.min(TOGETHER, task.count - clients.length);
  clients.push(...await Promise.all(Array.from({ length }, () => open(task.address))));
}
say({ connectSeconds: (performance.now() - startedMs) / 1000 });
setInterval(() => clients.length, 60_000);
