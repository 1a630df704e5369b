import { usd } from '@outpost/domain/testing/usd';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import { definingKinds } from '../../oracles/who-sees.ts';
import { dealNames, movedName } from '../../../builds/builds.ts';
import { fieldHolders, worldFields, type OwnKind, worldKinds, series } from '../../../builds/own-names.ts';
import { perform, type WorkableRecords, type Working } from './perform.ts';
import type { OwnWorkKind } from '../step.ts';

// K-3: people define kinds of record and fields of their organisation, retire them and restore them, and work with
// their records. There are few names, so that people conflict. The server decides the right to define anything. Until
// then a device's own records depend on its own definitions.

/** T-27: the notes of a deal, in a build that has them there. */
const notesOf = ({ fields }: StoredRecord): string => {
  const notes = fields[movedName];
  return typeof notes === 'string' ? notes : '';
};

type OwnWork = (at: Working, shown: WorkableRecords) => Promise<void> | undefined;

const alive = ({ shown }: WorkableRecords, isWanted: (entity: string) => boolean): readonly StoredRecord[] =>
  shown.filter(({ entity, life }) => life === 'alive' && isWanted(entity));
const isOwn = (entity: string): boolean => entity.startsWith('own/');

/** Returns an own record to work on, mostly the same one. */
function ownRecord(at: Working, shown: WorkableRecords): StoredRecord | undefined {
  const records = alive(shown, isOwn);
  return records.length === 0 ? undefined : at.random.chance(0.5) ? records[0] : at.random.pick(records);
}

/**
 * A person who is not an administrator rarely defines anything: the definition is refused together with everything that
 * depends on it.
 */
const ifLikely = (at: Working): boolean => at.machine.person === 'ann' || at.random.chance(0.3);

/** Makes a new definition; `null` values are left out. */
const define = (at: Working, entity: string, fields: Readonly<Record<string, JsonValue>>) =>
  perform(at, 'define', [
    {
      id: at.random.uuid(),
      entity,
      create: {
        ownerId: null,
        teamId: null,
        sharedWith: [],
        fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
      },
    },
  ]);

const options = ['red', 'blue', 'green'].map((value) => ({ value, label: value }));

/** A value for a field of each type that people here define. */
const valuesDrawn: Readonly<Record<string, (random: SeededRandom, shown: WorkableRecords) => JsonValue>> = {
  text: ({ pick }) => pick(['red', 'blue', 'old', 'new', null]),
  choice: ({ pick }) => pick(['red', 'blue', 'green', null]),
  number: ({ pick, below }) => pick([null, below(9)]),
  money: ({ below }) => usd(below(99)),
  tags: ({ pick }) => [...new Set([pick(['a', 'b', 'c']), pick(['a', 'b', 'c'])])].sort(),
  ref: ({ pick }, { deals }) => pick([null, ...deals.map(({ id }) => id)]),
};

/** Returns values for one or two own fields of a kind, as the machine knows them. */
function ownValues(at: Working, entity: string, shown: WorkableRecords): Record<string, JsonValue> {
  const { catalogue } = at.machine.tenant.device;
  const known = Object.entries(catalogue.entities.get(entity)?.fields ?? {}).filter(
    ([name, field]) => name in worldFields && isWritable(field),
  );
  if (known.length === 0) return {};
  const picked = [at.random.pick(known), at.random.pick(known)];
  return Object.fromEntries(
    picked.flatMap(([name, field]) => {
      const value = valuesDrawn[field.type]?.(at.random, shown);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function createOwn(at: Working, shown: WorkableRecords): Promise<void> | undefined {
  const kinds = [...at.machine.tenant.device.catalogue.entities.keys()].filter(isOwn);
  if (kinds.length === 0) return undefined;
  const entity = at.random.pick(kinds);
  const wanted = worldKinds.find(({ name }) => `own/${name}` === entity)?.belongsTo;
  const parents = wanted === undefined ? [] : alive(shown, (kind) => kind === wanted);
  if (wanted !== undefined && parents.length === 0) return undefined;
  const { stage, random, machine } = at;
  const me = stage.people[machine.person].id;
  const place = wanted === undefined ? { teamId: random.pick([stage.teams.one, null]), sharedWith: random.chance(0.3) ? [random.pick(Object.values(stage.people)).id] : [] } : {}; // prettier-ignore
  return perform(at, 'create own', [
    {
      id: random.uuid(),
      entity,
      create: {
        ownerId: wanted === undefined ? me : random.pick([null, me]),
        ...place,
        fields: {
          name: `${entity} ${random.below(9)}`,
          ...(wanted === undefined ? {} : { parent: random.pick(parents).id }),
          ...ownValues(at, entity, shown),
        },
      },
    },
  ]);
}

const defineKind = (at: Working, { name, belongsTo }: OwnKind) =>
  define(at, 'platform/custom-object', { name, label: name, labelMany: `${name}s`, belongsTo: belongsTo ?? null });

function defineField(
  at: Working,
  forEntity: string,
  isRequired: boolean,
  name = at.random.pick(Object.keys(worldFields)),
): Promise<void> {
  const type = at.random.pick(worldFields[name] ?? ['text']);
  return define(at, 'platform/field-definition', {
    forEntity,
    name,
    label: name,
    type,
    searched: at.random.chance(0.5),
    required: isRequired ? true : null,
    options: type === 'choice' ? options : null,
    targets: type === 'ref' ? ['crm/deal'] : null,
    ...(type === 'runningNumber' ? series : {}),
  });
}

/**
 * Creates the organisation's own definitions before a history begins: two kinds, each with a field, and two fields of deals, one
 * of them a running number.
 */
export async function defineFirst(at: Working): Promise<void> {
  const kinds = worldKinds.slice(0, 2);
  for (const kind of kinds) await defineKind(at, kind);
  for (const holder of [...kinds.map(({ name }) => `own/${name}`), 'crm/deal']) await defineField(at, holder, false);
  await defineField(at, 'crm/deal', false, 'serial');
}

/** The works of people on their organisation's own kinds and fields. */
export const ownWorks: Readonly<Record<OwnWorkKind, OwnWork>> = {
  defineKind: (at) => {
    const kind = at.random.pick(worldKinds);
    return ifLikely(at) ? defineKind(at, kind) : undefined;
  },
  defineField: (at) => {
    const holder = at.random.pick(fieldHolders);
    return ifLikely(at) ? defineField(at, holder, at.random.chance(0.08)) : undefined;
  },
  redefine: (at, shown) => {
    const known = alive(shown, (entity) => definingKinds.includes(entity));
    if (known.length === 0 || !ifLikely(at)) return undefined;
    const { id, entity, fields } = at.random.pick(known);
    const to = at.random.pick<Record<string, JsonValue>>([
      { label: `Label ${at.random.below(5)}` },
      ...(entity === 'platform/field-definition' ? [{ searched: fields['searched'] !== true }] : []),
    ]);
    return perform(at, 'redefine', [at.stage.set(id, to, entity)]);
  },
  retire: (at, { shown }) => {
    const defining = at.random.pick(definingKinds);
    const known = shown.filter(({ entity }) => entity === defining);
    if (known.length === 0 || !ifLikely(at)) return undefined;
    const { id, entity, life } = at.random.pick(known);
    return perform(at, life === 'alive' ? 'retire' : 'bring back', [
      at.stage.set(id, { life: life === 'alive' ? 'deleted' : 'alive' }, entity),
    ]);
  },
  createOwn,
  editOwn: (at, shown) => {
    const record = ownRecord(at, shown);
    if (!record) return undefined;
    const to = { ...ownValues(at, record.entity, shown), ...(at.random.chance(0.3) ? { name: `Name ${at.random.below(99)}` } : {}) }; // prettier-ignore
    return Object.keys(to).length > 0 ? perform(at, 'edit own', [at.stage.set(record.id, to, record.entity)]) : undefined; // prettier-ignore
  },
  moveOwn: (at, shown) => {
    const record = ownRecord(at, shown);
    if (!record) return undefined;
    const people = Object.values(at.stage.people).map(({ id }) => id);
    const belongsTo = worldKinds.find(({ name }) => `own/${name}` === record.entity)?.belongsTo;
    const parents = alive(shown, (entity) => entity === belongsTo);
    const to = at.random.pick<Record<string, JsonValue>>([
      { ownerId: at.random.pick(people) },
      ...(parents.length > 0 ? [{ parent: at.random.pick(parents).id }] : []),
      ...(belongsTo === undefined
        ? [{ sharedWith: [at.random.pick(people)] }, { teamId: at.random.pick([at.stage.teams.one, at.stage.teams.two, null]) }]
        : []), // prettier-ignore
    ]);
    return perform(at, 'move own', [at.stage.set(record.id, to, record.entity)]);
  },
  endOwn: (at, shown) => {
    const record = ownRecord(at, shown);
    if (!record) return undefined;
    const same = alive(shown, (entity) => entity === record.entity).find(({ id }) => id !== record.id);
    const life = same && at.random.chance(0.5) ? `merged:${same.id}` : 'deleted';
    return perform(at, 'end own', [at.stage.set(record.id, { life }, record.entity)]);
  },
  fillOwnField: (at, shown) => {
    const record = at.random.chance(0.7) ? shown.deal : shown.task;
    if (!record) return undefined;
    const to = ownValues(at, record.entity, shown);
    return Object.keys(to).length > 0 ? perform(at, 'fill own field', [at.stage.set(record.id, to, record.entity)]) : undefined; // prettier-ignore
  },
  editUpgraded: (at, { deal, task }) => {
    const { entities } = at.machine.tenant.device.catalogue;
    const { pick, chance } = at.random;
    const priority = entities.get('crm/task')?.fields['priority'];
    if (task && priority?.type === 'choice' && chance(0.3))
      return perform(at, 'edit priority', [at.stage.set(task.id, { priority: pick(priority.options).value }, 'crm/task')]); // prettier-ignore
    const fields = entities.get('crm/deal')?.fields ?? {};
    if (deal && movedName in fields && chance(0.6))
      return perform(at, 'edit notes', [at.stage.set(deal.id, { [movedName]: `${notesOf(deal)}\n${pick(['a', 'b', 'c'])}${at.random.below(1_000)}`.trim() })]); // prettier-ignore
    const name = dealNames.find((one) => one in fields);
    if (!deal || name === undefined) return undefined;
    return perform(at, `edit ${name}`, [at.stage.set(deal.id, { [name]: pick(['web', 'fair', 'call', null]) })]);
  },
};
