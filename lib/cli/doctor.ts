/**
 * `kedge doctor`: the checks are the broker's (lib/broker/doctor).
 *
 * @module
 */
import type { Command } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  script: "",
  summary: "Check the machine, the settings and the data, and say what to do",
  options: [
    { name: "override", argument: "key=value", description: "A setting." },
    { name: "zookeeper-config", argument: "FILE", description: "A zoo.cfg." },
    { name: "data-only", description: "Check the data folders alone." },
    { name: "json", description: "One JSON object, for programs." },
    { name: "help", description: "Show help." },
  ],
  async run(args) {
    const { doctorCommand } = await import("../broker/doctor/doctor_command.ts");
    return await doctorCommand(args);
  },
};
