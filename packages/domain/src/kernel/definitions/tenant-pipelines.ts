import { z } from 'zod';
import type { Entity } from '../entities/entity.ts';
import type { ChoiceOption } from '../entities/fields.ts';
import { choiceKeyPlace } from '../entities/field-types.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type Catalogue, unknownEntity } from '../catalogue/catalogue.ts';
import { livePipelines, pipelinesOf } from '../catalogue/stages/pipelines-of.ts';
import { badDefinition, type DefinitionRefusal, misread, type ReadDefinition } from './own-kinds.ts';

/** A pipeline as a tenant's definition record describes it (PLT-16): the pack's declaration fills empty fields. */
export const pipelineDefinitionSchema = z.object({
  forEntity: z.string(),
  value: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a short word in lower case, such as "renewals"'),
  label: z.string().min(1).max(80).nullish(),
  /** Pipelines are shown in the order of these numbers. The pack's have 0, 1000, 2000 and so on. */
  place: z.number().nullish(),
  retired: z.boolean().nullish(),
});
export type PipelineDefinition = z.infer<typeof pipelineDefinitionSchema>;

/** The contents of a definition record. `isRemoved`: the record is deleted. */
export type WrittenPipeline = { readonly fields: StoredRecord['fields']; readonly isRemoved: boolean };

/** Chosen: a switcher with more cannot be read. Retired ones count. */
export const mostPipelines = 20;
/** The distance between the places of the pack's pipelines. It leaves room to move others between them. */
const pipelineStep = 1_000;

/**
 * Returns the catalogue with a tenant's pipelines: their names, order and additions. A definition that cannot be read, or whose kind
 * has no pipelines, is skipped. The definition of an added pipeline that was deleted retires it: records may be in it.
 */
export function withPipelines(
  catalogue: Catalogue,
  written: readonly WrittenPipeline[],
): { readonly catalogue: Catalogue; readonly read: readonly ReadDefinition<PipelineDefinition>[] } {
  const ofKind = new Map<string, PipelineDefinition[]>();
  const read = written.map(({ fields, isRemoved }, place): ReadDefinition<PipelineDefinition> => {
    const parsed = pipelineDefinitionSchema.safeParse(fields);
    if (!parsed.success) return { place, refusal: misread(parsed.error) };
    const refusal = judgeParts(catalogue, parsed.data);
    if (refusal) return { place, refusal };
    const { forEntity, value } = parsed.data;
    const isOfPack = optionsOf(catalogue.entities.get(forEntity)).some((option) => option.value === value);
    const definition = isRemoved ? { ...parsed.data, retired: true } : parsed.data;
    const known = ofKind.get(forEntity) ?? [];
    ofKind.set(forEntity, known);
    if (!(isRemoved && isOfPack) && !known.some((one) => one.value === value)) known.push(definition);
    return { place, definition };
  });
  if (ofKind.size === 0) return { catalogue, read };
  const entities = new Map(catalogue.entities);
  for (const [name, definitions] of ofKind) {
    const entity = entities.get(name);
    const pipelines = entity && pipelinesOf(entity);
    if (!entity || !pipelines) continue;
    const options = optionsWith(pipelines.field.options, definitions);
    // The first of the pack's pipelines, wherever the tenant has moved it. See `withEmptyPipeline`.
    const emptyMeans = options.length > 1 ? { emptyMeans: pipelines.first } : {};
    const field = { ...pipelines.field, options, ...emptyMeans };
    entities.set(name, { ...entity, fields: { ...entity.fields, [pipelines.name]: field } });
  }
  return { catalogue: { ...catalogue, entities }, read };
}

const optionsOf = (entity: Entity | undefined): readonly ChoiceOption[] =>
  (entity && pipelinesOf(entity)?.field.options) ?? [];

/** Returns why a definition cannot apply by itself; it ignores the other definitions. */
function judgeParts(
  { entities }: Catalogue,
  { forEntity, value, label }: PipelineDefinition,
): DefinitionRefusal | undefined {
  const entity = entities.get(forEntity);
  if (!entity) return unknownEntity(forEntity);
  if (!pipelinesOf(entity)) return badDefinition(`${entity.label.many} have no pipelines.`, 'forEntity');
  const isNameless = label === null || label === undefined;
  return isNameless && !optionsOf(entity).some((option) => option.value === value)
    ? badDefinition('A new pipeline needs a name.', 'label')
    : undefined;
}

/** Returns the numbers by which the pipelines are ordered, by pipeline. An added one without a place comes at the end. */
export function pipelinePlaces(
  built: readonly ChoiceOption[],
  definitions: readonly PipelineDefinition[],
): ReadonlyMap<string, number> {
  const places = new Map(built.map(({ value }, place) => [value, place * pipelineStep]));
  for (const { value, place } of definitions)
    places.set(value, place ?? places.get(value) ?? built.length * pipelineStep);
  return places;
}

/**
 * Returns the options with the tenant's definitions applied. The sort keys of stored records stay valid: the pack's pipelines
 * keep their keys, and added ones sort after them.
 */
function optionsWith(
  built: readonly ChoiceOption[],
  definitions: readonly PipelineDefinition[],
): readonly ChoiceOption[] {
  const places = pipelinePlaces(built, definitions);
  const said = (value: string): Partial<ChoiceOption> => {
    const own = definitions.find((one) => one.value === value);
    return {
      ...(own?.label === null || own?.label === undefined ? {} : { label: own.label }),
      ...(own?.retired === true ? { isRetired: true } : {}),
    };
  };
  const ofPack = built.map((option, place): ChoiceOption => ({ ...option, key: choiceKeyPlace(place), ...said(option.value) })); // prettier-ignore
  const added = definitions
    .filter(({ value }) => !built.some((option) => option.value === value))
    .map(({ value }): ChoiceOption => ({
      value,
      label: value,
      key: `${choiceKeyPlace(built.length)}~`,
      ...said(value),
    }));
  const placeOf = ({ value }: ChoiceOption) => places.get(value) ?? 0;
  return [...ofPack, ...added].toSorted((a, b) => placeOf(a) - placeOf(b) || (a.value < b.value ? -1 : 1));
}

/** PLT-16: returns why a definition may not be written among all others; undefined where it may. */
export function judgePipeline(tenant: Catalogue, definition: PipelineDefinition): DefinitionRefusal | undefined {
  const entity = tenant.entities.get(definition.forEntity);
  const pipelines = entity && pipelinesOf(entity);
  if (!entity || !pipelines) return undefined; // refused as unreadable before
  const { field, first } = pipelines;
  const option = field.options.find(({ value }) => value === definition.value);
  if (field.options.length > mostPipelines)
    return badDefinition(`A kind of record has at most ${mostPipelines} pipelines.`, 'value');
  if (!option) return undefined;
  if (option.isRetired === true) {
    return option.value === first
      ? badDefinition(`${option.label} can't be retired. Records that name no pipeline are in it.`, 'retired')
      : undefined;
  }
  const same = livePipelines(entity).find(
    (other) => other !== option && other.label.toLowerCase() === option.label.toLowerCase(),
  );
  return same && badDefinition(`There is a pipeline called "${option.label}" already.`, 'label');
}
