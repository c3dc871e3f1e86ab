/**
 * What becomes of each line of a client's properties file in kedge's scripts.
 *
 * @module
 */
import type { Assignment } from "../../config/assignment.ts";
import { droppedClientSettings } from "../../config/clients/dropped.ts";
import { type ClientKind, clientKindsOf, clientSettings } from "../../config/clients/mod.ts";
import { type ConfigFault, faultText } from "../../config/config_error.ts";
import { isProviderDeclaration } from "../../config/config_providers.ts";
import { foreignNameNote } from "../../config/foreign_names.ts";
import { resolveReferences } from "../../config/references.ts";
import { shownText } from "../../config/secret.ts";
import { fileAssignments } from "../../config/server_config_reading.ts";
import type { Setting } from "../../config/setting.ts";
import { nearestName } from "../../config/suggestion.ts";
import type { Surroundings } from "../../config/surroundings.ts";
import { allowedValues, reasonAgainst } from "../../config/value.ts";
import type { ReportRow } from "./report.ts";
import { plainRow, shownValue, wrongRow } from "./row_facts.ts";

/** The rows of a client's file, and why it cannot be read. */
export function clientRows(
  file: { name: string; text: string },
  { kind, surroundings }: { kind: ClientKind; surroundings: Surroundings },
): { rows: readonly ReportRow[]; faults: readonly string[] } {
  const malformed: ConfigFault[] = [];
  const written = fileAssignments(file, malformed);
  if (malformed.length > 0) return { rows: [], faults: malformed.map(faultText) };
  const { assignments, faults } = resolveReferences(written, surroundings, { shown: shownText });
  const settings = clientSettings(kind);
  const rows = written.map((each) => {
    const fault = faults.find(({ line }) => line === each.line);
    if (fault !== undefined) return wrongRow(each, fault);
    const last = written.findLast(({ key }) => key === each.key)!;
    if (last !== each) {
      const note = `${file.name} line ${last.line} counts`;
      return { ...plainRow(each), state: "replaced" as const, note };
    }
    return judged(assignments.find(({ line }) => line === each.line)!, { kind, settings });
  });
  return { rows, faults: [] };
}

function judged(
  assignment: Assignment,
  { kind, settings }: { kind: ClientKind; settings: readonly Setting[] },
): ReportRow {
  const { file, line, key, value, written } = assignment;
  const row = plainRow({ file, line, key, value, ...written });
  const setting = settings.find(({ name }) => name === key);
  if (setting === undefined) return { ...row, ...unlisted(key, { kind, settings }) };
  const reason = reasonAgainst(setting, assignment) ?? unsecuredOnly(assignment);
  if (reason !== null) {
    const note = `${reason} (allowed: ${allowedValues(setting)})`;
    return { ...row, state: "wrong", note };
  }
  const shown = { ...row, ...shownValue(setting, assignment) };
  if (setting.effective) return { ...shown, state: "used" };
  return { ...shown, state: "ignored", note: whyIgnored(setting) };
}

/** The words of a broker's setting say nothing of clients. */
function whyIgnored({ name, documentation }: Setting): string {
  if (name.startsWith("ssl.")) return "of TLS, which kedge's clients do not have yet";
  if (name.startsWith("sasl.")) return "of SASL, which kedge's clients do not have yet";
  return documentation;
}

function unsecuredOnly({ key, value }: Assignment): string | null {
  const isSecured = key === "security.protocol" && value.trim() !== "PLAINTEXT";
  return isSecured ? "kedge's clients know PLAINTEXT only so far" : null;
}

function unlisted(
  key: string,
  { kind, settings }: { kind: ClientKind; settings: readonly Setting[] },
): Pick<ReportRow, "state" | "note"> {
  if (isProviderDeclaration(key)) return { state: "used", note: foreignNameNote(key) };
  const dropped = droppedClientSettings.get(key);
  if (dropped !== undefined) {
    const now = dropped === null ? "nothing stands for it" : `${dropped} is written now`;
    return { state: "ignored", note: `of Kafka before 1.0; ${now}` };
  }
  const others = clientKindsOf(key).filter((other) => other !== kind);
  if (others.length > 0) {
    return { state: "ignored", note: `a setting of ${others.join(" and ")} clients` };
  }
  const nearest = nearestName(key, settings.map(({ name }) => name));
  return { state: "unknown", note: nearest === undefined ? null : `did you mean ${nearest}?` };
}
