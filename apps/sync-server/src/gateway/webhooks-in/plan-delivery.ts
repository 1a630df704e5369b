import { canSee } from '@outpost/domain/kernel/access/access';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { Clock } from '@outpost/domain/kernel/ports';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { type FieldFault, mapPayload, missingFields } from '@outpost/domain/kernel/webhooks-in/map-payload';
import { mappingProblem } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { type Asker, readAsker } from '../../access/asker.ts';
import { type Database, inTenant } from '../../db/database.ts';
import { askList } from '../../insights/questions.ts';
import { usualOwnership } from '../../records/decide/usual-ownership.ts';
import { accountOfSource, sourcesId, type WebhookSource } from './webhook-source.ts';

export type PlanningPorts = { readonly database: Database; readonly clock: Clock; readonly installed: Catalogue };

type Values = Readonly<Record<string, JsonValue>>;

/** The plan of a delivery. `faults`: the reasons why it changes nothing; the empty field name stands for the whole record. */
export type DeliveryPlan =
  | { readonly kind: 'faults'; readonly values: Values; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'created'; readonly values: Values; readonly edit: Edit }
  | { readonly kind: 'changed'; readonly values: Values; readonly edit: Edit; readonly record: StoredRecord }
  | { readonly kind: 'same'; readonly values: Values; readonly record: StoredRecord };

type Planned = {
  readonly source: Pick<WebhookSource, 'personId' | 'grants' | 'mapping'>;
  readonly payload: JsonValue;
  /** The id that a new record gets. */
  readonly newId: string;
};

/**
 * Decides what a delivery does, with the rights of its source at this moment: it reads the values, finds the record, and makes the edit. It writes
 * nothing. Refuses as a question does, where finding the record takes too long.
 */
export async function planDelivery(ports: PlanningPorts, orgId: string, { source, payload, newId }: Planned): Promise<Result<DeliveryPlan>> {
  const { mapping, personId } = source;
  const service = accountOfSource(source);
  const asker = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readAsker(tx, { orgId, userId: sourcesId, installed: ports.installed, service }));
  const catalogue = withoutSealed(asker.tenant.catalogue);
  const ofRecord = (message: string, values: Values = {}): Result<DeliveryPlan> => accept({ kind: 'faults', values, faults: [{ field: '', message }] });
  if (asker.principal.memberships.length === 0) return ofRecord('The person in whose name it writes has no rights here any more.');
  const problem = mappingProblem(catalogue, mapping);
  if (problem) return ofRecord(problem.message);
  const entity = entityOf(catalogue, mapping.entity);
  const context = { currency: asker.settings?.currency ?? 'USD', timeZone: asker.settings?.timeZone ?? 'UTC' };
  const { values, faults } = mapPayload(catalogue, { mapping, payload, context });
  if (faults.length > 0) return accept({ kind: 'faults', values, faults });
  const { matchBy } = mapping;
  if (mapping.mode !== 'create' && matchBy !== null) {
    const label = entity.fields[matchBy]?.label ?? matchBy;
    const value = values[matchBy];
    if (value === undefined) return accept({ kind: 'faults', values, faults: [{ field: matchBy, message: `${label} is empty, and a record is found by it.` }] });
    const found = await findMatches(ports, orgId, { asker, entity, matchBy, value, service });
    if (!found.ok) return found;
    const [record, second] = found.value;
    if (second) return accept({ kind: 'faults', values, faults: [{ field: matchBy, message: `Several records have this value in ${label}. Merge them, or choose another field.` }] });
    if (record && record.id !== newId) return accept(changeOf(entity, record, values));
    if (!record && mapping.mode === 'change') return accept({ kind: 'faults', values, faults: [{ field: matchBy, message: `No record has this value in ${label}.` }] });
  }
  const missing = missingFields(entity, values);
  if (missing.length > 0) return accept({ kind: 'faults', values, faults: missing });
  const usual = usualOwnership(entity, { userId: mapping.isOwned ? personId : null, teams: mapping.isOwned ? asker.author.teams : new Set() });
  const create = { schema: entity.schema, fields: { ...values }, ...usual, sharedWith: [] };
  return accept({ kind: 'created', values, edit: { id: newId, entity: entity.name, create } });
} // prettier-ignore

function changeOf(entity: Entity, record: StoredRecord, values: Values): DeliveryPlan {
  const fields = Object.fromEntries(
    Object.entries(values)
      .map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [valueIn(record, name), to]])
      .filter(([, [from, to]]) => !sameJson(from, to)),
  );
  if (Object.keys(fields).length === 0) return { kind: 'same', values, record };
  return {
    kind: 'changed',
    values,
    record,
    edit: { id: record.id, entity: entity.name, seen: record.version, fields },
  };
}

type Matching = {
  readonly asker: Asker;
  readonly entity: Entity;
  readonly matchBy: string;
  readonly value: JsonValue;
  readonly service: ReturnType<typeof accountOfSource>;
};

/** Returns the living records that the source sees and that have this value: two at most. */
async function findMatches(
  ports: PlanningPorts,
  orgId: string,
  { asker, entity, matchBy, value, service }: Matching,
): Promise<Result<readonly StoredRecord[]>> {
  const question = listQuerySchema.parse({ entity: entity.name, where: { field: matchBy, op: 'is', value }, limit: 2 }); // prettier-ignore
  const answer = await askList(ports, { orgId, userId: sourcesId, service }, question);
  if (!answer.ok) return answer;
  return accept(answer.value.rows.filter((record) => canSee(asker.principal, asker.tenant.catalogue, record)));
}
