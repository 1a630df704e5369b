import type { Entity } from '../../entities/entity.ts';
import type { EnvelopeColumn } from '../../entities/envelope.ts';
import type { FieldName, FieldNameOfType } from '../../entities/typed-record.ts';
import type { Filter, RelativeSpan } from '../../questions/list-query.ts';
import type { HelpRule } from '../helping/help-rules.ts';
import type { PeriodSpan } from '../../reports/report-definition.ts';

/** Records of one kind. The filter may name the viewer as "@me". */
export type HomeRecords = { readonly on: string; readonly where: Filter };

/**
 * Records that are counted next to the day's name. Without `kinds` they are counted as their kind, with the late ones: "3 tasks
 * left, 1 late". `kinds`: they are counted by the options of a choice field, each with its words: "2 calls".
 */
export type HomeLeft = HomeRecords & {
  readonly kinds?: {
    readonly by: string;
    readonly words: Readonly<Record<string, { readonly one: string; readonly many: string }>>;
  };
};

/** Records of a kind with a schedule. Left out: all that the viewer sees. */
export type HomeHours = { readonly on: string; readonly where?: Filter };

type PanelBase = HomeRecords & {
  /** "pack/panel". */
  readonly id: `${string}/${string}`;
  readonly title: string;
  /** Words next to the title. */
  readonly note?: string;
  /** Panels of one column, or of the figures, are in the order of these numbers, over all packs. */
  readonly place: number;
  /**
   * The keys of the roles whose people get the panel, above their own day: it is about the records of a team. People of other
   * roles don't get it. Left out: the panel is about the person's own records, for people who may create some.
   */
  readonly homeOf?: readonly string[];
};
type HomeColumn = 'first' | 'second' | 'third';

/** A few records, one line each. A kind whose schedule has a flag for "done" gets a box that sets it. */
export type ListPanel = PanelBase & {
  readonly show: 'list';
  readonly column: HomeColumn;
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
  /** More records below, and their count next to the title: "2 done today". */
  readonly following?: { readonly where: Filter; readonly sort: string; readonly most: number; readonly words: string };
  /** A line names the owner of its record. */
  readonly hasOwner?: true;
  /** The name of a quick act (`quickActs` of a kind's views) that a button at the end of a line opens for its record. */
  readonly does?: string;
  /** A sentence below says how many records there are in all, with the sum of the kind's worth, alone and by the chances of the stages. */
  readonly hasTotal?: true;
  /** Offers to work through the records, one after another. The kind has a schedule or stages. */
  readonly worksThrough?: true;
  /** A list of the kind that the panel opens, and the words of that button. */
  readonly opens?: { readonly list: string; readonly words: string };
  /** The sentence in place of an empty list. */
  readonly none: string;
};

/** The sum of a money field over records of a period, with the sum of the period before. */
export type NumberPanel = PanelBase & {
  readonly show: 'number';
  readonly sum: string;
  /** The date field of the period. */
  readonly by: string;
  readonly now: RelativeSpan;
  /** The period before, and its words in a sentence: "last quarter". */
  readonly before: { readonly span: PeriodSpan; readonly words: string };
  /** The outcome of the records, in one word: "won". */
  readonly became: string;
  /** The report for which targets of this sum are set: "crm/deal/won". A person with a target sees their share of it. */
  readonly target?: string;
};

/** The number of records in each of the last weeks, by a date or an instant. */
export type WeeksPanel = PanelBase & {
  readonly show: 'weeks';
  readonly by: string;
  readonly weeks: number;
  /** The weeks of this period in place of the last ones; a year has a bar for each month. Only the page sets it. */
  readonly period?: RelativeSpan;
  /** The sentence in place of an empty chart. */
  readonly none: string;
};

/** Open records by stage: the sum of a money field, or their number while no record has a value. */
export type StagesPanel = PanelBase & { readonly show: 'stages'; readonly sum: string };

/**
 * The events of records with stages since the start of a span: new ones, moves between stages, outcomes, and due dates
 * that were moved out of another span. Each line has the sum of the kind's worth.
 */
export type MovesPanel = Omit<PanelBase, 'where'> & {
  readonly show: 'moves';
  readonly column: HomeColumn;
  /** Left out: all records that the person sees. */
  readonly where?: Filter;
  readonly span: RelativeSpan;
  /** Records due in this span before, and due after it now. `words`: "moved into the next quarter". */
  readonly slips?: { readonly out: RelativeSpan; readonly words: string };
  /** The sentence in place of an empty list. */
  readonly none: string;
};

/**
 * The people of the viewer's teams who may need help, each with the reasons and their figures (`who-needs-help.ts`). A rule of a
 * kind that the viewer may not read is left out.
 */
export type PeoplePanel = Omit<PanelBase, 'on' | 'where' | 'homeOf'> & {
  readonly show: 'people';
  readonly column: HomeColumn;
  readonly homeOf: readonly string[];
  /** In the order in which the reasons of a person are listed. */
  readonly rules: readonly HelpRule[];
  /** The period of the win rate. */
  readonly span: RelativeSpan;
  /** A further filter by the name of a kind, such as one of its pipelines. Only the page sets it. */
  readonly narrowing?: Readonly<Record<string, Filter | undefined>>;
  /** The kind of record that the viewer writes for a person, and the fields that its form asks for. */
  readonly asks?: { readonly on: string; readonly fields: readonly string[] };
  /** The number of people that are listed. */
  readonly most: number;
  /** The sentence in place of an empty list. */
  readonly none: string;
};

/** A panel of the home page. Lists, moves and people are in one of the three columns, the others are figures below them. */
export type HomePanel = ListPanel | MovesPanel | PeoplePanel | NumberPanel | WeeksPanel | StagesPanel;
export type ColumnPanel = ListPanel | MovesPanel | PeoplePanel;
export type FigurePanel = Exclude<HomePanel, ColumnPanel>;

/**
 * The panels of a pack for the home page (T-20), all about kinds of the pack's own. The page shows a panel of own records to
 * people who may create records of its kind, and a panel of a team to people with certain roles who may read its kind.
 */
export type PackHome = {
  /** Records of today on the strip of hours, by the schedule of their kind. */
  readonly hours?: readonly HomeHours[];
  /** Records that are counted next to the day's name. Those without `kinds` have a `dueBy`. */
  readonly left?: readonly HomeLeft[];
  readonly panels: readonly HomePanel[];
};

type Column<E extends Entity> = FieldName<E> | EnvelopeColumn;
type Order<E extends Entity> = `${Column<E>}.${'asc' | 'desc'}`;
type Day<E extends Entity> = FieldNameOfType<E, 'date' | 'instant'>;
type Declared<P extends Exclude<HomePanel, PeoplePanel>> = Omit<P, 'on' | 'show'>;
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

/** Declares a panel with what moved. The kind has stages; slips are those of its `dueBy`. */
export const movesPanel = <E extends Entity>(on: E, panel: Declared<MovesPanel>): MovesPanel => ({
  ...panel,
  show: 'moves',
  on: on.name,
});

/** Declares a panel with the people of a team who may need help. */
export const peoplePanel = <E extends Entity>(
  asks: E,
  panel: Omit<PeoplePanel, 'show' | 'asks'> & { readonly asks: readonly FieldName<E>[] },
): PeoplePanel => ({ ...panel, show: 'people', asks: { on: asks.name, fields: panel.asks } });

/** Declares records that are counted by the options of a choice field next to the day's name. */
export const leftByKind = <E extends Entity>(
  on: E,
  declared: { readonly where: Filter; readonly by: FieldNameOfType<E, 'choice'>; readonly words: NonNullable<HomeLeft['kinds']>['words'] }, // prettier-ignore
): HomeLeft => ({ on: on.name, where: declared.where, kinds: { by: declared.by, words: declared.words } });
