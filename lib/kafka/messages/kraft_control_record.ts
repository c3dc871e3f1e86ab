/**
 * Control records of a KRaft metadata log, which a dump of such a log must name.
 *
 * LeaderChangeMessage, versions 0 to 1:
 *
 * - 1: adds voter.voterDirectoryId
 *
 * @module
 */

import {
  array,
  type Infer,
  int16,
  int32,
  int64,
  message,
  string,
  struct,
  uint16,
  uuid,
} from "../schema/mod.ts";

const voter = {
  voterId: int32(),
  voterDirectoryId: uuid({ from: 1 }),
};

export const LeaderChangeMessage = message("LeaderChangeMessage", {
  versions: [0, 1],
  flexibleFrom: 0,
}, {
  version: int16(),
  leaderId: int32(),
  voters: array(voter),
  grantingVoters: array(voter),
});
export type LeaderChangeMessage = Infer<typeof LeaderChangeMessage>;

export const KRaftVersionRecord = message("KRaftVersionRecord", {
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  version: int16(),
  kRaftVersion: int16(),
});
export type KRaftVersionRecord = Infer<typeof KRaftVersionRecord>;

export const VotersRecord = message("VotersRecord", { versions: [0, 0], flexibleFrom: 0 }, {
  version: int16(),
  voters: array({
    voterId: int32(),
    voterDirectoryId: uuid(),
    endpoints: array({
      name: string(),
      host: string(),
      port: uint16(),
    }),
    kRaftVersionFeature: struct({
      minSupportedVersion: int16(),
      maxSupportedVersion: int16(),
    }),
  }),
});
export type VotersRecord = Infer<typeof VotersRecord>;

export const SnapshotHeaderRecord = message("SnapshotHeaderRecord", {
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  version: int16(),
  lastContainedLogTimestamp: int64(),
});
export type SnapshotHeaderRecord = Infer<typeof SnapshotHeaderRecord>;

export const SnapshotFooterRecord = message("SnapshotFooterRecord", {
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  version: int16(),
});
export type SnapshotFooterRecord = Infer<typeof SnapshotFooterRecord>;
