import { mostAsked } from '@outpost/domain/kernel/automation/automation-definition';
import { approvalKey, automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { canSee } from '@outpost/domain/kernel/access/access';
import type { ChosenBy, RunEvent } from '@outpost/domain/kernel/automation/run-machine';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { AutomationRun } from '../../gateway/automations/run-store.ts';
import { applyAllByServer } from '../../records/apply-one.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import { editTo } from './buttons.ts';
import type { PlanRunPorts } from './run-ground.ts';
import { tellPeople, type Telling } from './tell-people.ts';

type Ports = WritePorts & PlanRunPorts;

/** Chosen: a round ends some more approvals than people answer in a minute; the rest follows in the next. */
const mostAtOnce = 100;

type Asking = Omit<Telling, 'key' | 'about' | 'ask'> & {
  readonly orgId: string;
  readonly run: AutomationRun;
  readonly step: string;
  readonly record: StoredRecord;
  readonly until: string;
  /** The step offers the record. */
  readonly offers: boolean;
};

/**
 * AUT-17, AUT-20: gives each person who may see the record a notice that asks for approval, or that offers the record. The notices have ids that are
 * made of the run, the step and its round, so a server that stops in between asks once: the time is the one that was written first.
 */
export async function askPeople(ports: Ports, { orgId, run, step, record, until, offers, people, ...telling }: Asking): Promise<RunEvent> {
  const refused = (why: string): RunEvent => ({ kind: 'was-refused', why });
  const asked: string[] = [];
  for (const person of people.slice(0, mostAsked)) {
    const { principal, tenant } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readAsker(tx, { orgId, userId: person, installed: ports.installed }));
    if (principal.memberships.length > 0 && canSee(principal, tenant.catalogue, record)) asked.push(person);
  }
  if (asked.length === 0) return refused(`Nobody ${offers ? 'to whom it is offered' : 'who is asked for approval'} is active and may see the record.`);
  const ask = approvalKey(run.id, step, run.round);
  const why = await tellPeople(ports, orgId, { ...telling, people: asked, key: ['approval', ask], about: record, ask: { key: ask, until, offers } });
  if (why !== undefined) return refused(why);
  const first = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ until: string | null }>(
      `select fields ->> 'until' as until from store.platform_notice where org_id = $1 and k_ask = $2 and created_by = $3 order by id limit 1`,
      [orgId, ask, systemUserId],
    );
    return row?.until;
  });
  return { kind: 'waits', until: first ?? until };
} // prettier-ignore

export type CountedAnswer = ChosenBy & { readonly part: 'yes' | 'no' };

type AnswerRow = {
  readonly id: string;
  readonly person: string;
  readonly verdict: string;
  readonly note: string | null;
};
const counted = ({ id, person, verdict, note }: AnswerRow): CountedAnswer => ({
  person,
  decision: id,
  note: note ?? '',
  part: verdict === 'approved' || verdict === 'taken' ? 'yes' : 'no',
});

/** The answers `d` to a question ($2) of people whom the server ($3) asked. */
const answersOfAsked = `select d.id, d.created_by as person, d.fields ->> 'verdict' as verdict, d.fields ->> 'note' as note
  from store.platform_decision d
  where d.org_id = $1 and d.k_ask = $2 and d.life = 'alive'
    and exists (select 1 from store.platform_notice n where n.org_id = $1 and n.k_ask = $2 and n.owner_id = d.created_by and n.created_by = $3)`;

/** Returns the answer that counts: the first one that reached the server, of a person whom the server asked; undefined where none has. */
export async function firstAnswer(tx: Transaction, orgId: string, ask: string): Promise<CountedAnswer | undefined> {
  const [row] = await tx.query<AnswerRow>(
    `${answersOfAsked} and d.fields ->> 'verdict' in ('approved', 'declined') order by d.version, d.id limit 1`,
    [orgId, ask, systemUserId],
  );
  return row && counted(row);
}

/**
 * AUT-20: returns the answer that ends an offer: the first that takes it, or else the last one where everybody has left it to others. Undefined where
 * somebody can still take it.
 */
export async function answerToOffer(tx: Transaction, orgId: string, ask: string): Promise<CountedAnswer | undefined> {
  const parameters = [orgId, ask, systemUserId];
  const [taken] = await tx.query<AnswerRow>(`${answersOfAsked} and d.fields ->> 'verdict' = 'taken' order by d.version, d.id limit 1`, parameters);
  if (taken !== undefined) return counted(taken);
  const [last] = await tx.query<AnswerRow>(
    `${answersOfAsked} and d.fields ->> 'verdict' = 'left'
       and not exists (
         select 1 from store.platform_notice n where n.org_id = $1 and n.k_ask = $2 and n.created_by = $3
           and not exists (select 1 from store.platform_decision o where o.org_id = $1 and o.k_ask = $2 and o.created_by = n.owner_id and o.life = 'alive' and o.fields ->> 'verdict' = 'left'))
     order by d.version desc, d.id desc limit 1`,
    parameters,
  );
  return last && counted(last);
} // prettier-ignore

/** How a step that asked has ended. `act`: the answer that counted; null: none. `part`: null where it was skipped, or its run has stopped. */
type Ended = {
  readonly id: string;
  readonly part: string | null;
  readonly act: string | null;
};

/** The id of the run in a key, which people may have written: null where it is none. */
const runOfKey = (key: string): string =>
  `case when ${key} ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/' then split_part(${key}, '/', 1)::uuid end`;

/** Returns the rows of a kind that still wait, and whose step does not ask any more. */
function readEnded(tx: Transaction, orgId: string, { table, open }: { readonly table: string; readonly open: string }): Promise<readonly Ended[]> {
  return tx.query<Ended>(
    `select a.id, e.why as part, e.act
     from (select x.id, x.created_at, x.k_ask, ${runOfKey('x.k_ask')} as run from ${table} x where x.org_id = $1 and ${open} and x.life = 'alive') a
     left join store.automation_run r on r.org_id = $1 and r.id = a.run
     left join lateral (
       select s.outcome, s.why, s.act from store.automation_step s
       where s.org_id = $1 and s.run_id = a.run and s.step_id = split_part(a.k_ask, '/', 2) and s.outcome in ('chose', 'skipped')
       order by s.seq desc limit 1
     ) e on true
     where r.id is null or e.outcome is not null or r.status not in ('running', 'waiting') or r.round::text <> split_part(a.k_ask, '/', 3)
     order by a.created_at, a.id limit ${mostAtOnce}`,
    [orgId],
  );
} // prettier-ignore

const isYes = (part: string): boolean => part === 'yes' || part.startsWith('yes:');

function endOfNotice({ part, act }: Ended, { fields }: StoredRecord): Readonly<Record<string, JsonValue>> {
  if (part === null) return { asked: 'ended' };
  if (fields['offers'] === true) return { asked: act !== null && isYes(part) ? 'taken' : 'over' };
  return { asked: act === null ? 'over' : isYes(part) ? 'approved' : 'declined' };
}

function endOfDecision({ id, part, act }: Ended, { fields }: StoredRecord): Readonly<Record<string, JsonValue>> {
  if (act === id || fields['verdict'] === 'left') return { outcome: 'counted' };
  const why = part === null ? 'The run was ended or has stopped, so nobody was asked any more.' : act === null ? 'The time was over.' : 'Another answer came first.'; // prettier-ignore
  return { outcome: 'late', why };
}

/**
 * AUT-17: writes into the notices that nobody needs to answer any more how the step has ended, and into the answers whether they counted.
 * Each act has an id that is made of its record, so a server that stops in between writes it once.
 */
export async function endApprovals(ports: Ports, orgId: string): Promise<void> {
  const { database, installed } = ports;
  // The key of a choice begins with the place of its option: "open" is the first.
  const kinds = [
    { entity: automationKinds.notice, table: 'store.platform_notice', open: `x.k_asked < '0001' and x.fields ->> 'asked' = 'open'`, fieldsOf: endOfNotice, label: 'Ended a request for approval' },
    { entity: automationKinds.decision, table: 'store.platform_decision', open: 'x.k_outcome is null', fieldsOf: endOfDecision, label: 'Noted whether an answer counted' },
  ] as const; // prettier-ignore
  for (const { entity, table, open, fieldsOf, label } of kinds) {
    const { ended, records } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
      const rows = await readEnded(tx, orgId, { table, open });
      if (rows.length === 0) return { ended: rows, records: [] };
      const { tenant } = await readAsker(tx, { orgId, userId: automationsId, installed, service: { pack: 'platform', userId: automationsId, grants: [] } }); // prettier-ignore
      return { ended: rows, records: await recordsOf(tx, tenant, { entity, ids: rows.map(({ id }) => id) }) };
    });
    const byId = new Map(records.map((record) => [record.id, record]));
    const acts = ended.flatMap((one) => {
      const record = byId.get(one.id);
      const edit = record && editTo(record, fieldsOf(one, record));
      return edit ? [{ id: hashedId('end of approval', orgId, one.id), label, shape: 'together' as const, edits: [edit] }] : []; // prettier-ignore
    });
    await applyAllByServer(ports, orgId, acts);
  }
}
