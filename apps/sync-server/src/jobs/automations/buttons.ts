import { automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { type AssignmentDefinition, readAssignmentDefinition } from '@outpost/domain/kernel/assignment/assignment-definition'; // prettier-ignore
import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { assignmentProblem } from '@outpost/domain/kernel/assignment/assignment-problem';
import { isDecidedOnDevices } from '@outpost/domain/kernel/assignment/decide-on-device';
import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { deviceSteps } from '@outpost/domain/kernel/automation/device-steps';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { readAsker } from '../../access/asker.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { type ReadVersion, readVersions } from '../../gateway/automations/run-store.ts';
import { applyAllByServer } from '../../records/apply-one.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import type { PlanRunPorts } from './run-ground.ts';

type Ports = WritePorts & PlanRunPorts;

/** Chosen: a round answers some more presses than people make in a minute; the rest follows in the next. */
const mostAtOnce = 100;

const tenantOf = async ({ installed }: Ports, tx: Transaction, orgId: string): Promise<Tenant> =>
  (await readAsker(tx, { orgId, userId: automationsId, installed, service: { pack: 'platform', userId: automationsId, grants: [] } })).tenant; // prettier-ignore

type Changed = Readonly<Record<string, JsonValue>>;

/** Returns the edit that gives a record these values; undefined where it has them. */
export function editTo(record: StoredRecord, fields: Changed): Edit | undefined {
  const changed = Object.entries(fields).flatMap(([name, to]): (readonly [string, [JsonValue, JsonValue]])[] => {
    const from = record.fields[name] ?? null;
    return sameJson(from, to) ? [] : [[name, [from, to]]];
  });
  if (changed.length === 0) return undefined;
  return { id: record.id, entity: record.entity, seen: record.version, fields: Object.fromEntries(changed) };
}

/**
 * AUT-13: writes the server's decisions into the presses that people made. The act of an answer has an id that is made of the press, so a
 * server that stops in between writes it once.
 */
export async function answerPresses(ports: Ports, orgId: string): Promise<void> {
  const { database, clock } = ports;
  const { answers, records } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ id: string; why: string | null }>(
      `select press_id as id, why from store.automation_answer where org_id = $1 order by n limit ${mostAtOnce}`,
      [orgId],
    );
    if (rows.length === 0) return { answers: rows, records: [] };
    const ids = rows.map(({ id }) => id);
    const found = await recordsOf(tx, await tenantOf(ports, tx, orgId), { entity: automationKinds.press, ids });
    return { answers: rows, records: found };
  });
  const byId = new Map(records.map((record) => [record.id, record]));
  const acts = answers.flatMap(({ id, why }) => {
    const record = byId.get(id);
    const answer = { answer: why === null ? 'started' : 'refused', why };
    const isNew = record?.life === 'alive' && record.fields['answer'] == null;
    const edit = isNew ? editTo(record, { ...answer, answeredAt: new Date(clock.nowMs()).toISOString() }) : undefined;
    const label = why === null ? 'Started an automation' : 'Did not start an automation';
    return edit ? [{ id: hashedId('answer to a press', orgId, id), label, shape: 'together' as const, edits: [edit] }] : [];
  }); // prettier-ignore
  await applyAllByServer(ports, orgId, acts);
  if (answers.length > 0)
    await inTenant(database, { orgId, mode: 'write' }, (tx) =>
      tx.query('delete from store.automation_answer where org_id = $1 and press_id = any($2::uuid[])', [orgId, answers.map(({ id }) => id)]),
    ); // prettier-ignore
}

type OfButton = {
  readonly id: string;
  readonly version_id: string | null;
  readonly is_off: boolean;
  readonly button_n: number;
};

/** Returns the values of a button as the automation wants it; undefined where it wants none. */
function buttonOf({ id, is_off: isOff }: OfButton, version: ReadVersion | undefined): Changed | undefined {
  const { trigger, entity } = version?.definition ?? {};
  if (version?.automationId !== id || trigger?.kind !== 'button' || entity === undefined) return undefined;
  return { name: trigger.label, automation: id, forEntity: entity, pressedBy: trigger.by, isOff };
}

/** The part of the tenant that the records are made of. `assignments`: the assignment rules that devices can decide for some records, by id. */
type Offering = { readonly tenant: Tenant; readonly assignments: ReadonlyMap<string, AssignmentDefinition> };

/** Returns the steps that devices carry out, also those that need an assignment rule. */
const stepsOnDevices = (tenant: Tenant, definition: AutomationDefinition | undefined) =>
  definition?.trigger.kind === 'change' && definition.trigger.onDevices === true
    ? deviceSteps(tenant.catalogue, definition)
    : [];

/**
 * AUT-21: returns the values of the rule on devices as the automation wants it; undefined where it wants none. A step that assigns by a rule which no
 * device can decide ends it.
 */
function deviceRuleOf({ id, is_off: isOff }: OfButton, version: ReadVersion | undefined, { tenant, assignments }: Offering): Changed | undefined {
  if (version?.definition === undefined || version.automationId !== id) return undefined;
  const { trigger, entity, conditions = null } = version.definition;
  const leading = stepsOnDevices(tenant, version.definition);
  const end = leading.findIndex((step) => step.kind === 'assign' && assignments.get(step.rule)?.entity !== entity);
  const steps = (end === -1 ? leading : leading.slice(0, end)).map((step) => {
    const by = step.kind === 'assign' ? assignments.get(step.rule) : undefined;
    return by === undefined ? step : { ...step, by: { parts: by.parts, fallback: by.fallback } };
  });
  if (steps.length === 0) return undefined;
  const json = JSON.parse(JSON.stringify({ trigger, conditions, steps })) as Changed; // leaves undefined parts out
  return { name: `Version ${version.number}`, automation: id, maker: version.makerId, forEntity: entity, ...json, isOff };
} // prettier-ignore

/** Reads the assignment rules of these versions that devices can decide for some records, by id. */
async function readAssignments(tx: Transaction, tenant: Tenant, versions: ReadonlyMap<string, ReadVersion>): Promise<Offering['assignments']> {
  const steps = [...versions.values()].flatMap(({ definition }) => stepsOnDevices(tenant, definition));
  const ids = new Set(steps.flatMap((step) => (step.kind === 'assign' ? [step.rule] : [])));
  const found = ids.size === 0 ? [] : await recordsOf(tx, tenant, { entity: assignmentRuleKind, ids: [...ids] });
  return new Map(
    found.flatMap(({ id, life, fields }) => {
      const definition = life === 'alive' ? readAssignmentDefinition(fields) : undefined;
      const isUsable = definition !== undefined && assignmentProblem(tenant.catalogue, definition) === undefined;
      return isUsable && isDecidedOnDevices(definition) ? [[id, definition] as const] : [];
    }),
  );
} // prettier-ignore

/** The records that the server makes of automations, for all devices. `word`: in the ids of the record and its acts. */
const offered = [
  { kind: automationKinds.button, word: 'button', of: buttonOf, label: 'Changed the button of an automation' },
  { kind: automationKinds.deviceRule, word: 'device rule', of: deviceRuleOf, label: 'Changed the rule on devices of an automation' },
] as const; // prettier-ignore

/**
 * AUT-13, AUT-21: writes what devices need of the automations that changed into records that all of them have. A paused automation keeps its
 * records, which are off.
 */
export async function offerToDevices(ports: Ports, orgId: string): Promise<void> {
  const { database } = ports;
  const found = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<OfButton>(
      `select id, version_id, is_paused or is_gone as is_off, button_n from store.automation
       where org_id = $1 and button_n is not null order by id limit ${mostAtOnce}`,
      [orgId],
    );
    if (rows.length === 0) return undefined;
    const tenant = await tenantOf(ports, tx, orgId);
    const versions = await readVersions(tx, tenant, [...new Set(rows.flatMap((row) => row.version_id ?? []))]);
    const held = new Map<string, StoredRecord>();
    for (const { kind, word } of offered) {
      const ids = rows.map(({ id }) => hashedId(word, orgId, id));
      for (const record of await recordsOf(tx, tenant, { entity: kind, ids })) held.set(record.id, record);
    }
    return { rows, versions, held, offering: { tenant, assignments: await readAssignments(tx, tenant, versions) } };
  });
  if (found === undefined) return;
  const { rows, versions, held, offering } = found;
  const acts = rows.flatMap((row) =>
    offered.flatMap(({ kind, word, of, label }) => {
      const id = hashedId(word, orgId, row.id);
      const wanted = of(row, versions.get(row.version_id ?? ''), offering);
      const record = held.get(id);
      const fields = Object.fromEntries(Object.entries(wanted ?? {}).filter(([, value]) => value !== null));
      const create = { fields, ownerId: null, teamId: null, sharedWith: [], schema: entityOf(offering.tenant.catalogue, kind).schema };
      const edit: Edit | undefined = record === undefined ? wanted && { id, entity: kind, create } : editTo(record, wanted ?? { isOff: true });
      return edit ? [{ id: hashedId(`act of ${word}`, orgId, row.id, String(row.button_n)), label, shape: 'together' as const, edits: [edit] }] : [];
    }),
  ); // prettier-ignore
  await applyAllByServer(ports, orgId, acts);
  // One that changed meanwhile has another number, and is offered anew in the next round.
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `update store.automation a set button_n = null from jsonb_to_recordset($2::jsonb) as done(id uuid, button_n bigint)
       where a.org_id = $1 and a.id = done.id and a.button_n = done.button_n`,
      [orgId, JSON.stringify(rows.map(({ id, button_n }) => ({ id, button_n })))],
    ),
  );
}
