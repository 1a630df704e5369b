import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { ReadPlan } from './read-plan.ts';
import { targetOf } from './references.ts';

/** Records of `kind` whose `field` names the record of `target`. */
export type ReferrerQuery = { readonly kind: string; readonly field: string; readonly target: string };
/** The sum to compute over these records. */
export type Totalling = ReferrerQuery & { readonly sum?: string | undefined; readonly per?: string | undefined };
/** A sum by the values of the field that splits it. Key '' where no field splits it. */
export type Total = Readonly<Record<string, number>>;

/** Returns the map key of records that name another one. */
export const namingKey = ({ kind, field, target }: ReferrerQuery): string => `${kind}|${field}|${target}`;
/** Returns the `ReferrerQuery` of a `namingKey`. */
export function namingOfKey(key: string): ReferrerQuery {
  const [kind = '', field = '', target = ''] = key.split('|'); // written by namingKey; no name has a bar
  return { kind, field, target };
}
export const totalKey = ({ kind, field, target, sum, per }: Totalling): string =>
  JSON.stringify([kind, field, target, sum ?? null, per ?? null]);
/** Returns the `Totalling` of a `totalKey`. */
export function totalOfKey(key: string): Totalling {
  const [kind, field, target, sum, per] = JSON.parse(key) as [string, string, string, string | null, string | null]; // written by totalKey
  return { kind, field, target, sum: sum ?? undefined, per: per ?? undefined };
}

/** Returns the record that a field of a record names. */
export function namedBy(
  catalogue: Pick<Catalogue, 'entities'>,
  record: StoredRecord,
  field: string,
): { readonly entity: string; readonly id: string } | undefined {
  const link = catalogue.entities.get(record.entity)?.fields[field];
  return link?.type === 'ref' ? targetOf(link, record.fields[field]) : undefined;
}

/** Returns the contribution of a record to a total: the value that splits it, and the amount. */
function partOf({ fields }: StoredRecord, { sum, per }: Totalling): readonly [string, number] {
  const value: JsonValue | undefined = sum === undefined ? 1 : fields[sum];
  const split = per === undefined ? undefined : fields[per];
  return [typeof split === 'string' ? split : '', typeof value === 'number' ? value : 0];
}

/** Returns the sum rounded to at most this many decimals, which removes the error of binary fractions. */
function exact(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  return Math.round(value * unit) / unit;
}

/**
 * Returns a total after changes: `add` are records that count now, `take` records that counted before. An entry that
 * becomes zero is left out.
 */
export function totalWith(
  catalogue: Pick<Catalogue, 'entities'>,
  base: Total,
  changes: { readonly asked: Totalling; readonly add: readonly StoredRecord[]; readonly take: readonly StoredRecord[] },
): Total {
  const { asked, add, take } = changes;
  const field = asked.sum === undefined ? undefined : entityOf(catalogue, asked.kind).fields[asked.sum];
  const decimals = field?.type === 'number' || field?.type === 'percent' ? field.decimals : 0;
  const total = new Map(Object.entries(base));
  const count = (records: readonly StoredRecord[], sign: 1 | -1): void => {
    for (const record of records) {
      const [place, value] = partOf(record, asked);
      total.set(place, exact((total.get(place) ?? 0) + sign * value, decimals));
    }
  };
  count(add, 1);
  count(take, -1);
  return Object.fromEntries([...total].filter(([, value]) => value !== 0));
}

type Written = { readonly before: StoredRecord | undefined; readonly now: StoredRecord };

/**
 * The records written over a tenant's state, found by the records that they name now or named before. It covers only
 * the kinds and fields by which a read finds records.
 */
export class Overlay {
  readonly #catalogue: Pick<Catalogue, 'entities'>;
  readonly #plan: ReadPlan;
  readonly #written = new Map<string, Written>();
  readonly #byName = new Map<string, Set<string>>();

  constructor(catalogue: Pick<Catalogue, 'entities'>, plan: ReadPlan) {
    this.#catalogue = catalogue;
    this.#plan = plan;
  }

  record(id: string): StoredRecord | undefined {
    return this.#written.get(id)?.now;
  }

  /** Adds a record as it is now. `before`: the record in the tenant's state below. */
  put(before: StoredRecord | undefined, now: StoredRecord): void {
    this.#written.set(now.id, { before, now });
    for (const field of this.#plan.downFields.get(now.entity) ?? [])
      for (const record of before ? [before, now] : [now]) {
        const target = namedBy(this.#catalogue, record, field)?.id;
        if (target === undefined) continue;
        const key = namingKey({ kind: now.entity, field, target });
        const ids = this.#byName.get(key);
        if (ids) ids.add(now.id);
        else this.#byName.set(key, new Set([now.id]));
      }
  }

  #isMember(record: StoredRecord | undefined, { kind, field, target }: ReferrerQuery): record is StoredRecord {
    return record?.entity === kind && record.life === 'alive' && namedBy(this.#catalogue, record, field)?.id === target;
  }

  /**
   * Returns the records that started or stopped naming another one, or were rewritten: `add` as they are now, `take`
   * as they were. A record may be in both.
   */
  changesOf(asked: ReferrerQuery): { readonly add: readonly StoredRecord[]; readonly take: readonly StoredRecord[] } {
    const ids = this.#byName.get(namingKey(asked));
    if (!ids) return { add: [], take: [] };
    const written = [...ids].flatMap((id) => this.#written.get(id) ?? []);
    return {
      add: written.flatMap(({ now }) => (this.#isMember(now, asked) ? [now] : [])),
      take: written.flatMap(({ before }) => (this.#isMember(before, asked) ? [before] : [])),
    };
  }

  /** Returns the ids of living records that name another one. `below`: those of the tenant's state below. */
  idsNaming(asked: ReferrerQuery, below: readonly string[]): readonly string[] {
    if (!this.#byName.has(namingKey(asked))) return below;
    const { add, take } = this.changesOf(asked);
    const gone = new Set(take.map(({ id }) => id));
    return [...below.filter((id) => !gone.has(id)), ...add.map(({ id }) => id)];
  }

  /** Returns a total of the records that name another one. `below`: the total of the tenant's state below. */
  totalOf(asked: Totalling, below: Total): Total {
    const changes = this.changesOf(asked);
    return changes.add.length + changes.take.length === 0
      ? below
      : totalWith(this.#catalogue, below, { asked, ...changes });
  }
}
