/**
 * The import and the export on a memory disk, for their tests.
 *
 * @module
 */
import { ProgressLine } from "../../lib/io/progress_line.ts";
import { parseZookeeperArguments } from "../../lib/broker/zookeeper_arguments.ts";
import { exportToZookeeper } from "../../lib/broker/zookeeper_export.ts";
import { importFromZookeeper, type MoveServices } from "../../lib/broker/zookeeper_import.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import type { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { settled } from "../io/turns.ts";

/** Runs `kedge zookeeper` with these arguments; gives the lines that it told. */
export async function move(text: string, files: MemoryFileSystem): Promise<string[]> {
  const parsed = parseZookeeperArguments(text.split(" "));
  if ("exitCode" in parsed) throw new Error(parsed.text);
  const told: string[] = [];
  const clock = new MemoryClock();
  const services: MoveServices = {
    files,
    clock,
    random: new SeededRandom(5),
    logger: new MemoryLogger(),
    progress: new ProgressLine({ isTerminal: true, write() {} }, clock),
    tell: (line) => void told.push(line),
  };
  const overrides = [...parsed.kedge.overrides, "log.reserved.disk.bytes=0"];
  const { config } = loadServerConfig({ overrides });
  const run = parsed.direction === "import" ? importFromZookeeper : exportToZookeeper;
  await settled(clock, run(parsed, config, services));
  return told;
}
