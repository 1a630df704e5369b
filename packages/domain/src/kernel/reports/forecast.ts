import { stagesOf } from '../entities/stages-of.ts';
import type { Entity } from '../entities/entity.ts';
import type { ForecastCategory } from '../entities/fields.ts';
import type { Filter, Measure } from '../questions/list-query.ts';
import { type DeclaredForecast, forecastCategories } from './declared-forecast.ts';
import type { NamedReport, ReportDefinition } from './report-definition.ts';

/** The forecast that the views of one kind of record declare. `on`: the kind's name. */
export type ForecastOfKind = { readonly on: string; readonly forecast?: DeclaredForecast };

/** Returns the category of an open stage: the declared one, else the least sure. */
export const categoryOf = ({ forecast }: { readonly forecast?: ForecastCategory }): ForecastCategory =>
  forecast ?? 'pipeline';

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

/**
 * Returns the measures of a weighted forecast: the value of each record times the chance of its stage, then that of the won and
 * of the open records alone. None where no stage has a chance.
 */
function weightedMeasures(entity: Entity): readonly Measure[] {
  const stages = stagesOf(entity);
  const { worth } = entity;
  const { options = [] } = stages?.field ?? {};
  if (!stages || worth === undefined || !options.some(({ chancePercent }) => chancePercent)) return [];
  const inStages = (outcome: 'open' | 'won'): Filter => ({ field: stages.name, op: 'one-of', value: options.filter((one) => one.outcome === outcome).map(({ value }) => value) }); // prettier-ignore
  const weighted = { fn: 'weighted', field: worth, by: stages.name } as const;
  return [
    { name: 'Expected', ...weighted },
    { name: 'Won', fn: 'sum', field: worth, where: inStages('won') },
    { name: 'Weighted', ...weighted, where: inStages('open') },
    { name: 'Open', fn: 'sum', field: worth, where: inStages('open') },
  ];
}

const named = [
  { id: 'forecast', label: 'Will we reach the target?', chart: 'progress', groups: [] },
  { id: 'forecast-by-person', label: 'Who will reach their target?', chart: 'bar', groups: [{ field: 'ownerId' }] },
  { id: 'forecast-weighted', label: 'How much may we expect?', chart: 'number', groups: [], isWeighted: true },
] as const satisfies readonly (Pick<ReportDefinition, 'chart' | 'groups'> & {
  readonly id: string;
  readonly label: string;
  readonly isWeighted?: true;
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
    if (!entity || !forecast) return [];
    return named.flatMap(({ id, label, chart, groups, ...more }): readonly NamedReport[] => {
      const isWeighted = 'isWeighted' in more;
      const measures = isWeighted ? weightedMeasures(entity) : forecastMeasures(entity, forecast);
      if (measures.length === 0) return [];
      const period = { field: forecast.closed, otherwise: forecast.due, span: 'this-quarter' } as const;
      const options = {
        ...(isWeighted ? {} : { draws: 'stacked' as const }),
        ...(groups.length > 0 ? { order: 'largest' as const } : {}),
        ...(forecast.target === undefined ? {} : { target: forecast.target }),
      };
      return [{ name: `${on}/${id}`, label, entity: on, measures, groups, period, chart, options }];
    });
  });
