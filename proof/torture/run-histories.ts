import { BrokenRule, type FindingKind } from './oracles/history-oracles.ts';
import type { ProofServer } from '../stage/proof-server.ts';
import type { HistoryOutcome } from './oracles/at-rest.ts';
import { playRecording } from './play-recording.ts';
import { type DrawingName, drawRecording, type Recording } from './worlds/step.ts';

/** A failed history with its finding. */
export type HistoryFinding = {
  readonly recording: Recording;
  readonly kind: FindingKind;
  /** The rule's id, or the kind of an unexpected fault. */
  readonly rule: string;
  readonly what: string;
  readonly trace: readonly string[];
};
export type Played = { readonly outcome: HistoryOutcome } | { readonly finding: HistoryFinding };

/** Plays a history and returns its result. */
export async function playOne(server: ProofServer, recording: Recording): Promise<Played> {
  const trace: string[] = [];
  try {
    return { outcome: await playRecording({ server, recording, trace: (line) => void trace.push(line) }) };
  } catch (cause) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    const [rule, kind] = cause instanceof BrokenRule ? [cause.rule, cause.kind] : ['fault', 'divergences' as const];
    return { finding: { recording, kind, rule, what, trace } };
  }
}

export type Sums = {
  histories: number;
  acts: number;
  partitions: number;
  crashes: number;
  latePages: number;
  unheldPages: number;
} & Record<FindingKind, number>;
export type RunOptions = {
  readonly server: ProofServer;
  readonly seed: number;
  readonly histories: number;
  readonly devices: number;
  readonly ops: number;
  readonly drawing?: DrawingName;
  /** Called with each finding; false ends the run. */
  readonly onFinding: (finding: HistoryFinding) => Promise<boolean>;
  /** Called with the sums of this history and those before it. */
  readonly onPlayed?: (sums: Sums) => void;
};

/** Plays histories, one seed after the other. */
export async function runHistories({
  server,
  seed,
  histories,
  onFinding,
  onPlayed,
  ...drawing
}: RunOptions): Promise<Sums> {
  const sums: Sums = {
    histories: 0,
    acts: 0,
    partitions: 0,
    crashes: 0,
    latePages: 0,
    unheldPages: 0,
    divergences: 0,
    lost: 0,
    doubled: 0,
    leaks: 0,
  };
  for (let drawn = seed; drawn < seed + histories; drawn += 1) {
    const played = await playOne(server, drawRecording({ ...drawing, seed: drawn }));
    sums.histories += 1;
    if ('finding' in played) {
      sums[played.finding.kind] += 1;
      if (!(await onFinding(played.finding))) break;
    } else {
      const { acts, partitions, crashes, latePages, unheldPages } = played.outcome;
      sums.acts += acts;
      sums.partitions += partitions;
      sums.crashes += crashes;
      sums.latePages += latePages;
      sums.unheldPages += unheldPages;
    }
    onPlayed?.(sums);
  }
  return sums;
}
