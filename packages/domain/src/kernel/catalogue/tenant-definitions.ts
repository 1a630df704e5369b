import { type Catalogue, childEntities } from './catalogue.ts';
import { type FieldDefinition, withCustomFields } from './custom-fields.ts';
import {
  badDefinition,
  type DefinitionRefusal,
  isOwnKindName,
  nameTaken,
  type ObjectDefinition,
  ownKindName,
  type ReadDefinition,
  withCustomObjects,
} from './custom-objects.ts';
import type { Entity } from '../entities/entity.ts';
import { isReservedName } from '../entities/envelope.ts';
import { sameJson } from '../json.ts';
import type { StoredRecord } from '../entities/record.ts';
import { judgePack, withPacks, type WrittenPack } from './tenant-packs.ts';

/** What a tenant's definition records say, each list in the order in which they were made. */
export type WrittenDefinitions = {
  /** Of kinds of record. */
  readonly entities: readonly unknown[];
  /** Of kinds that are used no more: their definition records are deleted. */
  readonly retiredEntities: readonly unknown[];
  readonly fields: readonly unknown[];
  /** Which packs the tenant has installed and removed (T-25). */
  readonly packs: readonly WrittenPack[];
};

/** A tenant's kinds of record, and the definitions that count in it, in order. */
export type TenantCatalogue = {
  readonly catalogue: Catalogue;
  readonly entities: readonly ObjectDefinition[];
  readonly retiredEntities: readonly ObjectDefinition[];
  readonly fields: readonly FieldDefinition[];
  readonly packs: readonly WrittenPack[];
};

/** Chosen: a device has a table for each, and the catalogue is made anew with each change of a definition. Retired ones count. */
export const mostOwnKinds = 100;
/** Chosen: of one kind of record. */
export const mostOwnFields = 200;

/**
 * K-3: the build's catalogue with what a tenant's definition records say. The one way to it, on the server, the device, the screens and
 * the command line. A definition that does not read (a newer build made it), or names what is taken or not there, is passed over:
 * what it would have described is kept (K-5).
 */
export function withDefinitions(installed: Catalogue, written: WrittenDefinitions): TenantCatalogue {
  const { catalogue, objects, fields } = readAll(installed, written);
  const counted = <T>(read: readonly ReadDefinition<T>[]): readonly T[] =>
    read.flatMap((one) => ('definition' in one ? [one.definition] : []));
  const living = written.entities.length;
  return {
    catalogue,
    entities: counted(objects.filter(({ place }) => place < living)),
    retiredEntities: counted(objects.filter(({ place }) => place >= living)),
    fields: counted(fields),
    packs: written.packs,
  };
}

type ReadAll = {
  readonly catalogue: Catalogue;
  /** Those of living kinds, then those of retired ones. */
  readonly objects: readonly ReadDefinition<ObjectDefinition>[];
  readonly fields: readonly ReadDefinition<FieldDefinition>[];
};

function readAll(installed: Catalogue, { entities, retiredEntities, fields, packs }: WrittenDefinitions): ReadAll {
  const kinds = withCustomObjects(withPacks(installed, packs), [
    ...entities.map((one) => ({ fields: one, isRetired: false })),
    ...retiredEntities.map((one) => ({ fields: one, isRetired: true })),
  ]);
  const whole = withCustomFields(kinds.catalogue, fields);
  const catalogue = withColumns(whole.catalogue, kinds.read);
  return { catalogue, objects: kinds.read, fields: whole.read };
}

/** How many of an own kind's own fields its list shows where nobody said which. */
const columnsByThemselves = 4;

/** Own kinds with the columns that their lists show: known only once they have their fields. */
function withColumns(catalogue: Catalogue, read: readonly ReadDefinition<ObjectDefinition>[]): Catalogue {
  const entities = new Map(catalogue.entities);
  for (const one of read) {
    const entity = 'definition' in one ? entities.get(ownKindName(one.definition.name)) : undefined;
    if (!entity || !('definition' in one)) continue;
    const wanted = (one.definition.listed ?? []).filter((name) => name in entity.fields || isReservedName(name));
    entities.set(entity.name, { ...entity, listed: wanted.length > 0 ? wanted : columnsOf(entity) });
  }
  return { ...catalogue, entities };
}

function columnsOf({ title, parent, fields }: Entity): readonly string[] {
  const first = [title, ...(parent === undefined ? [] : [parent])];
  const own = Object.keys(fields).filter((name) => !first.includes(name));
  return [...first, ...own.slice(0, columnsByThemselves), 'ownerId', 'updatedAt'];
}

/**
 * What a record's keys and search tokens depend on beside its schema: the tenant's own fields of its kind, all of them where the kind is
 * the tenant's own. By entity, those that have some. Where that changes, records are written anew on both engines.
 */
export function ownFields(installed: Catalogue, catalogue: Catalogue): Readonly<Record<string, string>> {
  const shapes: Record<string, string> = {};
  for (const { name, fields } of catalogue.entities.values()) {
    const built = installed.entities.get(name)?.fields ?? {};
    const own = Object.entries(fields).filter(([field]) => !(field in built));
    if (own.length > 0)
      shapes[name] = JSON.stringify(
        own.map(([key, field]) => [
          key,
          field.type,
          field.searched,
          ...(field.type === 'choice' ? field.options.map(({ value }) => value) : []), // a choice's key is its place among them
          ...(field.type === 'phone' ? ['found by its digits'] : []), // since 21 November 2026: what was written before is written anew
        ]),
      );
  }
  return shapes;
}

/** A record by which a tenant defines something, as far as that matters. */
export type DefinitionRecord = Pick<StoredRecord, 'id' | 'entity' | 'life' | 'createdAt' | 'fields'>;

/** The kinds of record by which tenants define kinds of record or fields (K-3). */
export const definingEntities = (installed: Catalogue): readonly Entity[] =>
  [...installed.entities.values()].filter(({ defines }) => defines !== undefined);

/** Whether a change of this kind of record changes what the tenant's records look like (K-3). */
export const shapesCatalogue = (installed: Catalogue, entity: string): boolean =>
  installed.entities.get(entity)?.defines !== undefined;

/** The definitions with those among these records in their place, as a write would leave them. */
export function definitionsWith(
  { installed, definitions }: { readonly installed: Catalogue; readonly definitions: readonly DefinitionRecord[] },
  records: Iterable<DefinitionRecord>,
): readonly DefinitionRecord[] {
  const all = new Map(definitions.map((definition) => [definition.id, definition]));
  for (const record of records) if (shapesCatalogue(installed, record.entity)) all.set(record.id, record);
  return [...all.values()];
}

type InOrder = Record<'entities' | 'retiredEntities' | 'fields' | 'packs', readonly DefinitionRecord[]>;

function inOrder(installed: Catalogue, records: readonly DefinitionRecord[]): InOrder {
  const sorted = records.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const of = (defines: Entity['defines']) =>
    sorted.filter(({ entity }) => installed.entities.get(entity)?.defines === defines);
  const [objects, fields] = [of('entities'), of('fields')];
  return {
    entities: objects.filter(({ life }) => life === 'alive'),
    retiredEntities: objects.filter(({ life }) => life !== 'alive'),
    fields: fields.filter(({ life }) => life === 'alive'),
    packs: of('packs'),
  };
}
const placeOf = ({ createdAt, id }: DefinitionRecord): string => `${createdAt} ${id}`;

/** What all definition records of a tenant say, the deleted ones among them, in whatever order they come. */
export function definitionsIn(installed: Catalogue, records: readonly DefinitionRecord[]): WrittenDefinitions {
  const { entities, retiredEntities, fields, packs } = inOrder(installed, records);
  const said = (list: readonly DefinitionRecord[]) => list.map((record) => record.fields);
  return {
    entities: said(entities),
    retiredEntities: said(retiredEntities),
    fields: said(fields),
    packs: packs.map(packIn),
  };
}

const packIn = ({ life, fields }: DefinitionRecord): WrittenPack => ({
  pack: typeof fields['pack'] === 'string' ? fields['pack'] : '',
  isRemoved: life !== 'alive',
});

/** The definition that is judged, by its id, and whether it was in use before what is judged. */
export type JudgedDefinition = { readonly id: string; readonly wasInUse: boolean };

/**
 * Whether a definition may stand as it does among `records`, all definition records of the tenant. What would be passed over is refused
 * at arrival, and so is retiring what others belong to. Of one that comes into use, new or brought back, more is asked: that it takes
 * nothing from others (a name that commands know a built-in kind by, or that another kind had; the name of a field whose values have
 * another form), that there are not too many, and that it does not build on what is retired.
 */
export function judgeDefinition(
  installed: Catalogue,
  records: readonly DefinitionRecord[],
  { id, wasInUse }: JudgedDefinition,
): DefinitionRefusal | undefined {
  const { entities, retiredEntities, fields, packs } = inOrder(installed, records);
  const all = readAll(installed, definitionsIn(installed, records));
  const pack = packs.find((record) => record.id === id);
  if (pack) return judgePack(all.catalogue, packIn(pack));
  const kinds = [...entities, ...retiredEntities];
  const kind = all.objects.find(({ place }) => kinds[place]?.id === id);
  if (kind && kind.place >= entities.length)
    return 'definition' in kind ? judgeRetirement(all.catalogue, kind.definition) : undefined;
  const field = all.fields.find(({ place }) => fields[place]?.id === id);
  const read = kind ?? field;
  if (read && 'refusal' in read) return read.refusal;
  if (wasInUse) return undefined;
  if (field && 'definition' in field) {
    const before = records.filter(({ entity, life }) => life !== 'alive' && entity === fields[field.place]?.entity);
    return judgeFieldAmong(all, { definition: field.definition, before });
  }
  return kind && 'definition' in kind
    ? judgeKindAmong(installed, all, { definition: kind.definition, before: retiredEntities })
    : undefined;
}

/** A definition that comes into use, and the retired ones of its sort. */
type Among<T> = { readonly definition: T; readonly before: readonly DefinitionRecord[] };

function judgeKindAmong(
  installed: Catalogue,
  { catalogue, objects }: ReadAll,
  { definition, before }: Among<ObjectDefinition>,
): DefinitionRefusal | undefined {
  const { name, label, belongsTo } = definition;
  const isShortName = [...installed.entities.keys()].some((known) => known.endsWith(`/${name}`));
  if (isShortName) return nameTaken(name);
  if (before.some(({ fields }) => fields['name'] === name))
    return badDefinition(`There was a kind of record called "${name}". Bring it back, or choose another name.`, 'name');
  if (objects.length > mostOwnKinds)
    return badDefinition(
      `An organisation has at most ${mostOwnKinds} kinds of record of its own, retired ones included.`,
      'name',
    );
  const parent = belongsTo === undefined ? undefined : catalogue.entities.get(belongsTo);
  return parent?.isRetired
    ? badDefinition(
        `${label} can't belong to ${lower(parent)}, which are retired. Bring those back first.`,
        'belongsTo',
      )
    : undefined;
}

function judgeFieldAmong(
  { catalogue, fields }: ReadAll,
  { definition, before }: Among<FieldDefinition>,
): DefinitionRefusal | undefined {
  const { forEntity, name, label, type, targets = [] } = definition;
  // Values stay where they are when their field is retired: a field of the same name would find them.
  const isOfOtherForm = before.some(
    ({ fields: was }) =>
      was['forEntity'] === forEntity &&
      was['name'] === name &&
      !(was['type'] === type && sameJson(was['targets'] ?? [], targets)),
  );
  if (isOfOtherForm)
    return badDefinition(`There was a field "${name}" that held something else. Choose another name.`, 'name');
  const ofKind = fields.filter((one) => 'definition' in one && one.definition.forEntity === forEntity);
  if (ofKind.length > mostOwnFields)
    return badDefinition(`A kind of record has at most ${mostOwnFields} fields of the organisation's own.`, 'name');
  const retired = targets.map((target) => catalogue.entities.get(target)).find((target) => target?.isRetired);
  return retired && badDefinition(`${label} can't link to ${lower(retired)}, which are retired.`, 'targets');
}

function judgeRetirement(catalogue: Catalogue, { name, labelMany }: ObjectDefinition): DefinitionRefusal | undefined {
  const child = childEntities(catalogue, ownKindName(name)).find(
    ({ name: other, isRetired }) => isOwnKindName(other) && !isRetired,
  );
  return (
    child && badDefinition(`${child.label.many} belong to ${labelMany.toLowerCase()}. Retire those first.`, 'life')
  );
}

const lower = ({ label }: Entity): string => label.many.toLowerCase();
