import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { compileReferred } from '@outpost/domain/kernel/query/conditions/compile-referred';
import { compileRefs, type NamedRef } from '@outpost/domain/kernel/query/conditions/compile-refs';
import { refsOfRecords } from '@outpost/domain/kernel/query/conditions/ref-names';
import { CompiledQuestions } from '@outpost/domain/kernel/query/lists/compiled-questions';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { RefNames } from '../../bridge/contract.ts';
import type { StoredChange } from '../records/record-database.ts';
import { KnownNames } from './known-names.ts';
import { referredIn, type ReferredValues, referredValues, refsThrough } from './referred-values.ts';

/**
 * The number of tries to read names that must not be left out. Chosen: after them the answer says that the computer is too busy.
 */
const namesTurns = 5;

/** The number of cached questions for referred fields. Chosen: the windows of some screens. */
const keptQuestions = 50;

type Parts = {
  /** The catalogue of the device. */
  readonly catalogue: () => Catalogue;
  /** The ground of the questions. It has no sealed fields. */
  readonly ground: () => QueryGround;
  readonly ask: <Answer>(compiled: CompiledQuery<Answer>) => Promise<Result<Answer>>;
};

/** Rows of one kind, and the paths of the referred fields that are shown with them: "account.sector". */
export type RowsWithReferred = {
  readonly entity: string;
  readonly rows: readonly StoredRecord[];
  readonly referred: readonly string[];
};

/** Reads what screens show of linked records: their names, and the values of referred fields. */
export class LinkedNames {
  readonly #parts: Parts;
  readonly #names = new KnownNames(async (refs) => {
    const answer = await this.#parts.ask(compileRefs(this.#parts.ground(), refs));
    return answer.ok ? answer.value : undefined; // if reading the names takes too long, ids are shown instead; the rows are complete
  });
  readonly #referredAsked = new CompiledQuestions(
    (ground: QueryGround, refs: readonly NamedRef[]) => accept(compileReferred(ground, refs)),
    keptQuestions,
  );

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Drops the names of records that were just written. */
  forget(changes: readonly StoredChange[]): void {
    this.#names.forget(changes);
  }

  /** Returns names by id. Records that the device does not hold are left out. */
  of(refs: readonly NamedRef[]): Promise<RefNames> {
    return this.#names.of(this.#parts.catalogue(), refs);
  }

  /** Returns the names of all records that these refer to. */
  ofRecords(records: readonly StoredRecord[]): Promise<RefNames> {
    return this.#names.ofRecords(this.#parts.catalogue(), records);
  }

  /** Returns the names of all records that the rows refer to, with the values of referred fields. */
  async ofRows({ entity, rows, referred }: RowsWithReferred): Promise<Result<RefNames>> {
    if (referred.length === 0) return accept(await this.ofRecords(rows));
    const values = await this.#referred({ entity, rows, referred });
    if (!values.ok) return values;
    const named = [...refsOfRecords(this.#parts.catalogue(), rows), ...values.value.refs];
    return accept(values.value.with(await this.of(named)));
  }

  /**
   * Returns the names like `ofRows`, and refuses `request/too-slow` where reading all of them took too long. `mayShow`: leaves out
   * the referred fields of other records.
   */
  async allOfRows(asked: RowsWithReferred, mayShow: (record: StoredRecord) => boolean): Promise<Result<RefNames>> {
    const values = await this.#referred(asked);
    if (!values.ok) return values;
    const catalogue = this.#parts.catalogue();
    const named = [...refsOfRecords(catalogue, asked.rows), ...values.value.refs];
    for (let turn = 0; turn < namesTurns; turn += 1) {
      const names = await this.#names.allOf(catalogue, named);
      if (names) return accept(values.value.with(names, mayShow));
    }
    return refuse(
      'request/too-slow',
      'This computer is too busy to read the names of linked records. Try again in a moment.',
      {
        waitSeconds: 10,
      },
    );
  }

  /** Returns the values of referred fields. One question reads the records of all rows. */
  async #referred({ entity, rows, referred }: RowsWithReferred): Promise<Result<ReferredValues>> {
    const ground = this.#parts.ground();
    const fields = referredIn(ground.catalogue, entity, referred);
    if (fields.length === 0) return accept(referredValues(ground.catalogue, [], []));
    const compiled = this.#referredAsked.for(ground, refsThrough(fields, rows));
    const answer = compiled.ok ? await this.#parts.ask(compiled.value) : compiled;
    return answer.ok ? accept(referredValues(ground.catalogue, fields, answer.value)) : answer;
  }
}
