import { type Catalogue, childEntities } from '../catalogue/catalogue.ts';
import { type FieldDefinition, withOwnFields } from './own-fields.ts';
import {
  badDefinition,
  type DefinitionRefusal,
  nameTaken,
  type KindDefinition,
  type ReadDefinition,
  withOwnKinds,
} from './own-kinds.ts';
import { isOwnKindName, ownKindName } from '../catalogue/own-kind-name.ts';
import { type Entity, pipelinesFault, withEmptyPipeline } from '../entities/entity.ts';
import { isSortable } from '../entities/field-types.ts';
import { type Field, type FieldOf, isWritable } from '../entities/fields.ts';
import { isReservedName } from '../entities/envelope.ts';
import { formulaVersion } from '../formulas/formula.ts';
import { sameJson } from '../json.ts';
import type { StoredRecord } from '../entities/record.ts';
import { withOwnRoles } from './own-kind-roles.ts';
import { judgePack, withPacks, type WrittenPack } from './tenant-packs.ts';
import { type PageDefinition, withPages } from './tenant-pages.ts';
import { judgePipeline, type PipelineDefinition, withPipelines, type WrittenPipeline } from './tenant-pipelines.ts';
import { judgeStage, type StageDefinition, withStages, type WrittenStage } from './tenant-stages.ts';

/** The contents of a tenant's definition records, each list in the order in which the records were made. */
export type WrittenDefinitions = {
  /** Definitions of kinds of record. */
  readonly entities: readonly unknown[];
  /** Definitions of retired kinds: their definition records are deleted. */
  readonly retiredEntities: readonly unknown[];
  readonly fields: readonly unknown[];
  /** The packs that the tenant has installed and removed (T-25). */
  readonly packs: readonly WrittenPack[];
  /** Definitions of pipelines (PLT-16), those of deleted records included. */
  readonly pipelines?: readonly WrittenPipeline[];
  /** Definitions of stages (PLT-9), those of deleted records included. */
  readonly stages?: readonly WrittenStage[];
  /** Pages that the tenant has arranged (PLT-10). */
  readonly pages?: readonly StoredRecord['fields'][];
};

/** A tenant's kinds of record, and the definitions that apply to it, in order. */
export type TenantCatalogue = {
  readonly catalogue: Catalogue;
  readonly entities: readonly KindDefinition[];
  readonly retiredEntities: readonly KindDefinition[];
  readonly fields: readonly FieldDefinition[];
  readonly packs: readonly WrittenPack[];
  readonly pipelines: readonly WrittenPipeline[];
  readonly stages: readonly WrittenStage[];
  readonly pages: readonly StoredRecord['fields'][];
};

/** Chosen: a device has a table for each, and the catalogue is rebuilt at each change of a definition. Retired kinds count. */
export const mostOwnKinds = 100;
/** Chosen: the limit for one kind of record. */
export const mostOwnFields = 200;

/**
 * K-3: returns the build's catalogue with a tenant's definitions applied. The server, the device, the screens and the
 * command line all use this function. It skips a definition that it can't read (a newer build made it), or that names
 * a taken or missing thing. The data that the skipped definition describes is kept (K-5).
 */
export function withDefinitions(installed: Catalogue, written: WrittenDefinitions): TenantCatalogue {
  const { catalogue, objects, fields, pipelines, stages, pages } = readAll(installed, written);
  const counted = <T>(read: readonly ReadDefinition<T>[]): readonly T[] =>
    read.flatMap((one) => ('definition' in one ? [one.definition] : []));
  const living = written.entities.length;
  return {
    catalogue,
    entities: counted(objects.filter(({ place }) => place < living)),
    retiredEntities: counted(objects.filter(({ place }) => place >= living)),
    fields: counted(fields),
    packs: written.packs,
    pipelines: applied(written.pipelines, pipelines),
    stages: applied(written.stages, stages),
    pages: applied(written.pages, pages),
  };
}

/** Returns the contents of the definitions that apply. */
const applied = <T>(written: readonly T[] = [], read: readonly ReadDefinition<unknown>[]): readonly T[] =>
  written.filter((_, place) => read.some((one) => one.place === place && 'definition' in one));

type ReadAll = {
  readonly catalogue: Catalogue;
  /** Definitions of living kinds, then those of retired kinds. */
  readonly objects: readonly ReadDefinition<KindDefinition>[];
  readonly fields: readonly ReadDefinition<FieldDefinition>[];
  readonly pipelines: readonly ReadDefinition<PipelineDefinition>[];
  readonly stages: readonly ReadDefinition<StageDefinition>[];
  readonly pages: readonly ReadDefinition<PageDefinition>[];
  /** The catalogue without the tenant's stages. */
  readonly beforeStages: Catalogue;
};

function readAll(
  installed: Catalogue,
  { entities, retiredEntities, fields, packs, pipelines = [], stages = [], pages = [] }: WrittenDefinitions,
): ReadAll {
  const kinds = withOwnKinds(withPacks(installed, packs), [
    ...entities.map((one) => ({ fields: one, isRetired: false })),
    ...retiredEntities.map((one) => ({ fields: one, isRetired: true })),
  ]);
  const whole = withOwnFields(kinds.catalogue, fields);
  const beforeStages = withColumns(whole.catalogue, kinds.read);
  const piped = withPipelines(beforeStages, pipelines);
  const staged = withStages(piped.catalogue, stages);
  const paged = withPages(staged.catalogue, pages);
  return {
    catalogue: paged.catalogue,
    objects: kinds.read,
    fields: whole.read,
    pipelines: piped.read,
    stages: staged.read,
    pages: paged.read,
    beforeStages,
  };
}

/** The number of an own kind's own fields that its list shows by default. */
const columnsByThemselves = 4;

/**
 * Adds to own kinds the columns that their lists show, their stages and their pipelines, and the roles of their fields: these are
 * known only once the kinds have their fields.
 */
function withColumns(catalogue: Catalogue, read: readonly ReadDefinition<KindDefinition>[]): Catalogue {
  const entities = new Map(catalogue.entities);
  for (const one of read) {
    const entity = 'definition' in one ? entities.get(ownKindName(one.definition.name)) : undefined;
    if (!entity || !('definition' in one)) continue;
    const wanted = (one.definition.listed ?? []).filter((name) => name in entity.fields || isReservedName(name));
    const listed = wanted.length > 0 ? wanted : columnsOf(entity);
    const unique = uniqueSetsOf(entity, one.definition);
    const staged = withOwnStages({ ...entity, listed, unique }, one.definition);
    entities.set(entity.name, withOwnRoles(staged, one.definition));
  }
  return { ...catalogue, entities };
}

/** Returns the sets of fields that are unique among the records of an own kind (PLT-39). */
const uniqueSetsOf = (entity: Entity, { unique = [] }: KindDefinition): Entity['unique'] =>
  unique.filter((set) => set.every((name) => canBeUnique(entity.fields[name])) && new Set(set).size === set.length);

/**
 * Whether values of a field can be compared for being the same (PLT-39). Values that the server sets, and computed values, are
 * excluded: no person could correct them.
 */
export const canBeUnique = (field: Field | undefined): boolean =>
  field !== undefined && isSortable(field.type) && isWritable(field);

/** Returns an own kind with the choice fields that its definition names as its stages and its pipelines. */
function withOwnStages(entity: Entity, { stages, pipelines }: KindDefinition): Entity {
  const field = stages === undefined ? undefined : entity.fields[stages];
  if (stages === undefined || field?.type !== 'choice') return entity;
  const options = field.options.map((option) => ({ outcome: 'open' as const, ...option }));
  const staged = { ...entity, stages, fields: { ...entity.fields, [stages]: { ...field, options } } };
  const isWrong =
    pipelines === undefined ||
    pipelines === stages ||
    pipelinesFault(entity.fields[pipelines], stages) !== undefined ||
    entity.fields[pipelines]?.formula !== undefined;
  return isWrong ? staged : { ...staged, pipelines, fields: withEmptyPipeline(staged.fields, pipelines) };
}

function columnsOf({ title, parent, fields }: Entity): readonly string[] {
  const first = [title, ...(parent === undefined ? [] : [parent])];
  const own = Object.keys(fields).filter((name) => !first.includes(name));
  return [...first, ...own.slice(0, columnsByThemselves), 'ownerId', 'updatedAt'];
}

/**
 * Returns the inputs to a record's keys and search tokens besides its schema. These are the tenant's own fields of its
 * kind, or all fields where the kind is the tenant's own. Keyed by entity; an entity without such fields is left out.
 * When they change, both engines rewrite the records.
 */
export function ownFields(installed: Catalogue, catalogue: Catalogue): Readonly<Record<string, string>> {
  const shapes: Record<string, string> = {};
  for (const { name, fields } of catalogue.entities.values()) {
    const built = installed.entities.get(name)?.fields ?? {};
    // No record has a roll-up's value.
    const own = Object.entries(fields).filter(
      ([field, { type, rollUp }]) =>
        (!(field in built) && rollUp === undefined) || (type === 'choice' && hasAdded(fields[field], built[field])),
    );
    if (own.length > 0)
      shapes[name] = JSON.stringify(
        own.map(([key, field]) => [
          key,
          field.type,
          field.searched,
          ...(field.type === 'choice' ? optionKeys(field) : []),
          ...(field.type === 'choice' && field.emptyMeans !== undefined ? ['empty means', field.emptyMeans] : []),
          ...(field.formula === undefined ? [] : [formulaVersion, field.formula]),
          ...(field.type === 'phone' ? ['found by its digits'] : []), // since 21 November 2026: older records are rewritten
        ]),
      );
  }
  return shapes;
}

/** Returns the values on which the keys of a choice depend, in the order of their places, or of the keys that they state. */
const optionKeys = ({ options }: FieldOf<'choice'>): readonly string[] =>
  options.some(({ key }) => key !== undefined)
    ? options.map(({ value, key }) => `${key} ${value}`).toSorted()
    : options.map(({ value }) => value);

/**
 * Whether the tenant has added a stage or a pipeline to a choice field of a pack: records that came before its definition lack its
 * key. With a second pipeline empty values have a key, too (PLT-16).
 */
const hasAdded = (now: Field | undefined, built: Field | undefined): boolean =>
  now?.type === 'choice' && built?.type === 'choice' && now.options.length > built.options.length;

/** The properties of a definition record that catalogues and checks read. */
export type DefinitionRecord = Pick<StoredRecord, 'id' | 'entity' | 'life' | 'createdAt' | 'fields'>;

/** Returns the kinds of record by which tenants define kinds of record, fields or packs (K-3). */
export const definingEntities = (installed: Catalogue): readonly Entity[] =>
  [...installed.entities.values()].filter(({ defines }) => defines !== undefined);

/** Whether a change of this kind of record changes the tenant's catalogue (K-3). */
export const shapesCatalogue = (installed: Catalogue, entity: string): boolean =>
  installed.entities.get(entity)?.defines !== undefined;

/** Returns the definitions with these records in place of their former versions, as they would be after a write. */
export function definitionsWith(
  { installed, definitions }: { readonly installed: Catalogue; readonly definitions: readonly DefinitionRecord[] },
  records: Iterable<DefinitionRecord>,
): readonly DefinitionRecord[] {
  const all = new Map(definitions.map((definition) => [definition.id, definition]));
  for (const record of records) if (shapesCatalogue(installed, record.entity)) all.set(record.id, record);
  return [...all.values()];
}

type InOrder = Record<
  'entities' | 'retiredEntities' | 'fields' | 'retiredFields' | 'packs' | 'pipelines' | 'stages' | 'pages',
  readonly DefinitionRecord[]
>;

function inOrder(installed: Catalogue, records: readonly DefinitionRecord[]): InOrder {
  const sorted = records.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const of = (defines: Entity['defines']) =>
    sorted.filter(({ entity }) => installed.entities.get(entity)?.defines === defines);
  const [objects, fields] = [of('entities'), of('fields')];
  const stages = of('stages');
  return {
    entities: objects.filter(({ life }) => life === 'alive'),
    retiredEntities: objects.filter(({ life }) => life !== 'alive'),
    fields: fields.filter(({ life }) => life === 'alive'),
    retiredFields: fields.filter(({ life }) => life !== 'alive'),
    packs: of('packs'),
    pipelines: of('pipelines'),
    // A stage that was deleted and added again has two definitions: the living one counts.
    stages: [...stages.filter(({ life }) => life === 'alive'), ...stages.filter(({ life }) => life !== 'alive')],
    pages: of('pages').filter(({ life }) => life === 'alive'),
  };
}
const placeOf = ({ createdAt, id }: DefinitionRecord): string => `${createdAt} ${id}`;

/** Returns the contents of all definition records of a tenant, including deleted ones, in any order. */
export function definitionsIn(installed: Catalogue, records: readonly DefinitionRecord[]): WrittenDefinitions {
  const { entities, retiredEntities, fields, packs, pipelines, stages, pages } = inOrder(installed, records);
  const said = (list: readonly DefinitionRecord[]) => list.map((record) => record.fields);
  return {
    entities: said(entities),
    retiredEntities: said(retiredEntities),
    fields: said(fields),
    packs: packs.map(packIn),
    ...(pipelines.length === 0 ? {} : { pipelines: withRemoved(pipelines) }),
    ...(stages.length === 0 ? {} : { stages: withRemoved(stages) }),
    ...(pages.length === 0 ? {} : { pages: said(pages) }),
  };
}

const withRemoved = (list: readonly DefinitionRecord[]) =>
  list.map(({ fields, life }) => ({ fields, isRemoved: life !== 'alive' }));

const packIn = ({ life, fields }: DefinitionRecord): WrittenPack => ({
  pack: typeof fields['pack'] === 'string' ? fields['pack'] : '',
  isRemoved: life !== 'alive',
});

/** The id of the judged definition, and whether it was in use before this write. */
export type JudgedDefinition = { readonly id: string; readonly wasInUse: boolean };

/**
 * Returns the refusal of a definition that is invalid among `records`, all definition records of the tenant. A definition that
 * `withDefinitions` would skip is refused at arrival. No other definition may become invalid. So a kind that other kinds belong
 * to, and a field that a formula or a roll-up reads, cannot be retired. A definition that comes into use, new or restored, is
 * checked further. It must not take a name that a built-in kind has in commands or that another kind had. It must not take the
 * name of a field whose values have another form. It must not exceed the limits, or build on a retired kind.
 */
export function judgeDefinition(
  installed: Catalogue,
  records: readonly DefinitionRecord[],
  { id, wasInUse }: JudgedDefinition,
): DefinitionRefusal | undefined {
  const { entities, retiredEntities, fields, retiredFields, packs, pipelines, stages, pages } = inOrder(
    installed,
    records,
  );
  const retiredField = retiredFields.find((record) => record.id === id);
  if (retiredField) return judgeFieldRetirement(installed, records, retiredField);
  const all = readAll(installed, definitionsIn(installed, records));
  const pack = packs.find((record) => record.id === id);
  if (pack) return judgePack(all.catalogue, packIn(pack));
  const pipeline = all.pipelines.find(({ place }) => pipelines[place]?.id === id);
  if (pipeline) return 'refusal' in pipeline ? pipeline.refusal : judgePipeline(all.catalogue, pipeline.definition);
  const stage = all.stages.find(({ place }) => stages[place]?.id === id);
  if (stage) return 'refusal' in stage ? stage.refusal : judgeStage(all.beforeStages, all.catalogue, stage.definition);
  const page = all.pages.find(({ place }) => pages[place]?.id === id);
  if (page) return 'refusal' in page ? page.refusal : undefined;
  const kinds = [...entities, ...retiredEntities];
  const kind = all.objects.find(({ place }) => kinds[place]?.id === id);
  if (kind && kind.place >= entities.length)
    return 'definition' in kind
      ? (judgeRetirement(all.catalogue, kind.definition) ?? judgeRolledUp(installed, records, { id, ...kind }))
      : undefined;
  const field = all.fields.find(({ place }) => fields[place]?.id === id);
  const read = kind ?? field;
  if (read && 'refusal' in read) return read.refusal;
  if (wasInUse) return undefined;
  if (field && 'definition' in field) {
    return judgeFieldAmong(all, { definition: field.definition, before: retiredFields });
  }
  return kind && 'definition' in kind
    ? judgeKindAmong(installed, all, { definition: kind.definition, before: retiredEntities })
    : undefined;
}

/** A definition that comes into use, and the retired definitions of the same sort. */
type Among<T> = { readonly definition: T; readonly before: readonly DefinitionRecord[] };

function judgeKindAmong(
  installed: Catalogue,
  { catalogue, objects }: ReadAll,
  { definition, before }: Among<KindDefinition>,
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
  const { forEntity, name, label, type, format, computed, targets = [] } = definition;
  // Values remain when their field is retired: a field of the same name would show them.
  const isOfOtherForm = before.some(
    ({ fields: was }) =>
      was['forEntity'] === forEntity &&
      was['name'] === name &&
      !(
        was['type'] === type &&
        (was['format'] ?? null) === (format ?? null) &&
        (was['computed'] ?? null) === (computed ?? null) &&
        sameJson(was['targets'] ?? [], targets)
      ),
  );
  if (isOfOtherForm)
    return badDefinition(`There was a field "${name}" that held something else. Choose another name.`, 'name');
  const ofKind = fields.filter((one) => 'definition' in one && one.definition.forEntity === forEntity);
  if (ofKind.length > mostOwnFields)
    return badDefinition(`A kind of record has at most ${mostOwnFields} fields of the organisation's own.`, 'name');
  const retired = targets.map((target) => catalogue.entities.get(target)).find((target) => target?.isRetired);
  return retired && badDefinition(`${label} can't link to ${lower(retired)}, which are retired.`, 'targets');
}

function judgeRetirement(catalogue: Catalogue, { name, labelMany }: KindDefinition): DefinitionRefusal | undefined {
  const child = childEntities(catalogue, ownKindName(name)).find(
    ({ name: other, isRetired }) => isOwnKindName(other) && !isRetired,
  );
  return (
    child && badDefinition(`${child.label.many} belong to ${labelMany.toLowerCase()}. Retire those first.`, 'life')
  );
}

/**
 * PLT-7, PLT-8: refuses the retirement of a field that a formula of its kind or a roll-up over it reads. The formula or roll-up
 * would have no value.
 */
function judgeFieldRetirement(
  installed: Catalogue,
  records: readonly DefinitionRecord[],
  retired: DefinitionRecord,
): DefinitionRefusal | undefined {
  const { label } = retired.fields;
  const user = leftOut(installed, records, retired);
  return (
    user &&
    badDefinition(
      `${user.computed === 'formula' ? 'The formula' : 'The roll-up'} of ${user.label} reads ${typeof label === 'string' ? label : 'this field'}. Change that first, or retire ${user.label}.`,
      'life',
    )
  );
}

/** PLT-8: refuses the retirement of a kind whose records a roll-up counts or sums. */
function judgeRolledUp(
  installed: Catalogue,
  records: readonly DefinitionRecord[],
  { id, definition }: { readonly id: string; readonly definition: KindDefinition },
): DefinitionRefusal | undefined {
  const retired = records.find((record) => record.id === id);
  const user = retired && leftOut(installed, records, retired);
  return (
    user && badDefinition(`The roll-up ${user.label} reads ${definition.labelMany}. Retire that field first.`, 'life')
  );
}

/** Returns the first field that the catalogue has while a definition is alive, and lacks without that definition. */
function leftOut(
  installed: Catalogue,
  records: readonly DefinitionRecord[],
  retired: DefinitionRecord,
): FieldDefinition | undefined {
  const asAlive = records.map((record) => (record.id === retired.id ? { ...record, life: 'alive' as const } : record));
  const [before, after] = [asAlive, records].map(
    (list) => withDefinitions(installed, definitionsIn(installed, list)).fields,
  );
  const names = new Set(after?.map(({ forEntity, name }) => `${forEntity}.${name}`));
  const { forEntity: kind, name: own } = retired.fields;
  return before?.find(
    ({ forEntity, name }) => !names.has(`${forEntity}.${name}`) && !(forEntity === kind && name === own),
  );
}

const lower = ({ label }: Entity): string => label.many.toLowerCase();
