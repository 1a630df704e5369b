import type { Clock } from '@outpost/domain/kernel/ports';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { recordingConsentOf } from '@outpost/domain/kernel/messages/recording/recording-consent';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';

export type RecordingRowPorts = { readonly database: Database; readonly clock: Clock };

/** A call whose recording is asked about. `claim`: of its order; 0: it came in. */
export type RecordedClaim = { readonly orgId: string; readonly record: string; readonly claim: number };

/** How a call is to be recorded. `asks`: the other end must agree by a key. `isAnnounced`: the other end hears of it. */
export type RecordingPlan = { readonly asks: boolean; readonly isAnnounced: boolean };

/** What is noted of the recording of a call (MSG-68 … MSG-70). */
export type RecordingSteps = {
  readonly plan: (
    call: RecordedClaim,
    ends: { readonly own: string; readonly to: string; readonly addresses: readonly JsonValue[] },
  ) => Promise<RecordingPlan | undefined>;
  readonly planned: (call: RecordedClaim) => Promise<RecordingPlan | undefined>;
  readonly begin: (
    call: RecordedClaim,
    line: { readonly callSid: string; readonly isAgreed: boolean },
  ) => Promise<boolean>;
  readonly ended: (call: RecordedClaim) => Promise<void>;
  readonly recorded: (call: RecordedClaim, recordingSid: string) => Promise<void>;
};

/** Returns the steps of recordings on one database. */
export const recordingSteps = (ports: RecordingRowPorts): RecordingSteps => ({
  plan: (call, ends) => planRecording(ports, call, ends),
  planned: (call) => readRecordingPlan(ports, call),
  begin: (call, line) => beginRecording(ports, call, line),
  ended: (call) => noteRecordedEnd(ports, call),
  recorded: (call, sid) => noteRecording(ports, call, sid),
});

/** Chosen: the provider ends each call after four hours. Then a recording of which no report came is asked for. */
const lookAfterMs = 4.25 * 3_600_000;
/** Chosen: the provider makes the recording of a call within a minute or so after its end. */
const afterEndMs = 2 * 60_000;

const isoIn = ({ clock }: RecordingRowPorts, ms: number): string => new Date(clock.nowMs() + ms).toISOString();

type Settings = { readonly records: boolean | null; readonly announces: boolean | null };

/** Returns the tenant's settings of recordings. Empty ones are off. */
const readSettings = async (tx: Transaction, orgId: string): Promise<Settings | undefined> => {
  const [row] = await tx.query<Settings>(
    `select o.fields ->> 'recordsCalls' = 'true' as records, o.fields ->> 'announcesRecording' = 'true' as announces
     from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' limit 1`,
    [orgId],
  );
  return row;
};

/**
 * MSG-68: notes whether and how a call is recorded, before anybody is connected. Undefined: it is not recorded. A call is planned once: a
 * repeated question of the provider gets the plan that stands.
 */
const planRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: RecordedClaim,
  ends: { readonly own: string; readonly to: string; readonly addresses: readonly JsonValue[] },
): Promise<RecordingPlan | undefined> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const settings = await readSettings(tx, orgId);
    if (settings?.records !== true) return undefined;
    const { needs, why } = recordingConsentOf([{ number: ends.own, addresses: [] }, { number: ends.to, addresses: ends.addresses }]); // prettier-ignore
    await tx.query(
      `insert into store.call_recording (org_id, call_id, claim, ground, is_announced, why, state, due_at)
       values ($1, $2, $3, $4, $5, $6, 'planned', $7) on conflict (org_id, call_id) do nothing`,
      [orgId, record, claim, needs, settings.announces === true, why, isoIn(ports, lookAfterMs)],
    );
    return planOf(tx, { orgId, record, claim });
  });

async function planOf(tx: Transaction, { orgId, record, claim }: RecordedClaim): Promise<RecordingPlan | undefined> {
  const [row] = await tx.query<{ ground: string; is_announced: boolean }>(
    `select ground, is_announced from store.call_recording where org_id = $1 and call_id = $2 and claim = $3 and state = 'planned'`,
    [orgId, record, claim],
  );
  return row && { asks: row.ground === 'all-party', isAnnounced: row.is_announced };
}

/** Returns the plan of a call whose recording has not begun. Undefined: it is not recorded. */
const readRecordingPlan = ({ database }: RecordingRowPorts, claim: RecordedClaim): Promise<RecordingPlan | undefined> =>
  inTenant(database, { orgId: claim.orgId, mode: 'snapshot' }, (tx) => planOf(tx, claim)); // prettier-ignore

/**
 * MSG-69: notes that the recording of a line begins, before the provider is told to begin. `isAgreed`: the other end pressed the key. Returns
 * false where it must not begin: without a plan, or where the law asks for a key and none was pressed.
 */
const beginRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: RecordedClaim,
  { callSid, isAgreed }: { readonly callSid: string; readonly isAgreed: boolean },
): Promise<boolean> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const begun = await tx.query(
      `update store.call_recording set state = case when $5 or ground = 'one-party' then 'running' else 'declined' end,
         call_sid = $4, is_untold = not ($5 or ground = 'one-party'), due_at = case when $5 or ground = 'one-party' then due_at else $6 end
       where org_id = $1 and call_id = $2 and claim = $3 and state = 'planned' returning state`,
      [orgId, record, claim, callSid, isAgreed, isoIn(ports, 0)],
    );
    return begun[0]?.['state'] === 'running';
  });

/** Chosen: a message has at most two minutes, and the sentence before it some ten seconds. */
const messageMs = 10 * 60_000;

/** MSG-71: notes that a caller may leave a message, before they hear it. A repeated question changes nothing. */
export const beginMessage = (
  ports: RecordingRowPorts,
  { orgId, record }: Pick<RecordedClaim, 'orgId' | 'record'>,
  callSid: string,
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `insert into store.call_recording (org_id, call_id, claim, ground, is_announced, why, state, call_sid, due_at)
       values ($1, $2, 0, 'message', true, 'The caller left it after a tone.', 'running', $3, $4) on conflict (org_id, call_id) do nothing`,
      [orgId, record, callSid, isoIn(ports, messageMs)],
    );
  });

/** Notes the end of a call: its recording is looked for soon, also where no report comes. */
const noteRecordedEnd = (ports: RecordingRowPorts, { orgId, record, claim }: RecordedClaim): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set due_at = least(due_at, $4) where org_id = $1 and call_id = $2 and claim = $3 and state in ('planned', 'running')`,
      [orgId, record, claim, isoIn(ports, afterEndMs)],
    );
  });

/** MSG-70: notes the provider's id of a recording. A recording that nobody agreed to is not fetched: there is no row that runs. */
const noteRecording = (
  ports: RecordingRowPorts,
  { orgId, record, claim }: RecordedClaim,
  recordingSid: string,
): Promise<void> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.call_recording set state = 'reported', recording_sid = $4, due_at = $5, tries = 0
       where org_id = $1 and call_id = $2 and claim = $3 and state in ('running', 'lost')`,
      [orgId, record, claim, recordingSid, isoIn(ports, 0)],
    );
  });
