import { z } from 'zod';
import { choiceKeyPlace } from '../entities/field-types.ts';
import type { Entity } from '../entities/entity.ts';
import type { ChoiceOption } from '../entities/fields.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type Catalogue, unknownEntity } from '../catalogue/catalogue.ts';
import { badDefinition, type DefinitionRefusal, misread, type ReadDefinition } from './own-kinds.ts';
import { forecastCategories } from '../reports/declared-forecast.ts';
import { stagesOf } from '../entities/stages-of.ts';
import { stagesNamedByRules } from './stages-named-by-rules.ts';
import { filtersWith, rollUpsWith } from '../catalogue/stages/stage-filters.ts';
import type { Move, Workflow } from '../catalogue/workflow.ts';
import { freeWorkflow, judgeRules, statesRules, stageRules, withRules } from './stage-rules.ts';

/** The colours that a stage may have. Red means refused or invalid, so it is not among them. */
export const stageTones = ['neutral', 'accent', 'good', 'warn'] as const;

/**
 * A stage as a tenant's definition record describes it (PLT-9): the pack's declaration fills empty fields. A stage that
 * the pack does not have names one that it has (`like`): the rules of that stage apply to it.
 */
export const stageDefinitionSchema = z.object({
  forEntity: z.string(),
  value: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a short word in lower case, such as "site-survey"'),
  label: z.string().min(1).max(80).nullish(),
  /** Stages are shown in the order of these numbers. The pack's have 0, 1000, 2000 and so on. */
  place: z.number().nullish(),
  chance: z.number().min(0).max(100).nullish(),
  days: z.number().int().min(1).max(9_999).nullish(),
  /** Records are never too long in the stage, where `days` is empty. */
  noLimit: z.boolean().nullish(),
  tone: z.enum(stageTones).nullish(),
  /** The pipelines that it belongs to (PLT-16); none: all of them. */
  pipelines: z.array(z.string()).nullish(),
  /** The category of its records in a forecast, for an open stage. */
  forecast: z.enum(forecastCategories.map(({ value }) => value)).nullish(),
  like: z.string().nullish(),
  retired: z.boolean().nullish(),
  ...stageRules,
});
export type StageDefinition = z.infer<typeof stageDefinitionSchema>;

/** The contents of a definition record. `isRemoved`: the record is deleted. */
export type WrittenStage = { readonly fields: StoredRecord['fields']; readonly isRemoved: boolean };

/** Chosen: a board with more columns cannot be read. Retired ones count. */
export const mostStages = 40;
/** The distance between the places of the pack's stages. It leaves room to move others between them. */
const stageStep = 1_000;

/**
 * Returns the catalogue with a tenant's stages: their names, order, chances, colours, days and additions. They apply in the
 * kinds, their workflows and the filters that packs declare for open records. A definition that cannot be read, or whose kind or
 * stage is missing, is skipped. The definition of an added stage that was deleted retires the stage: records may be in it.
 */
export function withStages(
  catalogue: Catalogue,
  written: readonly WrittenStage[],
): { readonly catalogue: Catalogue; readonly read: readonly ReadDefinition<StageDefinition>[] } {
  const ofKind = new Map<string, StageDefinition[]>();
  const read = written.map(({ fields, isRemoved }, place): ReadDefinition<StageDefinition> => {
    const parsed = stageDefinitionSchema.safeParse(fields);
    if (!parsed.success) return { place, refusal: misread(parsed.error) };
    const refusal = judgeParts(catalogue, parsed.data);
    if (refusal) return { place, refusal };
    const isOfPack = parsed.data.like === null || parsed.data.like === undefined;
    const definition = isRemoved ? { ...parsed.data, retired: true } : parsed.data;
    const known = ofKind.get(definition.forEntity) ?? [];
    ofKind.set(definition.forEntity, known);
    const isRepeated = known.some(({ value }) => value === definition.value);
    if (!(isRemoved && isOfPack) && !isRepeated) known.push(definition);
    return { place, definition };
  });
  if (ofKind.size === 0) return { catalogue, read };
  let entities = new Map(catalogue.entities);
  const workflows = new Map(catalogue.workflows);
  let views = catalogue.views;
  for (const [name, definitions] of ofKind) {
    const entity = entities.get(name);
    const stages = entity && stagesOf(entity);
    if (!entity || !stages) continue;
    const options = optionsWith(stages.field.options, definitions);
    entities.set(name, { ...entity, fields: { ...entity.fields, [stages.name]: { ...stages.field, options } } });
    const ofPack = workflows.get(name);
    const isFree = ofPack === undefined;
    const workflow = isFree && definitions.some(statesRules) ? freeWorkflow(entity, stages) : ofPack;
    if (workflow?.field === stages.name) {
      const grown = workflowWith(workflow, { before: stages.field.options, now: options, definitions });
      workflows.set(name, withRules(grown, { entity, definitions, isFree }));
    }
    const changed = { entity: name, field: stages.name, before: stages.field.options, now: options };
    views = filtersWith(views, changed);
    entities = new Map(rollUpsWith(entities, changed));
  }
  return { catalogue: { ...catalogue, entities, workflows, views }, read };
}

/** Returns why a definition cannot apply by itself; it ignores the other definitions. */
function judgeParts(
  { entities }: Catalogue,
  { forEntity, value, like, label }: StageDefinition,
): DefinitionRefusal | undefined {
  const entity = entities.get(forEntity);
  if (!entity) return unknownEntity(forEntity);
  const stages = stagesOf(entity);
  if (!stages) return badDefinition(`${entity.label.many} have no stages.`, 'forEntity');
  const { options } = stages.field;
  const isOfPack = options.some((option) => option.value === value);
  if (isOfPack || like === null || like === undefined)
    return isOfPack && typeof like === 'string'
      ? badDefinition(`There is a stage "${value}" already.`, 'value')
      : isOfPack
        ? undefined
        : badDefinition('Choose the stage whose rules the new stage follows.', 'like');
  if (label === null || label === undefined) return badDefinition('A new stage needs a name.', 'label');
  return options.some((option) => option.value === like && option.outcome === 'open')
    ? undefined
    : badDefinition(`A new stage follows the rules of an open stage; "${like}" is not one.`, 'like');
}

/**
 * Returns the numbers by which the stages are ordered, by stage: the numbers of the definitions, else the pack's
 * place. An added stage comes after the stage that it is like.
 */
export function stagePlaces(
  built: readonly ChoiceOption[],
  definitions: readonly StageDefinition[],
): ReadonlyMap<string, number> {
  const places = new Map(built.map(({ value }, place) => [value, place * stageStep]));
  for (const { value, like, place } of definitions)
    places.set(value, place ?? places.get(value) ?? (places.get(like ?? '') ?? 0) + stageStep / 2);
  return places;
}

function optionsWith(built: readonly ChoiceOption[], definitions: readonly StageDefinition[]): readonly ChoiceOption[] {
  const definedOf = new Map(definitions.map((one) => [one.value, one]));
  const places = stagePlaces(built, definitions);
  const placed = built.map((option, place) => {
    const own = definedOf.get(option.value);
    return { place: places.get(option.value) ?? 0, option: { ...option, key: choiceKeyPlace(place), ...said(own) } };
  });
  const added = definitions.flatMap((own) => {
    const base = built.findIndex(({ value }) => value === own.like);
    const of = built[base];
    if (!of || definedOf.get(own.value) !== own) return [];
    // Sorted after the stage that it is like: "~" comes after the blank that ends a place.
    const option: ChoiceOption = {
      value: own.value,
      label: own.value,
      outcome: 'open',
      ...(of.chancePercent === undefined ? {} : { chancePercent: of.chancePercent }),
      ...(of.forecast === undefined ? {} : { forecast: of.forecast }),
      key: `${choiceKeyPlace(base)}~`,
      ...said(own),
    };
    return [{ place: places.get(own.value) ?? 0, option }];
  });
  return [...placed, ...added]
    .toSorted((a, b) => a.place - b.place || (a.option.value < b.option.value ? -1 : 1))
    .map(({ option }) => option);
}

/** Returns the parts of an option that a definition states. */
const said = (own: StageDefinition | undefined): Partial<ChoiceOption> => ({
  ...(own?.label === null || own?.label === undefined ? {} : { label: own.label }),
  ...(own?.chance === null || own?.chance === undefined ? {} : { chancePercent: own.chance }),
  ...(own?.tone === null || own?.tone === undefined ? {} : { tone: own.tone }),
  ...(own?.pipelines === null || own?.pipelines === undefined ? {} : { pipelines: own.pipelines }),
  ...(own?.forecast === null || own?.forecast === undefined ? {} : { forecast: own.forecast }),
  ...(own?.retired === true ? { isRetired: true } : {}),
});

type Changed = {
  readonly before: readonly ChoiceOption[];
  readonly now: readonly ChoiceOption[];
  readonly definitions: readonly StageDefinition[];
};

/**
 * Returns the workflow with the added stages. The moves to and from an added stage are those of the stage that it is like, with
 * the same conditions and values. Records start in no retired stage while another is left.
 */
function workflowWith(workflow: Workflow, { before, now, definitions }: Changed): Workflow {
  const labelOf = (value: string) => now.find((option) => option.value === value)?.label ?? value;
  const added = definitions.flatMap(({ value, like }) =>
    typeof like === 'string' && now.some((option) => option.value === value) ? [{ value, like }] : [],
  );
  const likes = (value: string) => added.filter(({ like }) => like === value).map((one) => one.value);
  const relabelled = (move: Move, to: string): string => {
    const built = before.find(({ value }) => value === move.to)?.label;
    return built === undefined ? move.label : move.label.replace(built, () => labelOf(to));
  };
  const moves = workflow.moves.flatMap((move): readonly Move[] => {
    const from = move.from.flatMap((state) => [state, ...likes(state)]);
    const others = likes(move.to);
    return [
      { ...move, label: relabelled(move, move.to), from: [...new Set([...from, ...others])] },
      ...others.map((value) => ({
        ...move,
        name: `${move.name}-${value}`,
        label: relabelled(move, value),
        to: value,
        from: [...new Set([...from, ...others, move.to])].filter((state) => state !== value),
      })),
    ];
  });
  const starts = workflow.starts.flatMap((state) => [state, ...likes(state)]);
  const stays = { ...workflow.stays };
  for (const { value, like } of added) if (stays[like]) stays[value] = stays[like];
  for (const { value, days, noLimit } of definitions) {
    const { atMostDays: _ofPack, ...stay } = stays[value] ?? {};
    if (typeof days === 'number') stays[value] = { ...stay, atMostDays: days };
    else if (noLimit === true) stays[value] = stay;
  }
  return { ...workflow, moves, starts, stays };
}

/** Whether the days in the stages of a kind can be limited: not where the moves of its workflow are of another field. */
export const countsDays = (entity: Entity, workflow: Workflow | undefined): boolean =>
  workflow === undefined || workflow.field === entity.stages;

/**
 * PLT-9: returns why a definition may not be written among all others; undefined where it may. `built`: the kinds without the
 * tenant's stages.
 */
export function judgeStage(
  built: Catalogue,
  tenant: Catalogue,
  definition: StageDefinition,
): DefinitionRefusal | undefined {
  const entity = tenant.entities.get(definition.forEntity);
  const stages = entity && stagesOf(entity);
  if (!entity || !stages) return undefined; // refused as unreadable before
  const { options } = stages.field;
  const option = options.find(({ value }) => value === definition.value);
  if (options.length > mostStages) return badDefinition(`A kind of record has at most ${mostStages} stages.`, 'value');
  if (!option) return undefined;
  const same = options.find(
    (other) => other !== option && !other.isRetired && other.label.toLowerCase() === option.label.toLowerCase(),
  );
  if (same && !option.isRetired) return badDefinition(`There is a stage called "${option.label}" already.`, 'label');
  if (definition.forecast !== null && definition.forecast !== undefined && option.outcome !== 'open')
    return badDefinition(`${option.label} ends a record, so it has no forecast category.`, 'forecast');
  if (typeof definition.days === 'number' && !countsDays(entity, tenant.workflows.get(entity.name)))
    return badDefinition(`${entity.label.many} move by another field, so the days in a stage have no limit.`, 'days');
  const rules = judgeRules(entity, definition, { stages, ofPack: built.workflows.get(entity.name), now: tenant.workflows.get(entity.name) }); // prettier-ignore
  if (rules) return rules;
  if (!option.isRetired) return undefined;
  const why = stagesNamedByRules(built, entity.name).get(definition.value);
  if (why !== undefined) return badDefinition(`${option.label} can't be retired. ${why}`, 'retired');
  const isLeft = options.some((other) => other.outcome === 'open' && !other.isRetired);
  return isLeft ? undefined : badDefinition('One open stage must remain.', 'retired');
}
