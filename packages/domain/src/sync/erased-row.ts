import type { HistoryRow } from './protocol.ts';

/**
 * P-5: the value of `life` in the history of a record that was erased by law. No act can set it: an act sets only
 * alive, deleted and merged.
 */
const erasedLife = 'erased';
/** ADR 122: the value of `life` in the history of a former member whose name was replaced by a pseudonym. No act can set it. */
const pseudonymisedLife = 'pseudonymised';
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

/** Whether a history row stands in for one that lost its content by law, so that its changes are not known. */
export const tellsBlanked = ({ label, changed, superseded }: HistoryRow): boolean =>
  label === erasedLabel && Object.keys(changed).length === 0 && Object.keys(superseded).length === 0;

/**
 * Returns the history row that notifies a device that a former member's name was replaced by a pseudonym (ADR 122). The record
 * stays. The device then removes the name from its own acts.
 */
export const pseudonymisedRow = (place: ErasedPlace): HistoryRow => ({
  ...emptyRow(place),
  changed: { life: [null, pseudonymisedLife] },
});

/** Whether a history row reports that its record's name was replaced by a pseudonym. */
export const tellsPseudonym = ({ changed }: HistoryRow): boolean => changed['life']?.[1] === pseudonymisedLife;
