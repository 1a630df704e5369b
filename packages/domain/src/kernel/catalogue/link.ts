import { entity } from '../entities/entity.ts';
import { ref, text } from '../entities/fields.ts';
import type { IdOf } from '../ids.ts';
import { views } from './views.ts';

/** One of the two kinds that a link joins. */
export type LinkEnd<K extends string> = {
  readonly id: IdOf<K>;
  /** The name of its records on the pages of the other kind. */
  readonly label: { readonly one: string; readonly many: string };
  /** The place of the list of these records on that page, over all kinds. Default: after the lists that have one. */
  readonly place?: number;
};

/**
 * T-19: declares a kind of record that joins records of two packs that don't depend on each other (`packs/links`).
 * Example: a job and the deal that it came from. Each record names one record of each kind, never changes, and exists
 * once for each pair. Each page lists the records of the other kind.
 *
 * The kind is a child of `of` (A-3a). People see the link if they see that record and may read the kind. They may
 * create one if they may change that record and see the other one. It is retired while the tenant lacks the pack of
 * either end, and is restored with its records. No role of another pack names it, so `packs/links` declares one.
 */
export function link<const N extends string, const Of extends string, const With extends string>(
  id: IdOf<N>,
  declared: {
    readonly label: { readonly one: string; readonly many: string };
    readonly describes: string;
    readonly of: LinkEnd<Of>;
    readonly with: LinkEnd<With>;
  },
) {
  const { label, describes, of: first, with: second } = declared;
  const kind = entity(id, {
    label,
    describes,
    icon: 'link',
    title: 'note',
    parent: 'of',
    isAssigned: false,
    joins: true,
    fields: {
      note: text({ label: 'Note' }),
      of: ref(first.id, { required: true, merge: 'fixed', label: first.label.one }),
      with: ref(second.id, { required: true, merge: 'fixed', label: second.label.one }),
    },
    unique: [['of', 'with']],
    indexes: [['of'], ['with'], ['updatedAt']],
    listed: ['of', 'with', 'note'],
  });
  const placeOf = ({ place }: LinkEnd<string>) => (place === undefined ? {} : { place });
  return {
    entity: kind,
    views: views(kind, {
      lists: [],
      related: [
        {
          by: 'of',
          shows: 'with',
          title: second.label.many,
          columns: ['note'],
          adds: ['with', 'note'],
          ...placeOf(second),
        },
        {
          by: 'with',
          shows: 'of',
          title: first.label.many,
          columns: ['note'],
          adds: ['of', 'note'],
          ...placeOf(first),
        },
      ],
    }),
  };
}
