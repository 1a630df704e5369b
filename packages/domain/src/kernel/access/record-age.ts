/**
 * the age of a record is the time since its last change. The server files the records of a kind also by the month of that
 * change: besides "crm/deal@org" a deal is under "crm/deal@org~2026-11". Devices that hold only younger records of the kind
 * hold the tokens of the last months. So nothing has to leave a device on the day on which it gets old, and a device and the
 * server never count days differently. The sealed values of a record (K-4) have its age: they are under the month of the record,
 * so both leave and return together.
 */

/** A month of the calendar in UTC, as "2026-11". Months sort as texts. */
export type Month = string;

/** Returns the month of an instant: "2026-11-20T17:00:00.000Z" → "2026-11". */
export const monthOf = (instant: string): Month => instant.slice(0, 'yyyy-mm'.length);

/** Returns the month that is `months` later, or earlier for a negative number. */
export function monthsLater(month: Month, months: number): Month {
  const [year = 0, of = 1] = month.split('-').map(Number);
  const count = year * 12 + of - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** E-3: the greatest age that an organisation can choose, in months. Chosen: each month is a token of the kind. */
export const mostMonths = 36;

const monthToken = (token: string, month: Month): string => `${token}~${month}`;

/** Returns the tokens of a record for its month, one for each of the tokens that show it. */
export const monthTokensOf = (sightTokens: readonly string[], month: Month): readonly string[] =>
  sightTokens.map((token) => monthToken(token, month));

/**
 * Returns the months whose records a device holds: the present one, `months` before it, and the next one. With the next one,
 * no record leaves the device in the moment in which a month begins.
 */
export const monthsHeld = (now: Month, months: number): readonly Month[] =>
  Array.from({ length: months + 2 }, (_, place) => monthsLater(now, place - months));

/** Returns the tokens of a kind narrowed to these months, sorted. */
export const tokensOfMonths = (tokens: readonly string[], months: readonly Month[]): readonly string[] =>
  tokens.flatMap((token) => months.map((month) => monthToken(token, month))).sort();

const ofMonth = /~\d{4}-\d{2}$/;

/** Returns the month of an audience or token; undefined where it is not narrowed to a month. */
export const monthIn = (token: string): Month | undefined => ofMonth.exec(token)?.[0].slice(1);

/** Returns the token that shows all months: "crm/deal@org~2026-11" → "crm/deal@org". */
export const wholeToken = (token: string): string => token.replace(ofMonth, '');
