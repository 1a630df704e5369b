import {
  namingKey,
  type ReferrerQuery,
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
  /** Returns whether the batch created a record: then nothing in the store names it. */
  readonly isNew: (id: string) => boolean;
};

/**
 * T-11: answers declared reads of a tenant in its state after a batch: the loaded data, overlaid with the records that
 * the batch has written.
 */
export class BatchReads {
  readonly #input: Input;
  /** Undefined where the catalogue declares no reads: then nothing is noted. */
  readonly #overlay: Overlay | undefined;

  constructor(input: Input) {
    this.#input = input;
    const { catalogue } = input.tenant;
    const plan = readPlanOf(catalogue);
    this.#overlay = plan && new Overlay(catalogue, plan);
  }

  /** Notes a record's state after the batch. `before`: its state before the batch. */
  put(before: StoredRecord | undefined, now: StoredRecord): void {
    this.#overlay?.put(before, now);
  }

  naming(asked: ReferrerQuery): readonly string[] | 'many' {
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

  /** Applies the batch's writes to the loaded data, for the next batch in the same transaction. */
  carryOver(): void {
    const { naming, totals } = this.#input.loaded;
    for (const [key, ids] of naming)
      if (ids !== 'many') naming.set(key, this.#overlay?.idsNaming(namingOfKey(key), ids) ?? ids);
    for (const [key, total] of totals) totals.set(key, this.#overlay?.totalOf(totalOfKey(key), total) ?? total);
  }
}
