/**
 * What becomes of each setting of a start: of the lines of server.properties and zoo.cfg, of
 * environment variables, of overrides.
 *
 * @module
 */
import type { Assignment } from "../../config/assignment.ts";
import { droppedClientSettings } from "../../config/clients/dropped.ts";
import { clientKindsOf } from "../../config/clients/mod.ts";
import { placeText } from "../../config/config_error.ts";
import { isProviderDeclaration } from "../../config/config_providers.ts";
import { foreignNameNote, isForeignName } from "../../config/foreign_names.ts";
import { brokerSetting } from "../../config/mod.ts";
import { parseProperties, PropertiesError, type Property } from "../../config/properties.ts";
import { newNameOf, strongerNameOf } from "../../config/replaced_names.ts";
import type { ServerConfigReading } from "../../config/server_config_reading.ts";
import { knownZooCfg } from "../../config/zoo_cfg.ts";
import { isServerName } from "../../config/zoo_cfg_servers.ts";
import type { ReportRow } from "./report.ts";
import {
  plainRow,
  shownValue,
  suggestionIn,
  warningsAt,
  type Written,
  wrongRow,
} from "./row_facts.ts";

/** The rows of a server.properties. */
export function serverRows(
  file: { name: string; text: string },
  reading: ServerConfigReading,
): ReportRow[] {
  return linesOf(file).map((written) =>
    readRow(written, reading) ?? assignmentRow({ source: "file", ...written }, reading)
  );
}

/** The row of a line that came to a fault or a setting; null for any other. */
function readRow(written: Written, reading: ServerConfigReading): ReportRow | null {
  const fault = reading.faults.find((each) => isAt(each, written));
  if (fault !== undefined) return wrongRow(written, fault);
  const assignment = reading.written.find((each) => isAt(each, written));
  return assignment === undefined ? null : assignmentRow(assignment, reading);
}

/** The rows of a zoo.cfg. */
export function zooCfgRows(
  file: { name: string; text: string },
  reading: ServerConfigReading,
): ReportRow[] {
  return linesOf(file).map((written) => {
    const read = readRow(written, reading);
    if (read !== null) return read;
    const row = plainRow(written);
    const warned = warningsAt(written, reading.warnings);
    const known = knownZooCfg(written.key);
    if (isServerName(written.key)) return { ...row, state: "ignored", note: warned ?? ONE_SERVER };
    if (known === null) return { ...row, state: "unknown", note: suggestionIn(warned) };
    const isPlace = known.row?.effective === true;
    const note = warned ?? (isPlace ? `${known.why} Set elsewhere, or not needed.` : known.why);
    return { ...row, state: "ignored", note };
  });
}

const ONE_SERVER = "kedge is one server by itself";

/** The rows of environment variables. */
export function environmentRows(reading: ServerConfigReading): ReportRow[] {
  return [
    ...faultRows(reading, (file) => file.startsWith("environment ")),
    ...reading.written.filter(({ source }) => source === "environment")
      .filter((assignment) => !reading.faults.some((fault) => isAt(fault, assignment)))
      .map((assignment) => assignmentRow(assignment, reading)),
  ];
}

/** The rows of `--override`. */
export function overrideRows(reading: ServerConfigReading): ReportRow[] {
  return [
    ...faultRows(reading, (file) => file === "--override"),
    ...reading.written.filter(({ source }) => source === "override")
      .filter((each) =>
        !reading.faults.some((fault) => isAt(fault, each) && fault.key === each.key)
      )
      .map((assignment) => assignmentRow(assignment, reading)),
  ];
}

function faultRows(
  { faults }: ServerConfigReading,
  isMeant: (file: string) => boolean,
): ReportRow[] {
  return faults.filter(({ file }) => isMeant(file)).map((fault) => wrongRow(fault, fault));
}

/** The properties of a file; none where it is malformed, which is a fault of its own. */
function linesOf({ name, text }: { name: string; text: string }): Written[] {
  try {
    return parseProperties(text).map((property: Property) => ({ file: name, ...property }));
  } catch (error) {
    if (error instanceof PropertiesError) return [];
    throw error;
  }
}

function isAt(
  one: { file: string; line: number | null },
  other: { file: string; line: number | null },
): boolean {
  return one.file === other.file && one.line === other.line;
}

/** What becomes of a setting that is not wrong. */
function assignmentRow(assignment: Assignment, reading: ServerConfigReading): ReportRow {
  const { file, line, key, value, written } = assignment;
  const row = plainRow({ file, line, key, value, ...written });
  const inForce = reading.inForce.get(key);
  if (inForce !== assignment) {
    const by = inForce === undefined ? "another name of the same" : placeText(inForce);
    return { ...row, state: "replaced", note: `${by} counts` };
  }
  const setting = brokerSetting(key);
  if (setting === undefined) return { ...row, ...unlisted(assignment, reading) };
  const shown = { ...row, ...shownValue(setting, assignment) };
  if (!setting.effective) return { ...shown, state: "ignored", note: setting.documentation };
  const stronger = strongerNameOf(key, (name) => reading.layers.isSet(name));
  if (stronger !== null) return { ...shown, state: "replaced", note: `${stronger} counts` };
  const newName = newNameOf(key);
  const now = newName === null ? null : `deprecated: ${newName} is written now`;
  return { ...shown, state: "used", note: now ?? warningsAt({ file, line }, reading.warnings) };
}

function unlisted(
  { file, line, key }: Assignment,
  { warnings }: ServerConfigReading,
): Pick<ReportRow, "state" | "note"> {
  if (isForeignName(key)) {
    const state = isProviderDeclaration(key) ? "used" : "ignored";
    return { state, note: foreignNameNote(key) };
  }
  const isClients = clientKindsOf(key).length > 0 || droppedClientSettings.has(key);
  if (isClients) return { state: "unknown", note: "a setting of clients, not of a broker" };
  return {
    state: "unknown",
    note: suggestionIn(warningsAt({ file, line }, warnings)),
  };
}
