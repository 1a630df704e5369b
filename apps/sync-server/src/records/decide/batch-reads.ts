import {
  namingKey,
  type Naming,
  namingOfKey,
  Overlay,
  type Total,
  totalKey,
  totalOfKey,
  type Totalling,
} from '@outpost/domain/engine/reads/overlay';
import { readPlanOf } from '@outpost/domain/engine/reads/read-plan';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Loaded, Needs } from '../load/loaded.ts';

type Input = {
  readonly tenant: Pick<Tenant, 'catalogue'>;
  readonly loaded: Pick<Loaded, 'naming' | 'totals'>;
  readonly needs: Pick<Needs, 'naming' | 'totals'>;
  /** Whether the batch made a record: nothing of the store names it. */
  readonly isNew: (id: string) => boolean;
};

/** T-11: what declared reads find of a tenant as a batch leaves it: what was loaded, with the records that the batch has written over it. */
export class BatchReads {
  readonly #input: Input;
  /** None where the catalogue declares no reads: nothing is noted then. */
  readonly #overlay: Overlay | undefined;

  constructor(input: Input) {
    this.#input = input;
    const { catalogue } = input.tenant;
    const plan = readPlanOf(catalogue);
    this.#overlay = plan && new Overlay(catalogue, plan);
  }

  /** Notes a record as the batch leaves it. `before`: as it was before the batch. */
  put(before: StoredRecord | undefined, now: StoredRecord): void {
    this.#overlay?.put(before, now);
  }

  naming(asked: Naming): readonly string[] | 'many' {
    const { loaded, needs, isNew } = this.#input;
    const key = namingKey(asked);
    const below = loaded.naming.get(key) ?? (isNew(asked.target) ? [] : undefined);
    if (below === undefined) needs.naming.add(key);
    return below === 'many' ? below : (this.#overlay?.idsNaming(asked, below ?? []) ?? []);
  }

  totalOf(asked: Totalling): Total {
    const { loaded, needs, isNew } = this.#input;
    const key = totalKey(asked);
    const below = loaded.totals.get(key) ?? (isNew(asked.target) ? {} : undefined);
    if (below === undefined) needs.totals.add(key);
    return this.#overlay?.totalOf(asked, below ?? {}) ?? {};
  }

  /** Carries what the batch has written over to what was loaded, for the batch that follows in the same transaction. */
  carryOver(): void {
    const { naming, totals } = this.#input.loaded;
    for (const [key, ids] of naming)
      if (ids !== 'many') naming.set(key, this.#overlay?.idsNaming(namingOfKey(key), ids) ?? ids);
    for (const [key, total] of totals) totals.set(key, this.#overlay?.totalOf(totalOfKey(key), total) ?? total);
  }
}
