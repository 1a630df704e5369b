import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import { refValue } from '../../entities/fields.ts';
import type { JsonValue } from '../../json.ts';
import type { ImportStore } from './import-store.ts';
import { type KnownRecords, keyText } from '../matching/known-records.ts';
import type { DraftMatcher } from './draft-matcher.ts';
import type { NamedLink } from './record-draft.ts';
import { nameNotUnique, refusedName, unknownName, type WhyRefused } from './why-refused.ts';

type Found = { readonly id: string; readonly ownerId: string | null; readonly teamId: string | null };
/** The record of a name, and the field's value that refers to it. `place`: its draft's, where the files make it. */
export type Linked = { readonly found: Found; readonly value: JsonValue; readonly place: number | null };

export type NameLinksParts = {
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly store: ImportStore;
  /** Returns the field by which a name refers to a record of an entity. */
  readonly nameField: (entity: string) => string;
  readonly matcher: DraftMatcher;
};

/** Links the names in a draft to records of the files and to existing ones. */
export class NameLinks {
  readonly #parts: NameLinksParts;

  constructor(parts: NameLinksParts) {
    this.#parts = parts;
  }

  /** Returns the record that a name of a draft refers to, or why the draft is refused. */
  link(
    named: NamedLink,
    entity: Entity,
  ): { readonly linked: Linked; readonly why?: never } | { readonly why: WhyRefused } {
    const { catalogue, store } = this.#parts;
    const { field, name, targets } = named;
    for (const target of targets) {
      const found = this.#find(target, name);
      if (found === 'several') return { why: nameNotUnique(named, entityOf(catalogue, target)) };
      if (found === null) continue;
      const declared = entity.fields[field];
      const value = declared?.type === 'ref' ? refValue(declared, target, found.id) : found.id;
      return { linked: { found, value, place: found.place } };
    }
    const isRefused = targets.some(
      (target) => store.markByName(target, keyText(name)) !== undefined || store.hasRefusedName(target, keyText(name)),
    );
    const meant = targets.map((target) => entityOf(catalogue, target));
    return { why: isRefused ? refusedName(named, meant) : unknownName(named, meant) };
  }

  /** Finds the record of a name, among those of the files and the existing ones. */
  #find(entity: string, name: string): (Found & { readonly place: number | null }) | 'several' | null {
    const { known, store, nameField, matcher } = this.#parts;
    const mark = store.markByName(entity, keyText(name));
    if (mark === null) return 'several';
    const there = known.find(entity, { field: nameField(entity), text: name });
    const [first] = there;
    if (mark?.state === 'made') return there.some(({ id }) => id !== mark.id) ? 'several' : mark;
    if (there.length > 1) return 'several';
    if (first !== undefined) {
      // A waiting row may become another record of this name.
      const waiting = mark?.state === 'waiting' ? store.draftAt(mark.place) : undefined;
      const isOther = mark?.state === 'waiting' && !(waiting && matcher.isAbout(waiting, first));
      return isOther ? 'several' : { ...first, place: null };
    }
    return mark?.state === 'waiting' ? { id: mark.id, ownerId: null, teamId: null, place: mark.place } : null;
  }
}
