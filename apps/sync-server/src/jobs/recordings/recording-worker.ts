import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { RecordedCall, RecordingState } from '@outpost/domain/kernel/messages/recording/recorded-call';
import type { Logger } from 'pino';
import { inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { erasedHomes } from '../../records/load/load.ts';
import type { Worker } from '../workers/workers.ts';
import { readRecordingSettings, type RecordingRowPorts } from './recording-rows.ts';

/** A recording that is not here. `later`: it may come yet. `never`: there is none, or it may not be kept; a sentence says why. */
export type NoRecording = { readonly is: 'later' } | { readonly is: 'never'; readonly why: string };

/** A recording as the provider gives it. `sniffed`: the type and the ending by its first bytes. */
export type FetchedRecording =
  | {
      readonly is: 'here';
      readonly bytes: Uint8Array;
      readonly sniffed: { readonly mime: string; readonly ext: string };
    }
  | NoRecording;

/** The recordings of a provider. None of these throws for an answer of the provider. */
export type Recordings = {
  readonly fetch: (recordingSid: string) => Promise<FetchedRecording>;
  /** Returns the id of the newest whole recording of a line. Undefined: there is none now. */
  readonly ofCall: (callSid: string) => Promise<string | undefined>;
  /** Deletes a recording at the provider. Returns false where it is to be tried again. One that the provider does not have counts as deleted. */
  readonly remove: (recordingSid: string) => Promise<boolean>;
};

/** A recording to keep. `call`: the id of the call's activity. `key`: the same for each try. `attempt`: another one for each try. */
export type RecordingToKeep = {
  readonly call: string;
  readonly key: string;
  readonly attempt: number;
  readonly read: () => Promise<FetchedRecording>;
};

/** `hidden`: the call cannot be read now, because it is deleted or its pack is off. The recording may be kept once it can be read again. */
export type KeptRecording =
  { readonly is: 'kept'; readonly files: readonly string[] } | NoRecording | { readonly is: 'hidden' };

export type RecordingWorkerPorts = RecordingRowPorts & {
  readonly log: Pick<Logger, 'error'>;
  readonly recordings: Recordings;
  /** Makes the files of a recording, once. */
  readonly keep: (orgId: string, recording: RecordingToKeep) => Promise<KeptRecording>;
  /** Writes into the call's record whether it was recorded. False: it is to be told again. */
  readonly tell: (
    orgId: string,
    told: { readonly record: string; readonly id: string; readonly recorded: RecordedCall },
  ) => Promise<boolean>;
  /** When an act is durable (S-1c): as it is written, or once it is in a backup. */
  readonly durability: 'commit' | 'backup';
};

/** Returns the head of the journal, and the number up to which it is durable. */
async function headsOf(
  { durability }: RecordingWorkerPorts,
  tx: Transaction,
  orgId: string,
): Promise<{ readonly head: number; readonly durable: number }> {
  const now = await readClock(tx, orgId, 'unlocked');
  const head = now?.head ?? 0;
  return { head, durable: durability === 'commit' ? head : (now?.durable ?? 0) };
}

type State = 'planned' | 'declined' | 'running' | 'reported' | 'kept' | 'closed' | 'lost';
/** A row that this server has claimed. `tries`: with this one. `fence`: the number of the claim. */
type Row = {
  readonly call_id: string;
  readonly ground: 'one-party' | 'all-party' | 'message';
  readonly why: string;
  readonly fault: string | null;
  readonly state: State;
  readonly call_sid: string | null;
  readonly recording_sid: string | null;
  readonly files: readonly string[];
  readonly kept_n: number | null;
  readonly tries: number;
  readonly fence: number;
  readonly is_untold: boolean;
};

/** Chosen: the rows of a run. A recording can have 60 MB, so the worker keeps one after the other. */
const atOnce = 10;
/** Chosen: longer than a fetch and all else that a row needs. After it, its server has stopped or hangs, and another server claims the row. */
const leaseMs = 10 * 60_000;
/** Chosen: a recording comes within seconds as a rule. After about a day of tries it is lost. */
const mostTries = 12;
/** Chosen: most callers hang up without a message, so nothing came in half an hour means that there is none. */
const mostTriesOfMessages = 4;
const longestWaitMs = 4 * 3_600_000;
const waitMs = (tries: number): number => Math.min(2 ** tries * 60_000, longestWaitMs);

const serverFault = 'The server could not keep it. The log of the server says why.';

/** MSG-70: returns the worker that fetches recordings once, keeps them as files, and has them deleted at the provider. */
export const recordingWorker = (ports: RecordingWorkerPorts): Worker => ({
  doing: 'keeping recordings of calls',
  async run(orgId) {
    for (let left = atOnce; left > 0; left -= 1) {
      const row = await claim(ports, orgId);
      if (!row) return 'done';
      await note(ports, orgId, { row, outcome: await outcomeOf(ports, orgId, row) });
    }
    return 'more';
  },
});

const isoIn = ({ clock }: RecordingRowPorts, ms: number): string => new Date(clock.nowMs() + ms).toISOString();

/** Claims the row that is due first, so that no other server works on it at the same time. Undefined: none is due. */
const claim = (ports: RecordingWorkerPorts, orgId: string): Promise<Row | undefined> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<Row>(
      `with due as materialized (
         select call_id from store.call_recording
         where org_id = $1 and due_at <= $2 and (state in ('planned', 'running', 'reported', 'kept') or is_untold)
         order by due_at, call_id limit 1 for update skip locked)
       update store.call_recording r set due_at = $3, tries = r.tries + 1, fence = r.fence + 1 from due
       where r.org_id = $1 and r.call_id = due.call_id
       returning r.call_id, r.ground, r.why, r.fault, r.state, r.call_sid, r.recording_sid, r.files, r.kept_n, r.tries, r.fence, r.is_untold`,
      [orgId, isoIn(ports, 0), isoIn(ports, leaseMs)],
    );
    return row;
  });

/** The next state of a row. `isUntold`: the record of the call is to show it. */
type Step = { readonly state: State; readonly isUntold?: true } & Partial<
  Pick<Row, 'recording_sid' | 'files' | 'fault' | 'kept_n'>
>;
/** `again`: the state stays, and the row is tried again with growing waits. `hidden`: likewise, and it was no try. */
type Next = Step | 'again' | 'hidden' | 'stays';
type Outcome = { readonly next: Next; readonly isTold: boolean; readonly fault?: string };

/** Tells the state of a row that was noted before, and takes the next step. A fault of one row does not stop the others. */
async function outcomeOf(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<Outcome> {
  let isTold = !row.is_untold;
  try {
    if (!isTold) isTold = await tell(ports, orgId, row);
    return { next: await stepOf(ports, orgId, row), isTold };
  } catch (error) {
    ports.log.error({ orgId, call: row.call_id, err: error }, 'keeping the recording of a call failed; it is tried again'); // prettier-ignore
    const isLost = row.tries >= mostTries && (row.state === 'running' || row.state === 'reported');
    return { next: isLost ? lost(serverFault) : 'again', isTold, fault: serverFault };
  }
}

const lost = (fault: string): Step => ({ state: 'lost', isUntold: true, fault });

/** Returns the next state of a row. Each step can be done again after a stop of the server. */
async function stepOf(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<Next> {
  switch (row.state) {
    case 'planned': // the line has ended. Without its id, nobody answered, so nobody was asked for the key
      return row.ground === 'all-party' && row.call_sid !== null
        ? { state: 'declined', isUntold: true }
        : { state: 'closed' };
    case 'running': {
      const sid = row.call_sid === null ? undefined : await ports.recordings.ofCall(row.call_sid);
      if (sid !== undefined) return { state: 'reported', recording_sid: sid };
      if (row.tries < (row.ground === 'message' ? mostTriesOfMessages : mostTries)) return 'again';
      // Most callers say nothing, so the record shows nothing. A report that comes later counts.
      return row.ground === 'message' ? { state: 'lost', fault: 'No message came.' } : lost('No recording came.');
    }
    case 'reported':
      return keepReported(ports, orgId, row);
    case 'kept':
      return (await removeOutside(ports, orgId, row)) ? { state: 'closed' } : 'again';
    case 'declined':
    case 'closed':
    case 'lost': // only to be told
      return 'stays';
  }
}

async function keepReported(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<Next> {
  const { call_id: call, recording_sid: key, tries, fence: attempt } = row;
  if (key === null) return lost('No recording came.');
  const keptAt = async (files: readonly string[]): Promise<Step> => {
    const { head } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => headsOf(ports, tx, orgId));
    return { state: 'kept', files, kept_n: head };
  };
  if (await isErased(ports, orgId, call)) return keptAt([]);
  const kept = await ports.keep(orgId, { call, key, attempt, read: () => ports.recordings.fetch(key) });
  switch (kept.is) {
    case 'kept':
      return { ...(await keptAt(kept.files)), isUntold: true };
    case 'never':
      return lost(kept.why);
    case 'later':
      return tries < mostTries ? 'again' : lost('It could not be fetched.');
    case 'hidden':
      return 'hidden';
  }
}

/** Returns whether nobody can restore the record of a call: it was erased by law, or it has passed the horizon. */
const isErased = ({ database }: RecordingWorkerPorts, orgId: string, call: string): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query(
      'select true from store.record_home where org_id = $1 and id = $2 and entity = any($3::text[])',
      [orgId, call, erasedHomes],
    );
    return rows.length > 0;
  });

/**
 * Deletes the provider's copy once the act that made ours is durable (S-1c), unless the organisation leaves it there. The copy of an erased call,
 * which has no file here, is always deleted.
 */
async function removeOutside(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<boolean> {
  if (row.recording_sid === null) return true;
  const { isDurable, isLeft } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { keepsOutside } = await readRecordingSettings(tx, orgId);
    const { durable } = await headsOf(ports, tx, orgId);
    return { isDurable: durable >= Number(row.kept_n ?? 0), isLeft: keepsOutside };
  });
  if (isLeft && row.files.length > 0) return true;
  return isDurable && (await ports.recordings.remove(row.recording_sid));
}

const statesTold: Readonly<Record<Row['ground'], RecordingState>> = {
  'one-party': 'one-party',
  'all-party': 'agreed',
  message: 'message',
};

function tell(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<boolean> {
  const { call_id: record, ground, why, state, files } = row;
  const is = state === 'declined' ? 'no-key' : state === 'lost' ? 'lost' : statesTold[ground];
  const fault = is === 'lost' ? (row.fault ?? undefined) : undefined;
  const id = hashedId('call recording', orgId, record, is, ...(fault === undefined ? [] : [fault]));
  return ports.tell(orgId, { record, id, recorded: { is, why, files, ...(fault === undefined ? {} : { fault }) } });
}

/** Notes the outcome of a claim. An outcome of an earlier claim changes nothing, nor one of a row about which a report has come meanwhile. */
const note = (
  ports: RecordingWorkerPorts,
  orgId: string,
  { row, outcome: { next, isTold, fault } }: { readonly row: Row; readonly outcome: Outcome },
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const step: Step = typeof next === 'string' ? { state: row.state } : next;
    const isAgain = next === 'again' || !isTold;
    const tries = next === 'hidden' ? row.tries - 1 : isAgain ? row.tries : 0;
    const after = next === 'hidden' ? longestWaitMs : isAgain ? waitMs(tries) : 0;
    await tx.query(
      `update store.call_recording set state = $5, recording_sid = $6, files = $7::jsonb, fault = $8, kept_n = $9, tries = $10, is_untold = $11, due_at = $12
       where org_id = $1 and call_id = $2 and fence = $3 and state = $4`,
      [
        orgId,
        row.call_id,
        row.fence,
        row.state,
        step.state,
        step.recording_sid ?? row.recording_sid,
        JSON.stringify(step.files ?? row.files),
        step.fault ?? (step.state === 'lost' ? row.fault : fault) ?? null, // why it is lost stays, also where the telling fails
        step.kept_n ?? row.kept_n,
        tries,
        step.isUntold ?? !isTold,
        isoIn(ports, after),
      ],
    );
  });
