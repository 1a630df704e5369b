import type { FieldKind, FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { Formats } from '@outpost/ui/formats/formats';
import type { RecordWords } from '@outpost/ui/grid/list/record-words';
import type { ShownRecord } from '../../../bridge/contract.ts';

/** Values that are clear only with the name of their field: "Score 75". */
const saysNothingAlone: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'number',
  'percent',
  'duration',
  'flag',
  'date',
  'instant',
]);

/** Returns a value's text for a line of several values: with the name of its field where it is not clear alone. */
export const partText = (label: string, kind: FieldKind | undefined, text: string): string =>
  kind !== undefined && saysNothingAlone.has(kind) ? `${label} ${text}` : text;

/** Returns the owner of a record, for the picture at the end of its line. `owner`: the field. */
export function ownerOf(owner: FieldSpec | undefined, record: ShownRecord, formats: Formats): RecordWords['owner'] {
  const name = owner ? fieldText(owner, record.ownerId, formats) : '';
  if (name === '') return undefined;
  return {
    id: record.ownerId ?? undefined,
    name,
    isMe: owner?.kind === 'ref' && owner.me === record.ownerId,
  };
}
