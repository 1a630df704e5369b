import type { Entity } from '../../entities/entity.ts';
import type { EnvelopeColumn } from '../../entities/envelope.ts';
import type { FieldName, FieldNameOfType } from '../../entities/typed-record.ts';
import type { Filter, RelativeSpan } from '../../questions/list-query.ts';

/** Records of one kind. The filter may name the viewer as "@me". */
export type HomeRecords = { readonly on: string; readonly where: Filter };

/** Records of a kind with a schedule. Left out: all that the viewer sees. */
export type HomeHours = { readonly on: string; readonly where?: Filter };

type PanelBase = HomeRecords & {
  /** "pack/panel". */
  readonly id: `${string}/${string}`;
  readonly title: string;
  /** Words beside the title. */
  readonly note?: string;
  /** Panels of one column, or of the figures, are in the order of these numbers, over all packs. */
  readonly place: number;
};

/** A few records, one line each. A kind whose schedule has a flag for "done" gets a box that sets it. */
export type ListPanel = PanelBase & {
  readonly show: 'list';
  readonly column: 'first' | 'second' | 'third';
  /** "dueAt.asc". */
  readonly sort: string;
  /** The number of lines. */
  readonly most: number;
  /** Fields in the second line of an entry; empty ones are left out. */
  readonly detail: readonly string[];
  /** The date or instant at the end of a line; it is marked when it is past and the record is open. */
  readonly due?: string;
  /** The end of a line says for how many days the record has not changed. */
  readonly hasAge?: true;
  /** More records below, and their count beside the title: "2 done today". */
  readonly following?: { readonly where: Filter; readonly sort: string; readonly most: number; readonly words: string };
  /** A sentence below says how many records there are in all, and the sum of the kind's worth. */
  readonly hasTotal?: true;
  /** Offers to work through the records, one after another. The kind has a schedule or stages. */
  readonly worksThrough?: true;
  /** A list of the kind that the panel opens, and the words of that button. */
  readonly opens?: { readonly list: string; readonly words: string };
  /** The sentence in place of an empty list. */
  readonly none: string;
};

/** The sum of a money field over records of a period, beside that of the period before. */
export type NumberPanel = PanelBase & {
  readonly show: 'number';
  readonly sum: string;
  /** The date field of the period. */
  readonly by: string;
  readonly now: RelativeSpan;
  /** The period before, and its words in a sentence: "last quarter". */
  readonly before: { readonly span: RelativeSpan; readonly words: string };
  /** The outcome of the records, in one word: "won". */
  readonly became: string;
};

/** The number of records in each of the last weeks, by a date or an instant. */
export type WeeksPanel = PanelBase & {
  readonly show: 'weeks';
  readonly by: string;
  readonly weeks: number;
  /** The sentence in place of an empty chart. */
  readonly none: string;
};

/** Open records by stage: the sum of a money field, or their number while no record has a value. */
export type StagesPanel = PanelBase & { readonly show: 'stages'; readonly sum: string };

/** A panel of the home page. The first kind is in one of the three columns, the others are figures below them. */
export type HomePanel = ListPanel | NumberPanel | WeeksPanel | StagesPanel;
export type FigurePanel = Exclude<HomePanel, ListPanel>;

/**
 * The panels of a pack for the home page (T-20), all about kinds of the pack's own. The page shows a panel to people who may
 * create records of its kind: a person who only reads has no records of their own.
 */
export type PackHome = {
  /** Records of today on the strip of hours, by the schedule of their kind. */
  readonly hours?: readonly HomeHours[];
  /** Records with `dueBy` that are counted beside the day's name: "3 tasks left, 1 late". */
  readonly left?: readonly HomeRecords[];
  readonly panels: readonly HomePanel[];
};

type Column<E extends Entity> = FieldName<E> | EnvelopeColumn;
type Order<E extends Entity> = `${Column<E>}.${'asc' | 'desc'}`;
type Day<E extends Entity> = FieldNameOfType<E, 'date' | 'instant'>;
type Declared<P extends HomePanel> = Omit<P, 'on' | 'show'>;
type DeclaredList<E extends Entity> = Declared<ListPanel> & {
  readonly sort: Order<E>;
  readonly detail: readonly FieldName<E>[];
  readonly due?: Day<E>;
  readonly following?: { readonly sort: Order<E> };
};
type DeclaredNumber<E extends Entity> = Declared<NumberPanel> & { readonly sum: FieldNameOfType<E, 'money'>; readonly by: Day<E> }; // prettier-ignore
type DeclaredStages<E extends Entity> = Declared<StagesPanel> & { readonly sum: FieldNameOfType<E, 'money'> };

/**
 * Declares a panel with a list. A name that is not one of the kind's fields does not compile, here and in the functions below.
 */
export const listPanel = <E extends Entity>(on: E, panel: DeclaredList<E>): ListPanel => ({
  ...panel,
  show: 'list',
  on: on.name,
});

/** Declares a panel with one number. */
export const numberPanel = <E extends Entity>(on: E, panel: DeclaredNumber<E>): NumberPanel => ({
  ...panel,
  show: 'number',
  on: on.name,
});

/** Declares a panel with the last weeks. */
export const weeksPanel = <E extends Entity>(
  on: E,
  panel: Declared<WeeksPanel> & { readonly by: Day<E> },
): WeeksPanel => ({
  ...panel,
  show: 'weeks',
  on: on.name,
});

/** Declares a panel with the open records by stage. */
export const stagesPanel = <E extends Entity>(on: E, panel: DeclaredStages<E>): StagesPanel => ({
  ...panel,
  show: 'stages',
  on: on.name,
});
