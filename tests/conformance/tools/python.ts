/**
 * Virtual environments of the Python clients.
 *
 * @module
 */
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { mustRun, run } from "../process.ts";
import { PYTHON_ENVIRONMENTS } from "../versions.ts";
import { installPackages, needProgram } from "./apt.ts";
import { cached } from "./cache.ts";

/** Name of a virtual environment. */
export type PythonEnvironment = keyof typeof PYTHON_ENVIRONMENTS;

/** The Python executable of the environment `name`, made where it is not there. */
export async function python(name: PythonEnvironment): Promise<string> {
  await needProgram("python3");
  const packages = PYTHON_ENVIRONMENTS[name];
  const folder = await cached(`python/${name}`, packages, async (folder) => {
    await makeEnvironment(folder);
    const pip = join(folder, "bin/pip");
    const quiet = ["install", "-q", "--disable-pip-version-check"];
    await mustRun([pip, ...quiet, ...packages], { timeoutMs: 300_000 });
    if (name === "kafka-python-2.0.2") await freshenVendoredSix(folder);
  });
  return join(folder, "bin/python");
}

async function makeEnvironment(folder: string): Promise<void> {
  const make = ["python3", "-m", "venv", folder];
  const made = await run(make, { timeoutMs: 120_000 });
  if (made.exitCode === 0 && existsSync(join(folder, "bin/pip"))) return;
  await installPackages(["python3-venv"]);
  await mustRun([...make, "--clear"], { timeoutMs: 120_000 });
}

/** kafka-python 2.0.2 carries a six that Python 3.12 cannot import; a newer one serves. */
async function freshenVendoredSix(folder: string): Promise<void> {
  const where = "import site; print(site.getsitepackages()[0])";
  const { stdout } = await mustRun([join(folder, "bin/python"), "-c", where]);
  const packages = stdout.trim();
  copyFileSync(join(packages, "six.py"), join(packages, "kafka/vendor/six.py"));
}
