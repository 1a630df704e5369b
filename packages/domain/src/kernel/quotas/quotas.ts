import type { Entity } from '../entities/entity.ts';
import { type RefusalOf, refuse } from '../refusal.ts';

/** What a quota counts. `records`: living records. `month`: since the first of the month in UTC. */
export type QuotaUnit = 'records' | 'bytes' | 'month';

/** Something of which an organisation may have a limited amount (PLT-26). Packs declare those of their own kinds. */
export type Quota = {
  /** Permanent: limits of organisations are kept by it. A pack's begins with its name, as `mortgage/loans`. */
  readonly key: string;
  /** For people, in the plural, as in "500 people". */
  readonly label: string;
  readonly unit: QuotaUnit;
  /** The kind whose living records are counted. Only with `records`; left out: all kinds that administrators do not govern. */
  readonly entity?: string;
};

/** The quotas of every organisation, whatever packs it has. */
export const commonQuotas = [
  { key: 'records', label: 'records', unit: 'records' },
  { key: 'storage', label: 'bytes of files', unit: 'bytes' },
  { key: 'messages', label: 'messages a month', unit: 'month' },
  { key: 'api-calls', label: 'API calls a month', unit: 'month' },
] as const satisfies readonly Quota[];

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

/** Returns the refusal of an act that an organisation has no room for. */
export const quotaReached = ({ key, label }: Quota, limit: number): RefusalOf<'quota/reached'> =>
  refuse(
    'quota/reached',
    `Your organisation may have ${limit.toLocaleString('en')} ${label}, and has reached that. Delete some, or ask an administrator for more room. What you entered stays on your device.`,
    { quota: key, limit },
  );
