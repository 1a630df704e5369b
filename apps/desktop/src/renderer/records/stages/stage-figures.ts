import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { forecastCategories } from '@outpost/domain/kernel/reports/declared-forecast';
import { categoryOf } from '@outpost/domain/kernel/reports/forecast';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { asMoney } from '@outpost/ui/fields/json-shapes';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { stageFieldOf } from '../entity-shape.ts';
import { weightedSum } from '../values/sums-by-currency.ts';

const openStageOf = (entity: Entity, { fields }: Pick<ShownRecord, 'fields'>): ChoiceOption | undefined => {
  const stage = stageFieldOf(entity);
  const option = stage?.options.find(({ value }) => value === fields[stage.name]);
  return option?.outcome === 'open' ? option : undefined;
};

/** Whether the kind has a worth, and open stages with a chance: then its records have a weighted worth. */
export const hasChances = (entity: Entity): boolean =>
  entity.worth !== undefined &&
  (stageFieldOf(entity)?.options.some(
    ({ outcome, chancePercent }) => outcome === 'open' && chancePercent !== undefined,
  ) ??
    false);

/** Returns the chance of an open record by its stage, in percent; undefined where it has ended, or its stage has no chance. */
export const chanceOf = (entity: Entity, record: Pick<ShownRecord, 'fields'>): number | undefined =>
  hasChances(entity) ? openStageOf(entity, record)?.chancePercent : undefined;

/**
 * Returns the worth of an open record times the chance of its stage, in minor units, rounded to whole major units like sums; null
 * without a worth or a chance.
 */
export function weightedWorth(entity: Entity, record: Pick<ShownRecord, 'fields'>): JsonValue {
  const chance = chanceOf(entity, record);
  const worth = asMoney(record.fields[entity.worth ?? '']);
  if (chance === undefined || worth === undefined) return null;
  const { currency } = worth;
  return { amount: weightedSum({ [currency]: worth.amount }, chance)[currency] ?? 0, currency };
}

/**
 * Returns the name of the forecast category that the stage gives an open record whose own category is empty; undefined otherwise.
 * `category`: the field for it (`KindViews.forecast`).
 */
export function categoryByStage(
  entity: Entity,
  { category, record }: { readonly category: string | undefined; readonly record: Pick<ShownRecord, 'fields'> },
): string | undefined {
  const stage = openStageOf(entity, record);
  if (category === undefined || !stage || !isEmptyValue(record.fields[category] ?? null)) return undefined;
  return forecastCategories.find(({ value }) => value === categoryOf(stage))?.label;
}

/** Returns the specs of the chance and the weighted worth of a kind: figures that nobody types. */
export function figureSpecs(entity: Entity, currency: string): readonly FieldSpec[] {
  if (!hasChances(entity)) return [];
  const readOnlyReason = 'Computed from the stage. Administrators change the chance of a stage.';
  return [
    { id: stageColumns.chance, label: 'Chance', kind: 'percent', decimals: 0, readOnlyReason },
    { id: stageColumns.weighted, label: 'Weighted', kind: 'money', currency, readOnlyReason },
  ];
}

/** Returns the columns of a kind that are computed from its stages, as a person chooses them. */
export const offeredStageColumns = (
  entity: Entity,
  currency: string,
): readonly { readonly id: string; readonly header: string }[] => [
  ...figureSpecs(entity, currency).map(({ id, label }) => ({ id, header: label })),
  ...(entity.stages === undefined ? [] : [{ id: stageColumns.nextStep, header: 'Next step' }]),
];

/** Returns the value of one of these figures for a record; null where it has none. */
export const figureValue = (entity: Entity, record: Pick<ShownRecord, 'fields'>, id: string): JsonValue =>
  id === stageColumns.chance ? (chanceOf(entity, record) ?? null) : weightedWorth(entity, record);
