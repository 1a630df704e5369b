import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';

// K-5: later builds of the product than this one, as the simulation imagines them. No column or index of the server's has to do with
// what they change, so that one store takes them in turn.

/** What each build calls what is `source` of a deal in this one. */
export const dealNames = ['source', 'channel', 'origin'] as const;
/** What each build has for the priority "high" of a task. */
const priorities = ['high', 'urgent', 'urgent'] as const;

type LaterBuild = 1 | 2;

/** A deal's fields with one under another name. */
const renamed = <T>(fields: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name === from ? to : name, value]));

function dealOf(deal: Entity, build: LaterBuild): Entity {
  return {
    ...deal,
    schema: 1 + build,
    fields: renamed(deal.fields, dealNames[0], dealNames[build]),
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
      entities: pack.entities.map((entity) =>
        entity.name === 'crm/deal'
          ? dealOf(entity, build)
          : entity.name === 'crm/task'
            ? taskOf(entity, build)
            : entity,
      ),
    })),
  );

/** This build and two later ones, each with newer schemas than the one before: a field renamed twice, an option of a choice moved. */
export const builds: readonly [Catalogue, ...Catalogue[]] = [installedCatalogue, buildOf(1), buildOf(2)];

/** K-5: a server serves devices of its own schemas and of those before. */
export const isServed = (device: number, server: number): boolean => device === server || device === server - 1;

/** A field, under the name that the last build has for it. */
export const newestName = (entity: string, field: string): string =>
  entity === 'crm/deal' && dealNames.some((name) => name === field) ? dealNames[2] : field;

/** A value as the last build has it. */
export const newestValue = (entity: string, field: string, value: JsonValue): JsonValue =>
  entity === 'crm/task' && field === 'priority' && value === priorities[0] ? priorities[2] : value;

/** Fields as the last build has them, whichever build wrote them. */
export const newestFields = (entity: string, fields: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [newestName(entity, field), newestValue(entity, field, value)]),
  );

/** What of a record's fields is not as its schema says it; nothing where all is. */
export function misfit(
  entity: string,
  schema: number,
  fields: Readonly<Record<string, JsonValue>>,
): string | undefined {
  if (entity === 'crm/deal') return dealNames.find((name, place) => name in fields && place !== schema - 1);
  const wrong = schema === 1 ? priorities[1] : priorities[0];
  return entity === 'crm/task' && fields['priority'] === wrong ? wrong : undefined;
}
