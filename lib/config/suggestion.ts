/**
 * Did-you-mean: the known name nearest to a mistyped one.
 *
 * @module
 */

/** A distance of more than a third of the word is another word, not a slip. */
const DISTANCE_SHARE_MAX = 1 / 3;

/** The candidate that the fewest slips of the keyboard separate from `name`, if any is near. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let bound = Math.floor(name.length * DISTANCE_SHARE_MAX) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bound) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bound) {
      bound = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function editDistance(source: string, target: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (let row = 1; row <= source.length; row++) {
    const current = [row];
    for (let column = 1; column <= target.length; column++) {
      const same = source[row - 1] === target[column - 1];
      let distance = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && source[row - 1] === target[column - 2] &&
        source[row - 2] === target[column - 1];
      if (swapped) distance = Math.min(distance, beforeLast[column - 2]! + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[target.length]!;
}
