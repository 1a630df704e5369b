import type { ForecastCategory } from '../entities/fields.ts';

/** The categories of open records in a forecast, the surest first, with their names. Omitted records are in no forecast. */
export const forecastCategories = [
  { value: 'commit', label: 'Commit' },
  { value: 'best-case', label: 'Best case' },
  { value: 'pipeline', label: 'Pipeline' },
  { value: 'omitted', label: 'Omitted' },
] as const satisfies readonly { readonly value: ForecastCategory; readonly label: string }[];

/** T-20: how the open records of a kind are forecast. The kind has stages and a worth. */
export type DeclaredForecast = {
  /** The choice by which a person puts one record into another category than its stage (`forecastCategories`). */
  readonly category?: string;
  /** The day on which a record was closed, and the day on which an open one should be. */
  readonly closed: string;
  readonly due: string;
  /** The report whose targets the forecast is compared with. */
  readonly target?: string;
};
