import type { HistoryRow } from './protocol.ts';

/** P-5: what history says became of the life of a record that was erased by law. No act can say it: a life is alive, deleted or merged. */
const erasedLife = 'erased';
/** What stands in a timeline where the label was. */
const erasedLabel = 'Erased by law';

/** Where and when an erasure by law stands in the journal, and which record a row is about. */
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

/** The history row that tells a device that a record was erased: all that the device keeps of the record goes. */
export const erasedRecordRow = (place: ErasedPlace): HistoryRow => ({
  ...emptyRow(place),
  changed: { life: [null, erasedLife] },
});

/** The history row that takes the place of another one of the same number and record: its label named a record that was erased. */
export const blankedRow = (place: ErasedPlace): HistoryRow => emptyRow(place);

/** Whether a history row says that its record was erased by law. */
export const tellsErasure = ({ changed }: HistoryRow): boolean => changed['life']?.[1] === erasedLife;
