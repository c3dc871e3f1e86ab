/**
 * Which segments become one: neighbours that together stay within the size of a segment, of its
 * indexes, and of its relative offsets.
 *
 * @module
 */
import type { CleaningJob, SourceSegment } from "./cleaning_job.ts";

/** Relative offsets are int32 in the indexes. */
const SPAN_MAX = 0x7fffffff;

/** Groups of neighbours, in order; each has at least one segment. */
export function groupSegments(
  segments: readonly SourceSegment[],
  { segmentBytes, segmentIndexBytes }: Pick<CleaningJob, "segmentBytes" | "segmentIndexBytes">,
): SourceSegment[][] {
  const groups: SourceSegment[][] = [];
  let sizeBytes = 0;
  let indexBytes = 0;
  for (const segment of segments) {
    const group = groups.at(-1);
    sizeBytes += segment.sizeBytes;
    indexBytes += segment.indexBytes;
    const fits = group !== undefined && sizeBytes <= segmentBytes &&
      indexBytes <= segmentIndexBytes && segment.endOffset - 1 - group[0]!.baseOffset <= SPAN_MAX;
    if (fits) {
      group.push(segment);
      continue;
    }
    groups.push([segment]);
    ({ sizeBytes, indexBytes } = segment);
  }
  return groups;
}
