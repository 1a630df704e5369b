import type { Entity } from '../entities/entity.ts';
import { type RefusalOf, refuse } from '../refusal.ts';

/** The thing that a quota counts. `records`: living records. `month`: since the first of the month in UTC. */
export type QuotaUnit = 'records' | 'bytes' | 'month';

/** Something of which an organisation may have a limited amount (PLT-26). Packs declare those of their own kinds. */
export type Quota = {
  /**
   * Permanent: limits of organisations are stored under it. A pack's key begins with the pack's name, such as
   * `mortgage/loans`.
   */
  readonly key: string;
  /** For people, in the plural, as in "500 people". */
  readonly label: string;
  readonly unit: QuotaUnit;
  /** The kind whose living records are counted. Only with `records`; left out: all kinds that administrators do not govern. */
  readonly entity?: string;
};

const storageQuota = { key: 'storage', label: 'bytes of files', unit: 'bytes' } as const satisfies Quota;

/** The quotas that the server counts by month (PLT-42), in the month of the call or message. */
const monthlyQuotas = {
  messages: { key: 'messages', label: 'messages a month', unit: 'month' },
  'api-calls': { key: 'api-calls', label: 'API calls a month', unit: 'month' },
} as const satisfies Readonly<Record<string, Quota>>;
export type MonthlyQuota = keyof typeof monthlyQuotas;
export const isMonthly = (key: string): key is MonthlyQuota => Object.hasOwn(monthlyQuotas, key);

/** The quotas of every organisation, with any packs. */
const commonQuotas: readonly Quota[] = [
  { key: 'records', label: 'records', unit: 'records' },
  storageQuota,
  ...Object.values(monthlyQuotas),
];

/** Returns all quotas: the common ones, then those of the packs, in their order. */
export const quotasOf = (catalogue: { readonly quotas?: readonly Quota[] }): readonly Quota[] => [
  ...commonQuotas,
  ...(catalogue.quotas ?? []),
];

/** Returns whether a quota counts the living records of a kind. */
export const countsKind = ({ unit, entity }: Quota, kind: Pick<Entity, 'name' | 'governed'>): boolean =>
  unit === 'records' && (entity === undefined ? kind.governed !== true : entity === kind.name);

/** The limits of an organisation, by the key of the quota. A quota without one has no limit. */
export type QuotaLimits = Readonly<Record<string, number>>;

/** Returns the limits that a stored value holds; entries of another form are left out. */
export function quotaLimitsIn(stored: unknown): QuotaLimits {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(
      (entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && entry[1] >= 0,
    ),
  );
}

/**
 * A limit that refused work would exceed. `used`: the amount in use; undefined where the person may not read it
 * (`seesUse`).
 */
type LimitInTheWay = { readonly limit: number; readonly used: number | undefined };

/** The plan's page shows bytes in this unit, too. */
const mib = 1_048_576;
/** Rounds use up and limits down, so that no shown use fits into its shown limit. */
const amountOf = (unit: QuotaUnit, amount: number, round: 'ceil' | 'floor' = 'ceil'): string =>
  unit === 'bytes' ? `${(Math[round]((amount / mib) * 10) / 10).toLocaleString('en')} MB` : amount.toLocaleString('en');

/**
 * Returns the message and details of every refusal at a limit: the limit, the amount in use, and the person to ask.
 * `why`: a sentence after the numbers. `or`: another remedy, such as "delete some". `end`: the last sentence.
 */
function atLimit(
  { key, label, unit }: Quota,
  { limit, used }: LimitInTheWay,
  { why, or, end }: { readonly why: string; readonly or?: string; readonly end?: string },
) {
  const most = `${amountOf(unit, limit, 'floor')} ${unit === 'bytes' ? 'of files' : label}`;
  const has = used === undefined ? '' : `, and ${unit === 'month' ? 'has used' : 'has'} ${amountOf(unit, used)}`;
  const whomToAsk = `Ask an administrator of your organisation for more${or === undefined ? '' : `, or ${or}`}.`;
  return {
    message: `Your organisation may have ${most}${has}. ${why} ${whomToAsk}${end === undefined ? '' : ` ${end}`}`,
    details: { quota: key, limit, ...(used === undefined ? {} : { used }) },
  };
}

/** Returns the refusal of an act that adds more records than a quota of an organisation allows. `more`: how many it adds. */
export function quotaReached(quota: Quota, state: LimitInTheWay, more: number): RefusalOf<'quota/reached'> {
  const { message, details } = atLimit(quota, state, {
    why: `There is no room for ${amountOf(quota.unit, more)} more.`,
    or: 'delete some',
    end: 'Your entries stay on your device.',
  });
  return refuse('quota/reached', message, details);
}

/** Returns the refusal of a file that does not fit into an organisation's room for files. All numbers are bytes. */
export function noRoomForFile(state: LimitInTheWay, sizeBytes: number): RefusalOf<'files/no-room'> {
  const { message, details } = atLimit(storageQuota, state, {
    why: `There is no room for ${amountOf(storageQuota.unit, sizeBytes)} more.`,
    or: 'delete some files',
    end: 'The file stays on this device.',
  });
  return refuse('files/no-room', message, { ...details, limitBytes: state.limit });
}

/** Returns the first day of the month after this one ("2026-11"), such as "2026-12-01". */
export function dayAfterMonth(month: string): string {
  const [year = 0, place = 0] = month.split('-').map(Number);
  return place === 12 ? `${year + 1}-01-01` : `${year}-${String(place + 1).padStart(2, '0')}-01`;
}

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore

/** Returns the label of a quota that is counted by month, for one month: "API calls in November 2026". */
export function labelInMonth({ label }: Pick<Quota, 'label'>, month: string): string {
  const [year = '', place = ''] = month.split('-');
  return `${label.replace(/ a month$/, '')} in ${monthNames[Number(place) - 1] ?? place} ${year}`;
}

/**
 * Returns the refusal of a use that is counted by month, where an organisation has used up its month. Nothing was done.
 * Everybody gets the number: it counts calls and messages, not records.
 */
export function monthUsedUp(
  key: MonthlyQuota,
  { month, ...state }: { readonly limit: number; readonly used: number; readonly month: string },
): RefusalOf<'quota/reached'> {
  const until = dayAfterMonth(month);
  const { message, details } = atLimit(monthlyQuotas[key], state, {
    why: `The count begins again on ${until} at 00:00 UTC.`,
  });
  return refuse('quota/reached', message, { ...details, until });
}
