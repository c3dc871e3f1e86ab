/**
 * Dockerfile, .dockerignore and the compose files of examples say the same: no engine of containers
 * is needed to find out that they do not. tests/conformance/image builds and runs them.
 *
 * @module
 */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadServerConfig } from "../../lib/config/server_config.ts";

const ROOT = join(import.meta.dir, "../..");
const EXAMPLES = join(ROOT, "examples");
const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8").replaceAll("\\\n", " ");
const composeFiles = readdirSync(EXAMPLES).filter((name) => /^compose\..*yaml$/.test(name));

interface Service {
  environment: Record<string, unknown>;
  ports: string[];
  volumes: string[];
  healthcheck?: { test: string[] };
}

/** The services of a file, each of which must be kedge. */
function servicesOf(file: string): [string, Service][] {
  const text = readFileSync(join(EXAMPLES, file), "utf8");
  const { services } = Bun.YAML.parse(text) as { services: Record<string, Service> };
  return Object.entries(services);
}

function settingsOf({ environment }: Service) {
  const variables = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, String(value)]),
  );
  const readText = () => {
    throw new Error("an example names no file");
  };
  return loadServerConfig({ surroundings: { variables, readText } });
}

/** What follows an instruction of the Dockerfile's last stage. */
function instruction(name: string): string {
  const lines = dockerfile.slice(dockerfile.lastIndexOf("\nFROM ")).split("\n");
  return lines.find((line) => line.startsWith(`${name} `))?.slice(name.length).trim() ?? "";
}

test("there are compose files, and kedge is their only service", () => {
  expect(composeFiles.sort()).toEqual(["compose.tutorial.yaml", "compose.yaml"]);
  for (const file of composeFiles) expect(servicesOf(file)).toHaveLength(1);
});

test("compose.yaml takes away what the image does without", () => {
  const [[, service]] = servicesOf("compose.yaml") as [[string, Service]];
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
  });
  expect(service).not.toHaveProperty("privileged");
  expect(service).not.toHaveProperty("tmpfs");
  expect(["CMD", "/kedge", "healthcheck"]).toEqual(service.healthcheck!.test);
  expect(instruction("HEALTHCHECK")).toEndWith('CMD ["/kedge", "healthcheck"]');
  // Nothing asks for a password: other machines are let in by whoever edits the file.
  for (const port of service.ports) expect(port).toStartWith("127.0.0.1:");
});

describe.each(composeFiles)("%s", (file) => {
  const [[name, service]] = servicesOf(file) as [[string, Service]];

  test("keeps its data in the image's volume", () => {
    expect(service.volumes.map((volume) => volume.split(":")[1])).toEqual([instruction("VOLUME")]);
    expect(instruction("WORKDIR")).toBe(instruction("VOLUME"));
    // The default is a folder below the working folder.
    expect(settingsOf(service).config.logDirs).toEqual(["./kedge-data"]);
  });

  test("publishes ports that the image has", () => {
    const exposed = instruction("EXPOSE").split(" ");
    for (const port of service.ports) expect(exposed).toContain(port.split(":").at(-1)!);
  });

  test("sets nothing that is unknown or wrong", () => {
    expect(settingsOf(service).warnings).toEqual([]);
  });

  test("tells clients of this machine and those in containers addresses of their own", () => {
    const { config } = settingsOf(service);
    const ports = config.listeners.map(({ port }) => port);
    const hosts = config.advertisedListeners.map(({ host }) => host);
    expect(hosts.sort()).toEqual([name, "localhost"].sort());
    expect(config.advertisedListeners.map(({ port }) => port)).toEqual(ports);
    expect(ports).toContain(9092);
  });
});

test("the build is given what it needs and nothing else", () => {
  const lines = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines[0]).toBe("*");
  const given = lines.slice(1).map((line) => line.replace("!", ""));
  for (
    const needed of ["lib", "main.ts", "scripts", "package.json", "package-lock.json", ".npmrc"]
  ) {
    expect(given).toContain(needed);
  }
  expect(lines.slice(1).every((line) => /^![\w.-]+$/.test(line))).toBe(true);
});

test("a secret of the build is mounted, never copied or an argument", () => {
  expect(dockerfile).toContain("--mount=type=secret,id=npmrc");
  expect(dockerfile.match(/^(ARG|ENV) .*(TOKEN|PASSWORD|NPMRC|REGISTRY)/gim)).toBeNull();
});
