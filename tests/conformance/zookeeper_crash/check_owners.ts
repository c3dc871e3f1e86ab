/**
 * Judges ephemeral znodes: they are there as long as their session lives, and no longer.
 *
 * @module
 */
import { type End, type Line, linesOf, type Look, type Own } from "./history.ts";

/** Sessions with a timeout of so many seconds outlive every restart of these runs. */
const LONG_S = 30;

/** Throws where an ephemeral znode was gone too early, or there too long. */
export function checkOwners(lines: readonly Line[]): void {
  const owned = linesOf(lines, "own");
  const ends = new Map(linesOf(lines, "end").map((end) => [end.session, end]));
  const looks = linesOf(lines, "look").sort((a, b) => a.start - b.start);
  if (looks.length === 0) throw new Error("nobody looked at the ephemeral znodes");
  const aliveUntil = livesOf(lines, { owned, ends });
  const names = new Map(owned.map((own) => [own.name, own]));
  for (const look of looks) {
    for (const name of look.names) checkThere(look, { name, own: names.get(name), ends });
    const seen = new Set(look.names);
    for (const own of owned) {
      if (seen.has(own.name) || own.outcome !== "done" || own.end! >= look.start) continue;
      if (look.end < aliveUntil.get(own.session)!) {
        throw new Error(`${JSON.stringify(own)} was gone at ${look.end}, its session was alive`);
      }
    }
  }
  const [name] = looks.at(-1)!.names;
  if (name !== undefined) throw new Error(`${name} is there at the end`);
}

/** Until when each session was certainly alive. */
function livesOf(
  lines: readonly Line[],
  { owned, ends }: { owned: readonly Own[]; ends: ReadonlyMap<string, End> },
): Map<string, number> {
  const lost = new Set(linesOf(lines, "lost").map(({ session }) => session));
  const lives = new Map<string, number>();
  for (const own of owned) {
    const { session, timeout, outcome, start } = own;
    const end = ends.get(session);
    if (lost.has(session) && timeout >= LONG_S) throw new Error(`session ${session} was lost`);
    if (end !== undefined && !lost.has(session)) {
      lives.set(session, end.start);
      continue;
    }
    // Its process died, or it was told that it has expired: a timeout after it was heard of.
    const heard = outcome === "done" ? start + timeout : -Infinity;
    lives.set(session, Math.max(lives.get(session) ?? -Infinity, heard));
  }
  return lives;
}

function checkThere(
  look: Look,
  { name, own, ends }: { name: string; own: Own | undefined; ends: ReadonlyMap<string, End> },
): void {
  if (own === undefined) throw new Error(`nobody asked for ${name}`);
  if (own.start > look.end) throw new Error(`${name} was there before it was asked for`);
  const end = ends.get(own.session);
  if (end?.outcome === "done" && end.end! < look.start) {
    throw new Error(`${name} was there at ${look.start}, its session closed at ${end.end}`);
  }
}
