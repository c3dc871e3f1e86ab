import { describe, expect, test } from "bun:test";
import { memoryLimit } from "../../lib/io/machine_memory.ts";

const MACHINE_BYTES = 2 ** 33;

/** The bound where these files are all there is. */
function limitWith(files: Record<string, string>) {
  return memoryLimit({
    read: (path) => files[path] ?? null,
    machineBytes: MACHINE_BYTES,
  });
}

describe("the memory there is", () => {
  test("is the machine's without a control group", () => {
    expect(limitWith({})).toEqual({ bytes: MACHINE_BYTES, origin: "the machine" });
  });

  test.each<[string, Record<string, string>, number]>([
    ["version 2", {
      "/proc/self/cgroup": "0::/system.slice/kedge.service\n",
      "/sys/fs/cgroup/system.slice/kedge.service/memory.max": "536870912\n",
    }, 536870912],
    ["version 2, set further up", {
      "/proc/self/cgroup": "0::/system.slice/kedge.service\n",
      "/sys/fs/cgroup/system.slice/kedge.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/memory.max": "1073741824\n",
    }, 1073741824],
    ["version 2 in a container that sees its own group as the top", {
      "/proc/self/cgroup": "0::/../../kubepods/pod1\n",
      "/sys/fs/cgroup/memory.max": "268435456\n",
    }, 268435456],
    ["version 1", {
      "/proc/self/cgroup": "5:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n",
      "/sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes": "134217728\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    }, 134217728],
  ])("is a control group's: %s", (_name, files, bytes) => {
    expect(limitWith(files)).toEqual({ bytes, origin: "the control group" });
  });

  test("is the machine's where the group's bound is none", () => {
    const { origin } = limitWith({
      "/proc/self/cgroup": "4:memory:/\n0::/\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory.max": "max\n",
    });
    expect(origin).toBe("the machine");
  });

  test("is known here", () => {
    expect(memoryLimit().bytes).toBeGreaterThan(1 << 20);
  });
});
