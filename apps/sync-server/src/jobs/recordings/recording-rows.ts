import type { Clock } from '@outpost/domain/kernel/ports';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { recordingConsentOf } from '@outpost/domain/kernel/messages/recording/recording-consent';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';

export type RecordingRowPorts = { readonly database: Database; readonly clock: Clock };

/** One claim of a call's order. `claim`: 0 where the call came in. */
export type CallClaim = { readonly orgId: string; readonly record: string; readonly claim: number };

/** How a call is to be recorded. `asks`: the other person must agree by a key. `isAnnounced`: the other person hears that it is recorded. */
export type RecordingPlan = { readonly asks: boolean; readonly isAnnounced: boolean };

/** The numbers of both ends of a call, and the postal addresses that are known of the people who are called. */
type PlannedEnds = { readonly own: string; readonly to: string; readonly addresses: readonly JsonValue[] };

/**
 * Returns the functions that note the recording of a call (MSG-68 … MSG-70). A server that keeps no files records no call, because the only copy
 * would stay at the provider.
 */
export const recordingSteps = ({ keepsFiles, ...ports }: RecordingRowPorts & { readonly keepsFiles: boolean }) => ({
  plan: async (call: CallClaim, ends: PlannedEnds) => (keepsFiles ? planRecording(ports, call, ends) : undefined),
  answered: (call: CallClaim, callSid: string) => noteAnswered(ports, call, callSid),
  begin: (call: CallClaim, line: { readonly callSid: string; readonly isAgreed: boolean }) => beginRecording(ports, call, line), // prettier-ignore
  ended: (call: CallClaim) => noteRecordedEnd(ports, call),
  recorded: (call: CallClaim, recordingSid: string) => noteRecording(ports, call, recordingSid),
});

export type RecordingSteps = ReturnType<typeof recordingSteps>;

/** Chosen: the provider ends each call after four hours. Then a recording of which no report came is asked for. */
const lookAfterMs = 4.25 * 3_600_000;
/** Chosen: the provider makes the recording of a call within a minute or so after its end. */
const afterEndMs = 2 * 60_000;

const isoIn = ({ clock }: RecordingRowPorts, ms: number): string => new Date(clock.nowMs() + ms).toISOString();

/** The settings of an organisation for recordings. */
type RecordingSettings = {
  readonly records: boolean;
  readonly announces: boolean;
  /** The recordings stay at the provider, too. */
  readonly keepsOutside: boolean;
};

/** Returns the settings of an organisation for recordings. Empty ones are off. */
export async function readRecordingSettings(tx: Transaction, orgId: string): Promise<RecordingSettings> {
  const [row] = await tx.query<RecordingSettings>(
    `select coalesce(o.fields ->> 'recordsCalls' = 'true', false) as records, coalesce(o.fields ->> 'announcesRecording' = 'true', false) as announces,
       coalesce(o.fields ->> 'keepsRecordingsOutside' = 'true', false) as "keepsOutside"
     from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' limit 1`,
    [orgId],
  );
  return row ?? { records: false, announces: false, keepsOutside: false };
}

type PlanRow = { readonly ground: string; readonly is_announced: boolean };
const planIn = (row: PlanRow | undefined): RecordingPlan | undefined =>
  row && { asks: row.ground === 'all-party', isAnnounced: row.is_announced };

/**
 * MSG-68: notes whether and how a call is recorded, before anybody is connected. Undefined: it is not recorded. A call is planned once, so a
 * repeated question of the provider gets the same plan.
 */
const planRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: CallClaim,
  ends: PlannedEnds,
): Promise<RecordingPlan | undefined> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const settings = await readRecordingSettings(tx, orgId);
    if (!settings.records) return undefined;
    const { needs, why } = recordingConsentOf([{ number: ends.own, addresses: [] }, { number: ends.to, addresses: ends.addresses }]); // prettier-ignore
    await tx.query(
      `insert into store.call_recording (org_id, call_id, claim, ground, is_announced, why, state, due_at)
       values ($1, $2, $3, $4, $5, $6, 'planned', $7) on conflict (org_id, call_id) do nothing`,
      [orgId, record, claim, needs, settings.announces, why, isoIn(ports, lookAfterMs)],
    );
    const [row] = await tx.query<PlanRow>(
      `select ground, is_announced from store.call_recording where org_id = $1 and call_id = $2 and claim = $3 and state in ('planned', 'running')`,
      [orgId, record, claim],
    );
    return planIn(row);
  });

/**
 * Notes that the other person answered, by the provider's id of their line. Returns the plan of the call. Undefined: it is not recorded. A
 * repeated question gets the same plan, also while the recording runs.
 */
const noteAnswered = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: CallClaim,
  callSid: string,
): Promise<RecordingPlan | undefined> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<PlanRow>(
      `update store.call_recording set call_sid = $4
       where org_id = $1 and call_id = $2 and claim = $3 and (state = 'planned' or (state = 'running' and call_sid = $4)) returning ground, is_announced`,
      [orgId, record, claim, callSid],
    );
    return planIn(row);
  });

/**
 * MSG-69: notes that the recording of a line begins, before the provider is told to begin. `isAgreed`: the other person pressed the key. Returns
 * false where it must not begin: without a plan, or where the law asks for a key and none was pressed. A repeated question is answered the same
 * while the recording of this line runs.
 */
const beginRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: CallClaim,
  { callSid, isAgreed }: { readonly callSid: string; readonly isAgreed: boolean },
): Promise<boolean> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set state = case when $5 or ground = 'one-party' then 'running' else 'declined' end,
         call_sid = $4, is_untold = not ($5 or ground = 'one-party'), due_at = case when $5 or ground = 'one-party' then due_at else $6 end
       where org_id = $1 and call_id = $2 and claim = $3 and state = 'planned'`,
      [orgId, record, claim, callSid, isAgreed, isoIn(ports, 0)],
    );
    const [row] = await tx.query<{ begins: boolean }>(
      `select call_sid = $4 and ($5 or ground = 'one-party') as begins from store.call_recording
       where org_id = $1 and call_id = $2 and claim = $3 and state = 'running'`,
      [orgId, record, claim, callSid, isAgreed],
    );
    return row?.begins === true;
  });

/** Chosen: a message has at most two minutes, and the sentence before it some ten seconds. */
const messageMs = 10 * 60_000;

/** MSG-71: notes that a caller may leave a message, before they hear it. A repeated question changes nothing. */
export const beginMessage = (
  ports: RecordingRowPorts,
  { orgId, record }: Pick<CallClaim, 'orgId' | 'record'>,
  callSid: string,
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `insert into store.call_recording (org_id, call_id, claim, ground, is_announced, why, state, call_sid, due_at)
       values ($1, $2, 0, 'message', true, 'The caller left it after a tone.', 'running', $3, $4) on conflict (org_id, call_id) do nothing`,
      [orgId, record, callSid, isoIn(ports, messageMs)],
    );
  });

/** Notes the end of a call. The worker looks for its recording soon, also where no report comes. */
const noteRecordedEnd = (ports: RecordingRowPorts, { orgId, record, claim }: CallClaim): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set due_at = least(due_at, $4) where org_id = $1 and call_id = $2 and claim = $3 and state in ('planned', 'running')`,
      [orgId, record, claim, isoIn(ports, afterEndMs)],
    );
  });

/**
 * MSG-70: notes the provider's id of a recording. A late report counts for a lost recording, too. A recording to which nobody agreed is not
 * fetched, because its row does not run.
 */
const noteRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: CallClaim,
  recordingSid: string,
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set state = 'reported', recording_sid = $4, due_at = $5, tries = 0, fault = null, is_untold = false
       where org_id = $1 and call_id = $2 and claim = $3 and state in ('running', 'lost')`,
      [orgId, record, claim, recordingSid, isoIn(ports, 0)],
    );
  });
