import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { ImportStore } from './import-store.ts';
import type { KnownRecord, KnownRecords } from '../matching/known-records.ts';
import { matchRow, type RowMatch } from './match-row.ts';
import type { Matching } from '../matching/matching.ts';
import type { RecordDraft } from './record-draft.ts';

export type DraftMatcherParts = {
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly store: ImportStore;
  readonly matchingOf: (draft: RecordDraft) => Matching;
  /** The steps that an earlier part of this import has done. */
  readonly doneSteps: number;
};

/** Finds the existing records that a draft may mean. */
export class DraftMatcher {
  readonly #parts: DraftMatcherParts;

  constructor(parts: DraftMatcherParts) {
    this.#parts = parts;
  }

  /** Returns the records that a draft may mean. A record that an earlier part of this import made is known by its id. */
  matchOf(draft: RecordDraft): RowMatch {
    const { catalogue, known, store, matchingOf, doneSteps } = this.#parts;
    const entity = entityOf(catalogue, draft.entity);
    const own = doneSteps > 0 ? known.byId(draft.entity, draft.id) : undefined;
    if (own !== undefined) return { known: own, sameNamed: [] };
    const match = matchRow(draft, { entity, matching: matchingOf(draft), known });
    if (match === 'disagree' || doneSteps === 0) return match;
    // Other rows of the same import have made records of this name meanwhile; this row does not mean them.
    return { known: match.known, sameNamed: match.sameNamed.filter(({ id }) => !store.isOwnId(id)) };
  }

  /** Whether a draft may mean this record. */
  isAbout(draft: RecordDraft, record: KnownRecord): boolean {
    const match = this.matchOf(draft);
    if (match === 'disagree') return false;
    return match.known?.id === record.id || match.sameNamed.some(({ id }) => id === record.id);
  }
}
