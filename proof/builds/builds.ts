import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { kindsUpgrade } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { text } from '@outpost/domain/kernel/entities/fields';
import { anyRef } from '@outpost/domain/kernel/entities/typed-record';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { deal as dealNow } from '@outpost/domain/packs/crm/entities/deal.entity';
import { task as taskNow } from '@outpost/domain/packs/crm/entities/task.entity';

// K-5: later builds of the product, invented by the simulation. Their changes affect no column or index of the server, so that
// one store works with each in turn.

/** Each build's name for this build's field `source` of a deal. */
export const dealNames = ['source', 'channel', 'origin'] as const;
/** Each build's value for the priority "high" of a task. */
const priorities = ['high', 'urgent', 'urgent'] as const;

type LaterBuild = 1 | 2;

/** T-27: the last build has moved this field of a deal into a task of the deal. */
export const movedName = 'about';
export const notesOfDeals = kindsUpgrade(dealNow, taskNow, {
  name: 'crm/notes-of-deals',
  schema: 3,
  was: { [movedName]: text({ multiline: true }) },
  fields: { subject: 'Notes', about: ({ id }) => anyRef('crm/deal', id), body: ({ was }) => was[movedName] },
});

/** Returns a deal's fields with one field renamed. */
const renamed = <T>(fields: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name === from ? to : name, value]));

function dealOf(deal: Entity, build: LaterBuild): Entity {
  return {
    ...deal,
    schema: 1 + build,
    fields: Object.fromEntries(
      Object.entries(renamed(deal.fields, dealNames[0], dealNames[build])).filter(
        ([name]) => build < 2 || name !== movedName,
      ),
    ),
    upgrades: {
      2: (was) => renamed(was, dealNames[0], dealNames[1]),
      3: (was) => renamed(was, dealNames[1], dealNames[2]),
    },
  };
}

function taskOf(task: Entity, build: LaterBuild): Entity {
  const moved = (field: Field): Field =>
    field.type === 'choice' ? { ...field, options: field.options.map((one) => (one.value === 'high' ? { ...one, value: priorities[build] } : one)) } : field; // prettier-ignore
  const fields = Object.fromEntries(
    Object.entries(task.fields).map(([name, field]) => [name, name === 'priority' ? moved(field) : field]),
  );
  const upgrade = (was: Readonly<Record<string, JsonValue>>) =>
    was['priority'] === 'high' ? { ...was, priority: 'urgent' } : was;
  return { ...task, schema: 2, fields, upgrades: { 2: upgrade } };
}

const buildOf = (build: LaterBuild): Catalogue =>
  catalogueOf(
    installedPacks.map((pack) => ({
      ...pack,
      ...(pack.name === 'crm' && build === 2 ? { upgrades: [notesOfDeals] } : {}),
      entities: pack.entities.map((entity) =>
        entity.name === 'crm/deal'
          ? dealOf(entity, build)
          : entity.name === 'crm/task'
            ? taskOf(entity, build)
            : entity,
      ),
    })),
  );

/**
 * This build and two later ones, each with newer schemas than the one before. A field is renamed twice, an option of
 * a choice is moved, and a field is moved into another kind of record (T-27).
 */
export const builds: readonly [Catalogue, ...Catalogue[]] = [installedCatalogue, buildOf(1), buildOf(2)];

/** K-5: a server serves devices of its own schemas and of the ones before. */
export const isBuildServed = (device: number, server: number): boolean => device === server || device === server - 1;

/** Returns the last build's name of a field. */
export const newestName = (entity: string, field: string): string =>
  entity === 'crm/deal' && dealNames.some((name) => name === field) ? dealNames[2] : field;

/** Returns a value in the last build's terms. */
export const newestValue = (entity: string, field: string, value: JsonValue): JsonValue =>
  entity === 'crm/task' && field === 'priority' && value === priorities[0] ? priorities[2] : value;

/** Returns fields of any build in the last build's terms. */
export const newestFields = (entity: string, fields: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [newestName(entity, field), newestValue(entity, field, value)]),
  );

/** Returns the field that violates its schema, or `undefined`. */
export function misfit(
  entity: string,
  schema: number,
  fields: Readonly<Record<string, JsonValue>>,
): string | undefined {
  if (entity === 'crm/deal' && schema === 3 && movedName in fields) return movedName;
  if (entity === 'crm/deal') return dealNames.find((name, place) => name in fields && place !== schema - 1);
  const wrong = schema === 1 ? priorities[1] : priorities[0];
  return entity === 'crm/task' && fields['priority'] === wrong ? wrong : undefined;
}
