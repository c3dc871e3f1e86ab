/**
 * Looks through files, the environment and overrides as a start, or a script, would.
 *
 * @module
 */
import { requirePlaintext } from "../../broker/start_checks.ts";
import { StartError } from "../../broker/start_error.ts";
import { startSources } from "../../broker/start_files.ts";
import {
  ForeignCoordinatorError,
  requireOwnCoordinator,
} from "../../broker/zookeeper_connect_check.ts";
import { faultText } from "../../config/config_error.ts";
import { CLIENT_KINDS, type ClientKind } from "../../config/clients/mod.ts";
import { type FileKind, fileKindOf } from "../../config/file_kind.ts";
import { makeServerConfig } from "../../config/server_config.ts";
import { readServerConfig, type ServerConfigReading } from "../../config/server_config_reading.ts";
import type { Surroundings } from "../../config/surroundings.ts";
import type { FileSystem } from "../../io/file.ts";
import { environmentRows, overrideRows, serverRows, zooCfgRows } from "./broker_rows.ts";
import { clientRows } from "./client_rows.ts";
import type { Report, ReportPart, ReportRow } from "./report.ts";

/** What is to be looked through. */
export interface CheckCall {
  readonly files: readonly string[];
  /** Said to be a zoo.cfg. */
  readonly zooCfg: string | null;
  readonly overrides: readonly string[];
}

interface CheckedFile {
  readonly name: string;
  readonly text: string;
  readonly kind: FileKind;
}

/** What each is and what becomes of it. */
export function checkFiles(
  call: CheckCall,
  { fileSystem, variables }: {
    fileSystem: FileSystem;
    variables: Surroundings["variables"];
  },
): Report {
  const faults: string[] = [];
  const files = readFiles(call, { fileSystem, faults });
  const started = files.filter(({ kind }) => kind === "server" || kind === "zookeeper");
  const clients = files.filter(({ kind }) => isClientKind(kind));
  const parts = new Map<string, ReportPart>(
    files.map(({ name, kind }) => [name, { name, kind, rows: [] }]),
  );
  const surroundings: Surroundings = {
    variables,
    readText: (path) => new TextDecoder().decode(fileSystem.readFile(path)),
  };
  for (const { name, text, kind } of clients) {
    if (!isClientKind(kind)) continue;
    const found = clientRows({ name, text }, { kind, surroundings });
    parts.set(name, { name, kind, rows: found.rows });
    faults.push(...found.faults);
  }
  const isStart = started.length > 0 || clients.length === 0 || call.overrides.length > 0;
  if (!isStart) {
    return { parts: [...parts.values()], faults, warnings: [], notes: [], of: "clients" };
  }
  const reading = readStart(call, { started, fileSystem, variables, faults });
  if (reading === null) {
    return { parts: [...parts.values()], faults, warnings: [], notes: [], of: "start" };
  }
  for (const file of started) {
    const rows = file.kind === "server" ? serverRows(file, reading) : zooCfgRows(file, reading);
    parts.set(file.name, { name: file.name, kind: file.kind, rows });
  }
  const surrounding: ReportPart[] = [
    { name: "environment", kind: "environment", rows: environmentRows(reading) },
    { name: "--override", kind: "overrides", rows: overrideRows(reading) },
  ];
  const all = [...parts.values(), ...surrounding.filter(({ rows }) => rows.length > 0)];
  return withRemaining({ parts: all, faults, reading });
}

function isClientKind(kind: FileKind): kind is ClientKind {
  return CLIENT_KINDS.some((each) => each === kind);
}

function readFiles(
  { files, zooCfg }: CheckCall,
  { fileSystem, faults }: { fileSystem: FileSystem; faults: string[] },
): CheckedFile[] {
  const names = zooCfg === null ? files : [...files, zooCfg];
  return names.flatMap((name): CheckedFile[] => {
    try {
      const text = new TextDecoder().decode(fileSystem.readFile(name));
      return [{ name, text, kind: name === zooCfg ? "zookeeper" : fileKindOf({ name, text }) }];
    } catch (error) {
      faults.push(`Cannot read ${name}: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
}

/** Null where the files cannot be of one start. */
function readStart(
  { zooCfg, overrides }: CheckCall,
  { started, fileSystem, variables, faults }: {
    started: readonly CheckedFile[];
    fileSystem: FileSystem;
    variables: Surroundings["variables"];
    faults: string[];
  },
): ServerConfigReading | null {
  try {
    const files = started.map(({ name }) => name).filter((name) => name !== zooCfg);
    const isThere = started.some(({ name }) => name === zooCfg);
    const given = { files, zooCfg: isThere ? zooCfg : null, overrides: [...overrides] };
    const reading = readServerConfig(startSources(given, fileSystem, { variables }));
    faults.push(...refusalsOf(reading));
    return reading;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    faults.push(error.message);
    return null;
  }
}

/** What a start refuses though each setting by itself is right. */
function refusalsOf({ faults, layers }: ServerConfigReading): string[] {
  if (faults.length > 0) return [];
  const config = makeServerConfig(layers);
  return [requireOwnCoordinator, requirePlaintext].flatMap((check) => {
    try {
      check(config);
      return [];
    } catch (error) {
      const isExpected = error instanceof StartError || error instanceof ForeignCoordinatorError;
      if (!isExpected) throw error;
      return [error.message];
    }
  });
}

/** Faults and warnings that belong to no row are told beside them. */
function withRemaining(
  { parts, faults, reading }: {
    parts: readonly ReportPart[];
    faults: readonly string[];
    reading: ServerConfigReading;
  },
): Report {
  const rows = parts.flatMap((part) => part.rows);
  const isTold = (fault: ServerConfigReading["faults"][number]) =>
    rows.some(({ state, file, line }) =>
      state === "wrong" && file === fault.file && line === fault.line
    );
  return {
    parts,
    faults: [...faults, ...reading.faults.filter((fault) => !isTold(fault)).map(faultText)],
    warnings: reading.warnings.filter((warning) => !rows.some((row) => isOf(row, warning))),
    notes: [
      ...reading.notes,
      ...(reading.leftAlone.length === 0
        ? []
        : [`no settings of a broker, left alone: ${reading.leftAlone.join(", ")}`]),
    ],
    of: "start",
  };
}

function isOf({ file, line, note, state }: ReportRow, warning: string): boolean {
  if (line === null || !warning.startsWith(`${file} line ${line}: `)) return false;
  return state === "unknown" || (note !== null && warning.endsWith(note));
}
