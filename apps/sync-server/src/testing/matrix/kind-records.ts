import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { made } from '../test-server.ts';
import type { MatrixWorld, MatrixPlace, SignedInDevice } from './matrix-world.ts';

/** The filing of the records of a kind, which decides the people who see them. */
export type KindFiling =
  | 'by owner and team'
  | 'by owner, open to its team'
  | 'for everyone'
  | 'under a parent'
  | 'sealed'
  | 'for administrators'
  | 'for its owner alone';

/** Returns the filing of a kind, by its declaration. */
export function filingOf(entity: Entity): KindFiling {
  if (entity.sealed) return 'sealed';
  if (entity.parent !== undefined) return 'under a parent';
  if (entity.audience === 'own') return 'for its owner alone';
  if (entity.audience === 'tenant') return 'for everyone';
  if (entity.governed && !entity.byWildcard) return 'for administrators';
  return entity.openWhen ? 'by owner, open to its team' : 'by owner and team';
}

/** Returns the name of a text field that people change, for a request that changes a record. */
export const changeableField = (entity: Entity): string | undefined =>
  Object.entries(entity.fields).find(([, field]) => field.type === 'text' && (field.merge === 'later' || field.merge === 'lines') && !field.administered)?.[0]; // prettier-ignore

/** Values of fields whose form no declaration states: the one with which a record is made, and the one to which it is changed. */
const examples: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = {
  'platform/my-notifications quietFrom': ['18:00', '19:00'],
  'platform/my-notifications quietUntil': ['07:00', '06:00'],
  'crm/consent address': ['client@example.com', 'other@example.com'],
  'crm/suppression address': ['client@example.com', 'other@example.com'],
  'crm/snippet shortcut': [';one', ';two'],
  'crm/snippet language': ['en', 'de'],
  'crm/sequence-version steps': [[{ id: 'call', kind: 'task', subject: 'Call', days: 1 }], []],
  'crm/letter address': [
    { street: 'Main St 1', city: 'Denver' },
    { street: 'Main St 2', city: 'Denver' },
  ],
  'crm/enrolment letters': [{}, {}],
  'crm/campaign plan': [{ where: null, living: false, variants: [{ id: 'a', templateVersion: '0190b1f2-7c00-7000-8000-0000000000bb' }], test: null, window: null, perHour: 600, cost: null, dealDays: 60 }, {}], // prettier-ignore
  'crm/template-version frame': ['<td>{{ words }}</td>', '<p>{{ words }}</p>'],
};
export const exampleOf = ({ name }: Entity, field: string): readonly [JsonValue, JsonValue] | undefined =>
  examples[`${name} ${field}`];

/** A record at a place: `owner` and `maker` in it, and its team. */
type Stead = { readonly owner: SignedInDevice; readonly maker: SignedInDevice; readonly teamId: string | null };

/** Returns the people and the team of a place. A record that is only for its owner is made by that owner. */
async function steadAt(world: MatrixWorld, place: MatrixPlace, filing: KindFiling): Promise<Stead> {
  const admin = world.person(place === 'foreign' ? 's' : 'o');
  const teamId = place === 'foreign' ? world.teams.foreign : place === 'other' ? world.teams.t2 : world.teams.t1;
  const owner = place === 'own' ? world.person('e') : filing === 'for its owner alone' && place !== 'foreign' ? await world.fresh('e') : admin; // prettier-ignore
  return { owner, maker: filing === 'for its owner alone' ? owner : admin, teamId };
}

function valueOf(world: MatrixWorld, field: Field, refTo: string): JsonValue {
  if (field.type === 'choice') return field.options[0]?.value ?? '';
  if (field.type === 'ref') return refTo;
  if (field.type === 'number') return 0;
  if (field.type === 'date') return '2026-12-01';
  if (field.type === 'instant') return '2026-12-24T08:00:00.000Z';
  if (field.type === 'text') return `Text ${world.test.newId()}`.slice(0, field.maxChars ?? 40);
  throw new Error(`No value for a field of type ${field.type}`);
}

/** Makes a record of a kind at a place, with a value in each required field. Returns its id. */
export async function makeRecord(world: MatrixWorld, entity: Entity, place: MatrixPlace): Promise<string> {
  const filing = filingOf(entity);
  const { owner, maker, teamId } = await steadAt(world, place, filing);
  const isBelow = filing === 'under a parent' || filing === 'sealed';
  const parentField = isBelow ? entity.fields[entity.parent ?? ''] : undefined;
  const parentKind = parentField?.type === 'ref' ? (parentField.targets[0] ?? '') : '';
  let parentId = '';
  let refTo = maker.device.userId;
  const isPersonal = filing === 'for its owner alone';
  const envelope = { ownerId: owner.device.userId, teamId: isBelow || isPersonal ? null : teamId };
  if (isBelow) {
    parentId = await makeRecord(world, entityOf(installedCatalogue, parentKind), place);
    refTo = parentField?.type === 'ref' && parentField.targets.length > 1 ? `${parentKind}:${parentId}` : parentId;
  }
  const id = entity.sealed ? companionId(entity.name, parentId) : world.test.newId();
  const named = await requiredTargets(world, entity, place);
  const fields = Object.fromEntries(
    Object.entries(entity.fields).flatMap(([name, field]) =>
      field.required ||
      exampleOf(entity, name) ||
      name === entity.parent ||
      (name === changeableField(entity) && !entity.isAppendOnly) || // a filled value of such a kind stays
      (name === entity.title && field.merge !== 'derived')
        ? [[name, exampleOf(entity, name)?.[0] ?? valueOf(world, field, named.get(name) ?? refTo)]]
        : [],
    ),
  );
  await mustMake(world, maker, made(id, entity.name, fields, isBelow ? { ownerId: null } : filing === 'for everyone' ? {} : envelope)); // prettier-ignore
  return id;
}

/** Makes the records that a kind's required references name, besides its parent. Returns their ids by field. */
async function requiredTargets(
  world: MatrixWorld,
  entity: Entity,
  place: MatrixPlace,
): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  for (const [name, field] of Object.entries(entity.fields)) {
    const [target] = field.type === 'ref' && field.required && name !== entity.parent ? field.targets : [];
    if (target === undefined || target === 'platform/person') continue; // a person is its maker
    targets.set(name, await makeRecord(world, entityOf(installedCatalogue, target), place));
  }
  return targets;
}

async function mustMake(world: MatrixWorld, maker: SignedInDevice, edit: ReturnType<typeof made>): Promise<void> {
  const decision = await maker.device.do([edit]);
  if (decision.status !== 'accepted') throw new Error(`${edit.entity}: ${JSON.stringify(decision)}`);
}
