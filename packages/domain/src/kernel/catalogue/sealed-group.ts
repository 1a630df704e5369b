import type { Catalogue } from './catalogue.ts';
import { type Entity, type EntityOf, untypedEntity } from '../entities/entity.ts';
import { type FieldTypeName, ref, type TypedField } from '../entities/fields.ts';
import type { IdOf } from '../ids.ts';

type TypedFields = Readonly<Record<string, TypedField>>;

/** The name of a companion's link to its record. */
const link = 'record';
/** The types of sealed fields. A reference or a file would be found by other records, and text with many lines merges by line: none of them is sealed. */
export const sealable: readonly FieldTypeName[] = [
  'text',
  'email',
  'phone',
  'date',
  'number',
  'choice',
  'flag',
  'address',
  'json',
];
/** Chosen: card and account numbers are usually shown this way. */
const usuallyShown = 4;

/** A group of sealed fields of one kind of record. */
export type SealedGroup<Of extends string, F extends TypedFields> = {
  /** The kind whose records have these fields. Its records must exist before: it is never a group itself. */
  readonly of: IdOf<Of>;
  readonly label: { readonly one: string; readonly many: string };
  readonly describes: string;
  readonly fields: F;
  /** By field: how many of the last characters show in a masked value. Left out: 4 of a text, none of others. */
  readonly shown?: Readonly<Partial<Record<NoInfer<keyof F & string>, number>>>;
};

/**
 * K-4: declares a group of sealed fields, such as a person's tax number. Their values are in companion records of this kind, one
 * for each record of `of`. People see them if they see the record and hold `read` on this kind by its own name (or `**`). No
 * grant of the pack or of `*` gives this right. People change them by `update`, in the same way. A companion is never deleted by
 * itself, and nobody owns it.
 * @throws at start for a field that can't be sealed.
 */
export function sealedGroup<const N extends string, const Of extends string, const F extends TypedFields>(
  id: IdOf<N>,
  { of, label, describes, fields, shown }: SealedGroup<Of, F>,
): EntityOf<N, F & { readonly record: TypedField }> {
  const wrong = (what: string): never => {
    throw new Error(`Sealed group ${id.kind}: ${what}`);
  };
  const shownOf: Record<string, number> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (name === link) wrong(`"${link}" is the name of its link to the record`);
    if (!sealable.includes(field.type)) wrong(`field "${name}" can't be sealed: it is of the type ${field.type}`);
    if (field.searched) wrong(`field "${name}" is searched`);
    if (field.required) wrong(`field "${name}" is required, and a record may have no companion`);
    if (field.merge !== 'later') wrong(`field "${name}" does not merge by the later value`);
    shownOf[name] = field.type === 'text' ? usuallyShown : 0;
  }
  return untypedEntity(id.kind, {
    label,
    describes,
    icon: 'lock',
    title: link,
    parent: link,
    isAssigned: false,
    fields: { [link]: ref(of, { required: true, merge: 'fixed' }), ...fields },
    indexes: [[link], ['updatedAt']],
    listed: [link],
    sealed: { of: of.kind, shown: { ...shownOf, ...shown } },
  }) as EntityOf<N, F & { readonly record: TypedField }>; // made from this declaration
}

const unsealed = new WeakMap<Catalogue, Catalogue>();
/**
 * K-4: returns the catalogue without the groups of sealed fields: as lists, search, reports, files and programs have it. They
 * read no records of these groups, and do not know the groups' names. The same object for the same catalogue.
 */
export function withoutSealed(catalogue: Catalogue): Catalogue {
  const known = unsealed.get(catalogue);
  if (known) return known;
  const entities = [...catalogue.entities].filter(([, { sealed }]) => sealed === undefined);
  const made = entities.length === catalogue.entities.size ? catalogue : { ...catalogue, entities: new Map(entities) };
  unsealed.set(catalogue, made);
  return made;
}

/** K-4: returns the kinds of companions that records of a kind have, also of groups that are no longer used. */
export const companionKindsOf = ({ entities }: Pick<Catalogue, 'entities'>, kind: string): readonly Entity[] =>
  [...entities.values()].filter(({ sealed }) => sealed?.of === kind);

/** K-4: returns the groups of sealed fields that records of a kind have, in the catalogue's order. */
export const sealedGroupsOf = ({ entities }: Pick<Catalogue, 'entities'>, kind: string): readonly Entity[] =>
  companionKindsOf({ entities }, kind).filter(({ isRetired }) => isRetired !== true);
