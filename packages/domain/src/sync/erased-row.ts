import type { HistoryRow } from './protocol.ts';

/**
 * P-5: the value of `life` in the history of a record that was erased by law. No act can set it: an act sets only
 * alive, deleted and merged.
 */
const erasedLife = 'erased';
/** The text that a timeline shows in place of the label. */
const erasedLabel = 'Erased by law';

/** The number, time and author of an erasure by law in the journal, and the record that the row is about. */
export type ErasedPlace = Pick<HistoryRow, 'n' | 'id' | 'entity' | 'at' | 'by'>;

const emptyRow = (place: ErasedPlace): HistoryRow => ({
  ...place,
  act: null,
  group: null,
  undoes: null,
  label: erasedLabel,
  device: null,
  madeAt: null,
  kind: 'changed',
  changed: {},
  superseded: {},
});

/**
 * Returns the history row that notifies a device that a record was erased. The device then deletes all its data of
 * the record.
 */
export const erasedRecordRow = (place: ErasedPlace): HistoryRow => ({
  ...emptyRow(place),
  changed: { life: [null, erasedLife] },
});

/**
 * Returns the history row that replaces another row of the same number and record, because that row's label named an
 * erased record.
 */
export const blankedRow = (place: ErasedPlace): HistoryRow => emptyRow(place);

/** Whether a history row reports that its record was erased by law. */
export const tellsErasure = ({ changed }: HistoryRow): boolean => changed['life']?.[1] === erasedLife;
