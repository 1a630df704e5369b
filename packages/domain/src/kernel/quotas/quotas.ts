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

/** The quotas of every organisation, with any packs. */
export const commonQuotas = [
  { key: 'records', label: 'records', unit: 'records' },
  { key: 'storage', label: 'bytes of files', unit: 'bytes' },
  { key: 'messages', label: 'messages a month', unit: 'month' },
  { key: 'api-calls', label: 'API calls a month', unit: 'month' },
] as const satisfies readonly Quota[];

/** The quotas that the server counts by month (PLT-42), in the month of the call or message. */
const monthlyQuotas = ['messages', 'api-calls'] as const satisfies readonly (typeof commonQuotas)[number]['key'][];
export type MonthlyQuota = (typeof monthlyQuotas)[number];
export const isMonthly = (key: string): key is MonthlyQuota => monthlyQuotas.some((one) => one === key);

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

/** Returns the refusal of an act that exceeds a quota of an organisation. */
export const quotaReached = ({ key, label }: Quota, limit: number): RefusalOf<'quota/reached'> =>
  refuse(
    'quota/reached',
    `Your organisation may have ${limit.toLocaleString('en')} ${label}, and has reached that. Delete some, or ask an administrator for more room. Your entries stay on your device.`,
    { quota: key, limit },
  );

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

/** Returns the refusal of a use that is counted by month, where an organisation has used up its month. Nothing was done. */
export function monthUsedUp(
  key: MonthlyQuota,
  { limit, used, month }: { readonly limit: number; readonly used: number; readonly month: string },
): RefusalOf<'quota/reached'> {
  const quota = commonQuotas.find((one) => one.key === key);
  const until = dayAfterMonth(month);
  return refuse(
    'quota/reached',
    `Your organisation may have ${limit.toLocaleString('en')} ${quota?.label ?? key}, and has used ${used.toLocaleString('en')}. The count begins again on ${until} at 00:00 UTC. Ask an administrator of your organisation for more.`,
    { quota: key, limit, used, until },
  );
}
