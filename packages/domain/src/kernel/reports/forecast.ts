import { stagesOf } from '../entities/stages-of.ts';
import type { Entity } from '../entities/entity.ts';
import type { ForecastCategory } from '../entities/fields.ts';
import type { Filter, Measure } from '../questions/list-query.ts';
import { type DeclaredForecast, forecastCategories } from './declared-forecast.ts';
import type { NamedReport, ReportDefinition } from './report-definition.ts';

/** The forecast that the views of one kind of record declare. `on`: the kind's name. */
export type ForecastOfKind = { readonly on: string; readonly forecast?: DeclaredForecast };

/** Returns the category of an open stage: the declared one, else the least sure. */
const categoryOf = ({ forecast }: { readonly forecast?: ForecastCategory }): ForecastCategory => forecast ?? 'pipeline';

/**
 * Returns the filter for the open records of a category. These are the records that a person has put into it, and the records in
 * its stages that nobody has put into another one.
 */
export function categoryFilter(
  entity: Entity,
  { category }: DeclaredForecast,
  wished: ForecastCategory,
): Filter | undefined {
  const stages = stagesOf(entity);
  if (!stages) return undefined;
  const open = stages.field.options.filter(({ outcome }) => outcome === 'open');
  const inStages = (options: typeof open): Filter => ({ field: stages.name, op: 'one-of', value: options.map(({ value }) => value) }); // prettier-ignore
  const byStage = inStages(open.filter((option) => categoryOf(option) === wished));
  if (category === undefined) return byStage;
  return {
    or: [
      { and: [inStages(open), { field: category, op: 'is', value: wished }] },
      { and: [byStage, { field: category, op: 'is-empty' }] },
    ],
  };
}

/** Returns the measures of a forecast: the value that is won, then that of each category, as parts of one whole. */
function forecastMeasures(entity: Entity, declared: DeclaredForecast): readonly Measure[] {
  const stages = stagesOf(entity);
  const { worth } = entity;
  if (!stages || worth === undefined) return [];
  const won = stages.field.options.filter(({ outcome }) => outcome === 'won').map(({ value }) => value);
  const sum = (name: string, where: Filter | undefined): Measure => ({ name, fn: 'sum', field: worth, ...(where ? { where } : {}) }); // prettier-ignore
  return [
    sum('Won', { field: stages.name, op: 'one-of', value: won }),
    ...forecastCategories
      .filter(({ value }) => value !== 'omitted')
      .map(({ value, label }) => sum(label, categoryFilter(entity, declared, value))),
  ];
}

const named = [
  { id: 'forecast', label: 'Will we reach the target?', chart: 'progress', groups: [] },
  { id: 'forecast-by-person', label: 'Who will reach their target?', chart: 'bar', groups: [{ field: 'ownerId' }] },
] as const satisfies readonly (Pick<ReportDefinition, 'chart' | 'groups'> & {
  readonly id: string;
  readonly label: string;
})[];

/** Returns the names of the reports that a kind's forecast gives: "pack/kind/forecast". */
export const forecastNames = ({ on, forecast }: ForecastOfKind): readonly string[] =>
  forecast ? named.map(({ id }) => `${on}/${id}`) : [];

type Declared = {
  readonly entities: ReadonlyMap<string, Entity>;
  readonly views: ReadonlyMap<string, ForecastOfKind>;
};

/**
 * Returns the reports of the forecasts that packs declare, this quarter's by default. They are made of the tenant's own stages, so a
 * stage that was added counts in its category.
 */
export const forecastReports = ({ entities, views }: Declared): readonly NamedReport[] =>
  [...views.values()].flatMap(({ on, forecast }) => {
    const entity = entities.get(on);
    const measures = entity && forecast ? forecastMeasures(entity, forecast) : [];
    if (!forecast || measures.length === 0) return [];
    return named.map(({ id, label, chart, groups }): NamedReport => ({
      name: `${on}/${id}`,
      label,
      entity: on,
      measures,
      groups,
      period: { field: forecast.closed, otherwise: forecast.due, span: 'this-quarter' },
      chart,
      options: {
        draws: 'stacked',
        ...(groups.length > 0 ? { order: 'largest' as const } : {}),
        ...(forecast.target === undefined ? {} : { target: forecast.target }),
      },
    }));
  });
