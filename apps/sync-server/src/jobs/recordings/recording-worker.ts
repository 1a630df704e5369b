import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { RecordedCall, RecordingState } from '@outpost/domain/kernel/messages/recording/recorded-call';
import { inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import type { Worker } from '../workers/workers.ts';
import type { RecordingRowPorts } from './recording-rows.ts';

/** A recording as the provider gives it. `later`: it may come yet. `never`: there is none, or it is not to be kept; a sentence says why. */
export type FetchedRecording =
  | { readonly is: 'here'; readonly bytes: Uint8Array }
  | { readonly is: 'later' }
  | { readonly is: 'never'; readonly why: string };

/** The recordings of a provider. None of these throws for an answer of the provider. */
export type Recordings = {
  readonly fetch: (recordingSid: string) => Promise<FetchedRecording>;
  /** Returns the id of the newest whole recording of a line. Undefined: there is none now. */
  readonly ofCall: (callSid: string) => Promise<string | undefined>;
  /** Deletes it at the provider. Returns false where it is to be tried again. One that is gone is deleted. */
  readonly remove: (recordingSid: string) => Promise<boolean>;
};

/** A recording to keep. `call`: the id of the call's activity. `key`: the same for each try. */
export type RecordingToKeep = { readonly call: string; readonly key: string; readonly bytes: Uint8Array };

export type RecordingWorkerPorts = RecordingRowPorts & {
  readonly recordings: Recordings;
  /** Makes the files of a recording, once. Undefined: the call's record is gone. `why`: it is not kept. */
  readonly keep: (
    orgId: string,
    recording: RecordingToKeep,
  ) => Promise<{ readonly files: readonly string[]; readonly why?: string } | undefined>;
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

type Row = {
  readonly call_id: string;
  readonly ground: 'one-party' | 'all-party' | 'message';
  readonly why: string;
  readonly state: 'planned' | 'declined' | 'running' | 'reported' | 'kept' | 'closed' | 'lost';
  readonly call_sid: string | null;
  readonly recording_sid: string | null;
  readonly files: readonly string[];
  readonly kept_n: number | null;
  readonly tries: number;
  readonly is_untold: boolean;
};

/** Chosen: a recording can have 60 MB, so one after the other. */
const atOnce = 10;
/** Chosen: it comes within seconds as a rule. After about a day of tries it is lost. */
const mostTries = 12;
/** Chosen: most callers hang up without a message, so nothing came in half an hour means that there is none. */
const mostTriesOfMessages = 4;
const waitMs = (tries: number): number => Math.min(2 ** tries * 60_000, 4 * 3_600_000);

/** MSG-70: returns the worker that fetches recordings once, keeps them as files, and has them deleted at the provider. */
export const recordingWorker = (ports: RecordingWorkerPorts): Worker => ({
  doing: 'keeping recordings of calls',
  run: (orgId) => workOff(ports, orgId),
});

async function workOff(ports: RecordingWorkerPorts, orgId: string): Promise<'done' | 'more'> {
  const rows = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<Row>(
      `select call_id, ground, why, state, call_sid, recording_sid, files, kept_n, tries, is_untold from store.call_recording
       where org_id = $1 and due_at <= $2 and (state in ('planned', 'running', 'reported', 'kept') or is_untold) order by due_at, call_id limit ${atOnce}`,
      [orgId, new Date(ports.clock.nowMs()).toISOString()],
    ),
  );
  for (const row of rows) {
    const next = await stepOf(ports, orgId, row);
    const isTold = next.is_untold ? await tell(ports, orgId, { ...row, ...next }) : true;
    await note(ports, orgId, { ...row, ...next, is_untold: !isTold, was: row.state });
  }
  return rows.length === atOnce ? 'more' : 'done';
}

type Step = Pick<Row, 'state' | 'is_untold'> &
  Partial<Pick<Row, 'recording_sid' | 'files' | 'why' | 'kept_n' | 'tries'>>;

/** Returns the next state of a row. Each step can be done again after a stop of the server. */
async function stepOf(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<Step> {
  const again: Step = { state: row.state, is_untold: row.is_untold, tries: row.tries + 1 };
  const lost = (why: string): Step => ({ state: 'lost', is_untold: true, why: `${row.why} ${why}` });
  switch (row.state) {
    case 'planned': // the line ended before it was recorded, or before a key was pressed
      return { state: 'declined', is_untold: row.ground === 'all-party' };
    case 'running': {
      const sid = row.call_sid === null ? undefined : await ports.recordings.ofCall(row.call_sid);
      if (sid !== undefined) return { state: 'reported', recording_sid: sid, is_untold: false, tries: 0 };
      if (row.tries + 1 < (row.ground === 'message' ? mostTriesOfMessages : mostTries)) return again;
      return row.ground === 'message' ? { state: 'closed', is_untold: false } : lost('No recording came.');
    }
    case 'reported': {
      if (row.recording_sid === null) return lost('No recording came.');
      const found = await ports.recordings.fetch(row.recording_sid);
      if (found.is === 'never') return lost(found.why);
      if (found.is === 'later') return row.tries + 1 < mostTries ? again : lost('It could not be fetched.');
      const kept = await ports.keep(orgId, { call: row.call_id, key: row.recording_sid, bytes: found.bytes });
      if (kept?.why !== undefined) return lost(kept.why);
      const { head } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => headsOf(ports, tx, orgId));
      return { state: 'kept', files: kept?.files ?? [], kept_n: head, is_untold: kept !== undefined, tries: 0 };
    }
    case 'kept': {
      const isDeleted = await removeOutside(ports, orgId, row);
      return isDeleted ? { state: 'closed', is_untold: row.is_untold } : again;
    }
    case 'declined':
    case 'closed':
    case 'lost': // only to be told
      return again;
  }
}

/** Deletes the provider's copy once ours is durable (S-1c), unless the tenant leaves it there. A copy without a file of ours is always deleted. */
async function removeOutside(ports: RecordingWorkerPorts, orgId: string, row: Row): Promise<boolean> {
  if (row.recording_sid === null) return true;
  const { isDurable, isLeft } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [settings] = await tx.query(
      `select true from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' and o.fields ->> 'keepsRecordingsOutside' = 'true' limit 1`,
      [orgId],
    );
    const { durable } = await headsOf(ports, tx, orgId);
    return { isDurable: durable >= Number(row.kept_n ?? 0), isLeft: settings !== undefined };
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
  return ports.tell(orgId, { record, id: hashedId('call recording', orgId, record, is), recorded: { is, why, files } });
}

const note = (
  { database, clock }: RecordingWorkerPorts,
  orgId: string,
  row: Row & { readonly was: Row['state'] },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set state = $3, recording_sid = $4, files = $5::jsonb, why = $6, kept_n = $7, tries = $8, is_untold = $9, due_at = $10
       where org_id = $1 and call_id = $2 and state = $11`, // a report may have come meanwhile
      [
        orgId,
        row.call_id,
        row.state,
        row.recording_sid,
        JSON.stringify(row.files),
        row.why,
        row.kept_n,
        row.tries,
        row.is_untold,
        new Date(clock.nowMs() + (row.tries === 0 ? 0 : waitMs(row.tries))).toISOString(),
        row.was,
      ],
    );
  });
