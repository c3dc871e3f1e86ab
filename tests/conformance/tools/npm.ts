/**
 * The JavaScript clients and the Node that runs them, from npm, in a folder of their own: they are
 * no dependencies of the product.
 *
 * @module
 */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../process.ts";
import { NODE_VERSION, NPM_PACKAGES } from "../versions.ts";
import { cached } from "./cache.ts";

/** What runs a JavaScript client. */
export interface NodeTools {
  /** The Node executable. */
  node: string;
  /** The client program `path`, as copied to where its packages are found. */
  script(path: string): string;
}

/** Installs the packages where they are not there, and copies the client programs beside them. */
export async function nodeTools(): Promise<NodeTools> {
  const nodePackage = `node-linux-${process.arch}`;
  const dependencies = { ...NPM_PACKAGES, [nodePackage]: NODE_VERSION };
  const folder = await cached("npm", dependencies, async (folder) => {
    const description = { name: "conformance", private: true, dependencies };
    writeFileSync(join(folder, "package.json"), JSON.stringify(description));
    const install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"];
    await mustRun(install, { cwd: folder, timeoutMs: 300_000 });
  });
  const scripts = join(folder, "conformance");
  for (const part of ["node", "kafkajs", "platformatic", "node_zookeeper"]) {
    cpSync(join(import.meta.dirname, "..", part), join(scripts, part), { recursive: true });
  }
  return {
    node: join(folder, "node_modules", nodePackage, "bin/node"),
    script: (path) => join(scripts, path),
  };
}
