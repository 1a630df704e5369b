import { hashedId } from '../hashed-id.ts';
import type { JsonValue } from '../json.ts';
import { isReservedName } from './envelope.ts';

/**
 * K-4: set on the kind of a group of sealed fields (`catalogue/sealed-group.ts`). Its records are companions of the records of another
 * kind: one companion holds the group's values of one record, and has the id `companionId`.
 */
export type Sealed = {
  /** The kind whose records have the fields. */
  readonly of: string;
  /** By field: how many of the last characters a masked value shows. */
  readonly shown: Readonly<Record<string, number>>;
};

/** The part of a kind of record that names its sealed fields. */
type SealedKind = { readonly sealed?: Sealed; readonly parent?: string };

/**
 * K-4: whether the values of a field are sealed: encrypted where the server stores them, and in no label, index, search, filter,
 * history, refusal or log. All fields of a companion are, except the link to its record and
 * those that every record has.
 */
export const isSealedField = ({ sealed, parent }: SealedKind, name: string): boolean =>
  sealed !== undefined && name !== parent && !isReservedName(name);

/** Returns the id of a record's companion: the same on every device, so that two devices offline make one record. */
export const companionId = (kind: string, record: string): string => hashedId('companion', kind, record);

/**
 * Replaces the characters that a masked value hides. Its length is constant, so that it does not reveal the length of the value.
 */
const hidden = '••••';

/** Returns a sealed value as screens show it before it is revealed: its last characters at most, none of a short value. */
export function masked(value: JsonValue | undefined, shown: number): string {
  if (value === undefined || value === null || value === '') return '';
  const text = typeof value === 'string' ? value : '';
  const letters = Array.from(text).filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  // Even the last characters of a short value would reveal too much.
  return letters.length >= 2 * shown && shown > 0 ? `${hidden}${letters.slice(-shown).join('')}` : hidden;
}
