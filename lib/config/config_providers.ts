/**
 * References to values that stand elsewhere, as Kafka's config providers read them (KIP-297,
 * KIP-632, KIP-887): `${env:NAME}`, `${file:/path:key}` (a properties file), and
 * `${directory:/path:name}` (a file for each value). They work without being declared; declared as
 * `config.providers`, also by other names and within the bounds of `allowlist.pattern` and
 * `allowed.paths`. A reference by a name that no provider has stays as it is, as in Kafka; one to
 * something that is not there is refused, where Kafka would leave it.
 *
 * @module
 */
import { parseProperties, PropertiesError } from "./properties.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where providers are declared. */
const PROVIDERS_NAME = "config.providers";
const DECLARATION = /^config\.providers\.([^.]+)\.(class|param\.(.+))$/;
/** `${provider:path:key}`; the path may be left out. */
const REFERENCE = /\$\{([^}:]*):(?:([^}:]*):)?([^}]*)\}/g;

type Kind = "env" | "file" | "directory";

/** Kafka's classes, by the last part of their names. */
const CLASSES: ReadonlyMap<string, Kind> = new Map([
  ["EnvVarConfigProvider", "env"],
  ["FileConfigProvider", "file"],
  ["DirectoryConfigProvider", "directory"],
]);

interface Provider {
  readonly kind: Kind | null;
  readonly className: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Thrown for a reference that leads nowhere. */
export class UnresolvedReferenceError extends Error {
  override name = "UnresolvedReferenceError";
  /** What would do, in words. */
  readonly allowed: string;

  constructor(reason: string, allowed: string) {
    super(reason);
    this.allowed = allowed;
  }
}

/** A text with what its references lead to put in. */
export interface ProvidedText {
  readonly text: string;
  /** Whether there were any. */
  readonly isProvided: boolean;
  /** Names before a colon that no provider has: these references are left. */
  readonly unknown: readonly string[];
}

/** True for the names by which providers are declared. */
export function isProviderDeclaration(name: string): boolean {
  return name === PROVIDERS_NAME || name.startsWith(`${PROVIDERS_NAME}.`);
}

/** The providers of one set of settings. */
export class ConfigProviders {
  readonly #providers = new Map<string, Provider>();
  readonly #surroundings: Surroundings;
  readonly #files = new Map<string, ReadonlyMap<string, string>>();

  /** @param settings names and values, among which providers may be declared */
  constructor(settings: ReadonlyMap<string, string>, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    for (const kind of ["env", "file", "directory"] as const) {
      this.#providers.set(kind, { kind, className: "", parameters: new Map() });
    }
    const names = (settings.get(PROVIDERS_NAME) ?? "").split(",").map((name) => name.trim());
    for (const name of names.filter((each) => each !== "")) {
      this.#providers.set(name, declared(name, settings));
    }
  }

  /**
   * Puts in what the references of a text lead to.
   *
   * @throws {UnresolvedReferenceError} where one leads nowhere
   */
  resolve(text: string): ProvidedText {
    if (!text.includes("${")) return { text, isProvided: false, unknown: [] };
    let isProvided = false;
    const unknown: string[] = [];
    const resolved = text.replace(REFERENCE, (reference, name, path: string | undefined, key) => {
      const provider = this.#providers.get(name);
      if (provider === undefined) {
        unknown.push(name);
        return reference;
      }
      isProvided = true;
      return this.#valueOf(provider, { reference, path: path ?? "", key });
    });
    return { text: resolved, isProvided, unknown };
  }

  #valueOf(
    provider: Provider,
    asked: { reference: string; path: string; key: string },
  ): string {
    switch (provider.kind) {
      case "env":
        return this.#variable(provider, asked);
      case "file":
        return this.#keyOfFile(provider, asked);
      case "directory":
        return this.#fileOfFolder(provider, asked);
      case null:
        throw new UnresolvedReferenceError(
          `Cannot use the config provider ${provider.className || "without a class"}`,
          `a provider of the classes ${[...CLASSES.keys()].join(", ")}`,
        );
    }
  }

  #variable(
    { parameters }: Provider,
    { reference, path, key }: { reference: string; path: string; key: string },
  ): string {
    if (path !== "") {
      throw new UnresolvedReferenceError(
        `${reference} has a path before the variable's name`,
        "${env:NAME}, without a path",
      );
    }
    const pattern = parameters.get("allowlist.pattern");
    if (pattern !== undefined && !matches(pattern, key)) {
      throw new UnresolvedReferenceError(
        `allowlist.pattern, ${pattern}, does not let the environment variable ${key} be read`,
        "a variable that the pattern matches as a whole",
      );
    }
    const { variables } = this.#surroundings;
    const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
    if (value !== undefined) return value;
    throw new UnresolvedReferenceError(
      `There is no environment variable ${key}`,
      "a variable that is set where kedge is started",
    );
  }

  #keyOfFile(
    { parameters }: Provider,
    { reference, path, key }: { reference: string; path: string; key: string },
  ): string {
    requirePath({ reference, path, parameters }, "${file:/path/of/a.properties:key}");
    let values = this.#files.get(path);
    if (values === undefined) {
      values = propertiesIn(path, this.#read(path));
      this.#files.set(path, values);
    }
    const value = values.get(key);
    if (value !== undefined) return value;
    throw new UnresolvedReferenceError(`There is no ${key} in ${path}`, "a key that the file sets");
  }

  #fileOfFolder(
    { parameters }: Provider,
    { reference, path, key }: { reference: string; path: string; key: string },
  ): string {
    requirePath({ reference, path, parameters }, "${directory:/path/of/a/folder:file}");
    if (key === "" || key.includes("/")) {
      throw new UnresolvedReferenceError(
        `${reference} names no file directly below ${path}`,
        "the name of a file in the folder",
      );
    }
    // Editors end a file with a line break; no secret does.
    return this.#read(`${path.replace(/\/+$/, "")}/${key}`).replace(/\r?\n$/, "");
  }

  #read(path: string): string {
    try {
      return this.#surroundings.readText(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnresolvedReferenceError(
        `Cannot read ${path}: ${reason}`,
        "a file that can be read",
      );
    }
  }
}

function propertiesIn(path: string, text: string): ReadonlyMap<string, string> {
  try {
    return new Map(parseProperties(text).map(({ key, value }) => [key, value]));
  } catch (error) {
    if (!(error instanceof PropertiesError)) throw error;
    throw new UnresolvedReferenceError(
      `Cannot read line ${error.line} of ${path} as a property`,
      "a properties file",
    );
  }
}

function declared(name: string, settings: ReadonlyMap<string, string>): Provider {
  let className = "";
  const parameters = new Map<string, string>();
  for (const [key, value] of settings) {
    const [, of, what, parameter] = DECLARATION.exec(key) ?? [];
    if (of !== name) continue;
    if (what === "class") className = value.trim();
    else parameters.set(parameter!, value.trim());
  }
  return { kind: CLASSES.get(className.split(".").at(-1)!) ?? null, className, parameters };
}

/** As Java's Pattern.matches: the whole name. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(name);
  } catch {
    throw new UnresolvedReferenceError(
      `allowlist.pattern, ${pattern}, is no regular expression`,
      "a regular expression",
    );
  }
}

function requirePath(
  { reference, path, parameters }: {
    reference: string;
    path: string;
    parameters: ReadonlyMap<string, string>;
  },
  form: string,
): void {
  if (path === "") throw new UnresolvedReferenceError(`${reference} names no path`, form);
  const allowed = (parameters.get("allowed.paths") ?? "").split(",")
    .map((each) => each.trim()).filter((each) => each !== "");
  const isAllowed = allowed.some((each) => isBelow(normalize(path), normalize(each)));
  if (allowed.length === 0 || isAllowed) return;
  throw new UnresolvedReferenceError(
    `allowed.paths, ${allowed.join(",")}, does not let ${path} be read`,
    "a file below one of these paths",
  );
}

function isBelow(path: string, folder: string): boolean {
  return `${path}/`.startsWith(folder === "/" ? folder : `${folder}/`);
}

/** Without `.`, `..` and empty parts, as Java's Path.normalize. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    const canGoUp = parts.length > 0 && parts.at(-1) !== "..";
    if (part === ".." && (canGoUp || path.startsWith("/"))) parts.pop();
    else parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}
