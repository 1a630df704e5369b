/** The sign between the whole number and the fraction. */
export type DecimalSign = '.' | ',';
/** Whether the day or the month comes first in 03/04/2024. */
export type DateOrder = 'day-first' | 'month-first';

/**
 * How one column's cells are written. One decision applies to all rows, because a single cell is ambiguous (1.200, 03/04/2024).
 * `powerOfTen` is for columns in thousands (3) or millions (6).
 */
export type ColumnFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'number'; readonly decimalSign: DecimalSign; readonly powerOfTen: number }
  | { readonly kind: 'percent'; readonly decimalSign: DecimalSign; readonly unit: 'percent' | 'fraction' }
  | { readonly kind: 'date'; readonly order: DateOrder };

/** A question that the column's cells leave open. The decision's `format` is the proposed answer; a person may choose another. */
export type ColumnQuestion = {
  readonly text: string;
  readonly answers: readonly { readonly label: string; readonly format: ColumnFormat; readonly rowCount: number }[];
};

/**
 * How a column is read, why, and the points that a person should confirm. `why` completes "read as … because"; it is
 * empty where no reason is needed.
 */
export type ColumnDecision = {
  readonly format: ColumnFormat;
  /** For a person: "month/day/year", "decimal comma". */
  readonly label: string;
  readonly why: string;
  /** Further notes: "12 years have two digits and are read as 1970 to 2069". */
  readonly notes: readonly string[];
  readonly question: ColumnQuestion | null;
};

/** The defaults for reading cells. */
export type ReadingContext = {
  /** ISO 4217, for amounts that name no currency. */
  readonly currency: string;
  /** IANA, for times of day without a zone. */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2, for telephone numbers without a country. */
  readonly country?: string;
};
