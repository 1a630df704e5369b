import type { Entity } from '../entities/entity.ts';
import type { EnvelopeColumn } from '../entities/envelope.ts';
import type { MessageWithFiles } from '../messages/message.ts';
import type { JsonValue } from '../json.ts';
import type { DeclaredForecast } from '../reports/declared-forecast.ts';
import type { DeclaredReport } from '../reports/report-definition.ts';
import type { ViewColumns } from './view-columns.ts';
import type { Filter, SpanBucket } from '../questions/list-query.ts';
import type { FieldName, FieldNameOfType, Given, RefName } from '../entities/typed-record.ts';

/** A named way to look at a list: which records it holds, how they are sorted and grouped. */
export type ListView = {
  readonly id: string;
  readonly name: string;
  readonly where?: Filter | undefined;
  /** "closesOn.asc". */
  readonly sort?: string | undefined;
  /** A field, or a span of days of a date: "stage", "closesOn.month". */
  readonly group?: string | undefined;
  /** The id of a kind of view, such as "board". The window has the kinds (`all-view-kinds.ts`). */
  readonly kind?: string | undefined;
  /** Words that the records must contain. */
  readonly search?: string | undefined;
  /** The columns of a grid. Left out: those that the kind of record lists. */
  readonly columns?: ViewColumns | undefined;
  /** The names of the columns that stay at the left edge. */
  readonly pins?: readonly string[] | undefined;
};

type TakenAddress = 'email' | 'phone' | 'text';

/** A form for a new record that belongs to the open one. It is offered on each record that can be its parent. */
export type QuickAct = {
  readonly id: string;
  /** Forms are listed in the order of these numbers, over all kinds. */
  readonly place: number;
  readonly label: string;
  readonly icon: string;
  readonly key?: string;
  /** Values that are filled in at the start, and the fields that the form asks for. */
  readonly fields?: Readonly<Record<string, JsonValue>>;
  readonly asks: readonly string[];
  /** The field that takes the present instant. */
  readonly now?: string;
  /**
   * Fields that take the e-mail address, the telephone number, or the number for texts of the open record's person (T-19). Left empty
   * where the record has none.
   */
  readonly takes?: Readonly<Record<string, TakenAddress>>;
  /** At least one of these fields must be filled in, because an empty record is useless. */
  readonly needsOneOf?: readonly string[];
  /**
   * A choice that the form asks for first, by buttons with the keys 1 to 9. `complete`: the values with which the
   * record is made immediately, without further questions.
   */
  readonly picks?: { readonly field: string; readonly complete: readonly string[] };
  /** The text of a text message: the form counts its characters and parts (MSG-15). */
  readonly counts?: string;
  /** The field that names attached files: the form offers the files of the open record, and takes new ones (MSG-43). `by`: the kind of message. */
  readonly attaches?: { readonly field: string; readonly by: MessageWithFiles };
  /** Fields of Markdown that the form asks for as plain text: their text leaves the app as it is typed. */
  readonly plain?: readonly string[];
  /**
   * The server rings the person's own telephone for it, at once or not at all (MSG-61). It needs a network and the person's number.
   */
  readonly ringsOwn?: true;
  /** Words of the form: its title, its button and a remark. */
  readonly title: string;
  readonly done?: string;
  readonly note?: string;
  /** The label of the act in the past tense: "Logged a call". Left out: "Added activity". */
  readonly past?: string;
};

/**
 * The records of a kind that a planned round of the map makes, one for each stop: they are about the stop's record, at the
 * time of the visit. `title`: the word before the stop's name: "Visit". `fields`: further values of each record.
 */
export type VisitRecords = { readonly title: string; readonly fields?: Readonly<Record<string, JsonValue>> };

/** A list on a record's page: the records of one kind that refer to it. */
export type RelatedList = {
  /** The reference field by which the listed records refer to it. */
  readonly by: string;
  /** Lists appear in the order of these numbers, over all kinds. Left out: after the lists that have one. */
  readonly place?: number;
  /** Left out: the kind's plural label. */
  readonly title?: string;
  /**
   * T-19: another reference field. Each line names and opens the record in it, in place of the listed record, which only joins
   * the two.
   */
  readonly shows?: string;
  /** The columns next to each record's title. */
  readonly columns: readonly string[];
  /** PLT-11: the tenant's administrators have chosen the columns: the page shows them as a table. */
  readonly hasChosenColumns?: true;
  /** "closesOn.asc". Left out: the latest change first. */
  readonly sort?: string;
  /** The list offers a button to add a record, and its form asks for these fields. */
  readonly adds?: readonly string[];
  /** The timeline of the page can include what happened to the listed records (`timelineFeedOf`). */
  readonly feedsTimeline?: true;
};

/**
 * The number of records that refer to the open one, or the sum of one of their fields. Only records that the viewer
 * may see count (T-17, Q-6).
 */
export type FigureOver = {
  readonly label: string;
  /** The kind of record that is counted, and the reference by which it names the open record. */
  readonly of: string;
  readonly by: string;
  readonly where?: Filter | undefined;
  readonly sum?: string;
};
/** A figure in the head of a record's page: a field of the record, or a figure over the records that refer to it. */
export type HeaderFigure = { readonly field: string } | FigureOver;

/** A headed part of a record's fields. */
export type PageSection = {
  readonly title: string;
  readonly fields: readonly string[];
  /** The tab that shows the section. Left out: the first tab, with the related lists. */
  readonly tab?: string;
};

/**
 * PLT-11: parts of a page as a tenant has chosen them: the shown parts in their order, and the parts that the page leaves out.
 * For a part in neither list the pack's declaration holds, so that a part that is added later is on the page.
 */
export type ChosenParts = { readonly shown: readonly string[]; readonly hidden: readonly string[] };

/**
 * PLT-10, PLT-11: a tenant's arrangement of the pages of one kind: sections, hidden fields, figures and related
 * lists. It replaces the arrangement of the pack.
 */
export type TenantPage = {
  readonly sections: readonly PageSection[];
  readonly hidden: readonly string[];
  /** Left out: the pack's figures. */
  readonly figures?: ChosenParts;
  /** Left out: all lists, in the order of their places. */
  readonly lists?: ChosenParts;
  /** By `listName`: the columns of a related list, in order. Lists that are left out have those of the pack. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
};

/** How the page of a record is laid out. */
export type RecordLayout = {
  /** Fields in the line under the title; empty ones are left out. */
  readonly subline: readonly string[];
  readonly figures: readonly HeaderFigure[];
  /** Fields that no section names appear at the end of the first section. */
  readonly sections: readonly PageSection[];
};

/** T-20: how people find and view the records of one kind. Pure data: the generic screens read it. */
export interface KindViews {
  readonly on: string;
  /** Its area in the rail. Left out: it has none. */
  readonly area?: {
    /** Areas appear in the order of these numbers, over all packs: a trade's own from 100, the organisation's people from 900. */
    readonly place: number;
    /** The letter that opens it after "g". */
    readonly key?: string;
    /** The bar of a narrow window shows it, too. */
    readonly isInBar?: true;
  };
  /**
   * Its board, for a kind with a choice field: the title of the board by stages, and whether the list of all records opens as a
   * board.
   */
  readonly board?: {
    readonly title: string;
    readonly isFirst?: true;
    /** The field under a card's title. */
    readonly subtitle?: string;
  };
  /** Lists in addition to the list of all records, which every kind has; in the order in which they are shown. */
  readonly lists: readonly ListView[];
  /**
   * How its lists are sorted until a person chooses: "dueAt.asc". Left out: by title, so that an edit never moves the row that a
   * person is editing.
   */
  readonly order?: string;
  /** Left out: made from its fields (`views-of.ts`). */
  readonly page?: RecordLayout;
  /**
   * Where its records are listed on the pages of records that they refer to. Default: one list for each of its
   * references.
   */
  readonly related?: readonly RelatedList[];
  /** Lists that the rail shows until a person pins others. */
  readonly pinned?: readonly { readonly list: string; readonly label: string; readonly icon: string }[];
  /** Records that the home page announces to the person who has received them, and the fields that it shows of each. */
  readonly arrivals?: {
    readonly where: Filter;
    readonly title: string;
    readonly icon: string;
    readonly detail: readonly string[];
  };
  /**
   * For a kind with a parent: its records are entries of the timeline of their parent, at the instant in this field. A record
   * whose field is empty is an entry at the instant of its creation.
   */
  readonly timeline?: {
    readonly at: string;
    /**
     * For a kind whose records belong to one person each (A-3c): the reference to the record on whose timeline its owner sees it.
     * Such a kind has no parent, because a child has the visibility of its parent.
     */
    readonly by?: string;
    /** For such a kind: the field with the id of the record that sharing one makes. Erasing that record erases this one, too: both have the same words. */
    readonly becomes?: string;
  };
  /** The server makes its records for their owners. They follow from other records, so that a new one is no notification of its own. */
  readonly isBegunQuietly?: true;
  /** For a kind with a parent: forms that make its records on the page of the parent. */
  readonly quickActs?: readonly QuickAct[];
  /** For a kind with a parent and a schedule: its records can be the visits of a round that is planned on the map. */
  readonly visit?: VisitRecords;
  /** How its open records are forecast: the reports "pack/kind/forecast" and "…-by-person". */
  readonly forecast?: DeclaredForecast;
  /** Reports over its records. A dashboard names one as "pack/kind/id". */
  readonly reports?: readonly DeclaredReport[];
}

type QuickActOf<E extends Entity> = QuickAct & {
  readonly fields?: Partial<Given<E>>;
  readonly asks: readonly FieldName<E>[];
  readonly now?: FieldNameOfType<E, 'instant'>;
  readonly takes?: { readonly [K in FieldName<E>]?: TakenAddress };
  readonly needsOneOf?: readonly FieldName<E>[];
  readonly plain?: readonly FieldName<E>[];
  readonly counts?: FieldNameOfType<E, 'text'>;
  readonly attaches?: { readonly field: FieldNameOfType<E, 'json'> };
  readonly picks?: { readonly field: FieldNameOfType<E, 'choice'> };
};
type Column<E extends Entity> = FieldName<E> | EnvelopeColumn;
type Order<E extends Entity> = `${Column<E>}.${'asc' | 'desc'}`;
type ListViewOf<E extends Entity> = ListView & {
  readonly sort?: Order<E>;
  readonly group?: Column<E> | `${FieldNameOfType<E, 'date' | 'instant'> | EnvelopeColumn}.${SpanBucket}`;
};
type RelatedListOf<E extends Entity> = RelatedList & {
  readonly by: RefName<E>;
  readonly shows?: RefName<E>;
  readonly columns: readonly Column<E>[];
  readonly sort?: Order<E>;
  readonly adds?: readonly FieldName<E>[];
};
type ReportOf<E extends Entity> = DeclaredReport & {
  readonly groups: readonly { readonly field: Column<E> | `${RefName<E>}.${string}` }[];
  readonly period?: { readonly field: FieldNameOfType<E, 'date' | 'instant'> | EnvelopeColumn } | undefined;
};
type LayoutOf<E extends Entity> = RecordLayout & {
  readonly subline: readonly FieldName<E>[];
  readonly figures: readonly ({ readonly field: FieldName<E> } | FigureOver)[];
  readonly sections: readonly (PageSection & { readonly fields: readonly FieldName<E>[] })[];
};
/** A kind's views as its pack writes them. A name that is not one of its fields does not compile. */
type ViewsOf<E extends Entity> = Omit<KindViews, 'on'> & {
  readonly board?: { readonly subtitle?: FieldName<E> };
  readonly lists: readonly ListViewOf<E>[];
  readonly order?: Order<E>;
  readonly page?: LayoutOf<E>;
  readonly related?: readonly RelatedListOf<E>[];
  readonly arrivals?: { readonly detail: readonly FieldName<E>[] };
  readonly timeline?: {
    readonly at: FieldNameOfType<E, 'instant'> | EnvelopeColumn;
    readonly by?: RefName<E>;
    readonly becomes?: FieldNameOfType<E, 'text'>;
  };
  readonly quickActs?: readonly QuickActOf<E>[];
  readonly visit?: VisitRecords & { readonly fields?: Partial<Given<E>> };
  readonly reports?: readonly ReportOf<E>[];
  readonly forecast?: DeclaredForecast & {
    readonly category?: FieldNameOfType<E, 'choice'>;
    readonly closed: FieldNameOfType<E, 'date' | 'instant'>;
    readonly due: FieldNameOfType<E, 'date' | 'instant'>;
  };
};

/** Returns the reason why records of this kind cannot be the visits of a round; undefined where they can. */
function visitFault({ parent, schedule, title, fields }: Entity, visit: VisitRecords): string | undefined {
  if (parent === undefined || schedule === undefined || fields[schedule.at]?.type !== 'instant')
    return 'its kind needs a parent, and a schedule by an instant';
  const given = new Set([parent, schedule.at, title, ...Object.keys(visit.fields ?? {})]);
  const missing = Object.entries(fields).find(([name, { required }]) => required && !given.has(name))?.[0];
  return missing === undefined ? undefined : `"fields" has no value for the required field "${missing}"`;
}

/** Declares the views of one kind. Throws for visits that could not be made, with the reason. */
export function views<E extends Entity>(on: E, declared: ViewsOf<E>): KindViews {
  const fault = declared.visit && visitFault(on, declared.visit);
  if (fault !== undefined) throw new Error(`Views of ${on.name}: visit: ${fault}`);
  return { ...declared, on: on.name };
}

/** Declares a figure over the records that refer to the open one. */
export const figureOver = <E extends Entity>(
  of: E,
  figure: {
    readonly label: string;
    readonly by: RefName<E>;
    readonly where?: Filter | undefined;
    readonly sum?: FieldNameOfType<E, 'money'>;
  },
): FigureOver => ({ ...figure, of: of.name });

/** The list of all records, which is the first list of every kind. */
export const allRecords = { id: 'all', name: 'All' } as const satisfies ListView;
/** The list of the records that the viewer owns or is assigned to. */
export const mine = {
  id: 'mine',
  name: 'Mine',
  where: { field: 'ownerId', op: 'is', value: '@me' },
} as const satisfies ListView;

/** Chosen: days without a change after which an open record counts as quiet. */
export const quietDays = 21;

/** Returns the filter for open records, by the kind's stages. Undefined for a kind without stages. */
export function openFilter({ stages, fields }: Pick<Entity, 'stages' | 'fields'>): Filter | undefined {
  const field = stages === undefined ? undefined : fields[stages];
  if (stages === undefined || field?.type !== 'choice') return undefined;
  const open = field.options.filter(({ outcome }) => outcome === 'open').map(({ value }) => value);
  return { field: stages, op: 'one-of', value: open };
}
