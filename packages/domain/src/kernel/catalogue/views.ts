import type { Entity } from '../entities/entity.ts';
import type { EnvelopeColumn } from '../entities/envelope.ts';
import type { JsonValue } from '../json.ts';
import type { Filter } from '../questions/list-query.ts';
import type { FieldName, FieldNameOfType, Given, RefName } from '../entities/typed-record.ts';

/** A named way to look at a list: which records it holds, how they are sorted and grouped. */
export type ListView = {
  readonly id: string;
  readonly name: string;
  readonly where?: Filter | undefined;
  /** "closesOn.asc". */
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: 'board' | 'grid' | undefined;
};

/** A form for one more record that belongs to the open one, offered on each record that such a one can belong to. */
export type QuickAct = {
  readonly id: string;
  /** Acts stand in the order of these numbers, over all kinds. */
  readonly place: number;
  readonly label: string;
  readonly icon: string;
  readonly key?: string;
  /** What is filled in already, and what is asked for. */
  readonly fields?: Readonly<Record<string, JsonValue>>;
  readonly asks: readonly string[];
  /** The field that takes the present instant. */
  readonly now?: string;
  /** Fields that take how one reaches the open record's person (T-19). Left empty where it has none. */
  readonly takes?: Readonly<Record<string, 'email' | 'phone'>>;
  /** Words of the form: its title, its button and a remark. */
  readonly title: string;
  readonly done?: string;
  readonly note?: string;
};

/** A list on a record's page: the records of one kind that name it. */
export type RelatedList = {
  /** The reference by which they name it. */
  readonly by: string;
  /** Lists stand in the order of these numbers, over all kinds. Left out: behind those that have one. */
  readonly place?: number;
  /** Left out: the kind's own word for many. */
  readonly title?: string;
  /** What stands beside each record's title. */
  readonly columns: readonly string[];
  /** "closesOn.asc". Left out: the latest change first. */
  readonly sort?: string;
  /** The list offers to make one more, and asks for these fields. */
  readonly adds?: readonly string[];
};

/** How many records name the open one, and what a field of theirs sums up to, over what the person who looks may see (T-17, Q-6). */
export type FigureOver = {
  readonly label: string;
  /** The kind of record that is counted, and the reference by which it names the open record. */
  readonly of: string;
  readonly by: string;
  readonly where?: Filter | undefined;
  readonly sum?: string;
};
/** A figure in the head of a record's page: a field of the record, or one over the records that name it. */
export type HeaderFigure = { readonly field: string } | FigureOver;

/** A headed part of a record's fields. */
export type PageSection = {
  readonly title: string;
  readonly fields: readonly string[];
  /** The tab on which it stands. Left out: the first one, with the related lists. */
  readonly tab?: string;
};

/** How the page of a record is laid out. */
export type RecordLayout = {
  /** Fields in the line under the title, those that are filled in. */
  readonly subline: readonly string[];
  readonly figures: readonly HeaderFigure[];
  /** Fields that no section names stand at the end of the first one. */
  readonly sections: readonly PageSection[];
};

/** T-20: how people come to the records of one kind, and look at them. Data alone: the generic screens read it. */
export interface KindViews {
  readonly on: string;
  /** Its area in the rail. Left out: it has none. */
  readonly area?: {
    /** Areas stand in the order of these numbers, over all packs: a trade's own from 100, the organisation's people from 900. */
    readonly place: number;
    /** The letter that opens it after "g". */
    readonly key?: string;
    /** It stands in the bar of a narrow window, too. */
    readonly isInBar?: true;
  };
  /** Its board, for a kind with stages: what it is called, and whether the list of all records opens with it. */
  readonly board?: {
    readonly title: string;
    readonly isFirst?: true;
    /** The field under a card's title. */
    readonly subtitle?: string;
  };
  /** Beside the list of all records, which every kind has, in the order in which they stand. */
  readonly lists: readonly ListView[];
  /** How its lists are ordered until a person chooses: "dueAt.asc". Left out: by title, so that an edit never moves a row under one's hands. */
  readonly order?: string;
  /** Left out: made from its fields (`views-of.ts`). */
  readonly page?: RecordLayout;
  /** Where its records are listed on the pages of records that they name. Left out: one list for each of its references. */
  readonly related?: readonly RelatedList[];
  /** Lists that stand in the rail until a person pins others. */
  readonly pinned?: readonly { readonly list: string; readonly label: string; readonly icon: string }[];
  /** Its records that a person is told of on the home page when they have come to them, with the fields that tell which. */
  readonly arrivals?: {
    readonly where: Filter;
    readonly title: string;
    readonly icon: string;
    readonly detail: readonly string[];
  };
  /** For a kind with a parent: how records of it are made on the record that they belong to. */
  readonly quickActs?: readonly QuickAct[];
}

type QuickActOf<E extends Entity> = QuickAct & {
  readonly fields?: Partial<Given<E>>;
  readonly asks: readonly FieldName<E>[];
  readonly now?: FieldNameOfType<E, 'instant'>;
  readonly takes?: { readonly [K in FieldName<E>]?: 'email' | 'phone' };
};
type Column<E extends Entity> = FieldName<E> | EnvelopeColumn;
type Order<E extends Entity> = `${Column<E>}.${'asc' | 'desc'}`;
type ListViewOf<E extends Entity> = ListView & {
  readonly sort?: Order<E>;
  readonly group?: Column<E>;
};
type RelatedListOf<E extends Entity> = RelatedList & {
  readonly by: RefName<E>;
  readonly columns: readonly Column<E>[];
  readonly sort?: Order<E>;
  readonly adds?: readonly FieldName<E>[];
};
type LayoutOf<E extends Entity> = RecordLayout & {
  readonly subline: readonly FieldName<E>[];
  readonly figures: readonly ({ readonly field: FieldName<E> } | FigureOver)[];
  readonly sections: readonly (PageSection & { readonly fields: readonly FieldName<E>[] })[];
};
/** A kind's views as its pack writes them: names that are none of its fields do not compile. */
type ViewsOf<E extends Entity> = Omit<KindViews, 'on'> & {
  readonly board?: { readonly subtitle?: FieldName<E> };
  readonly lists: readonly ListViewOf<E>[];
  readonly order?: Order<E>;
  readonly page?: LayoutOf<E>;
  readonly related?: readonly RelatedListOf<E>[];
  readonly arrivals?: { readonly detail: readonly FieldName<E>[] };
  readonly quickActs?: readonly QuickActOf<E>[];
};

/** Declares the views of one kind. */
export const views = <E extends Entity>(on: E, declared: ViewsOf<E>): KindViews => ({ ...declared, on: on.name });

/** Declares a figure over the records that name the open one. */
export const figureOver = <E extends Entity>(
  of: E,
  figure: {
    readonly label: string;
    readonly by: RefName<E>;
    readonly where?: Filter | undefined;
    readonly sum?: FieldNameOfType<E, 'money'>;
  },
): FigureOver => ({ ...figure, of: of.name });

/** The list of all records, with which every kind begins. */
export const allRecords = { id: 'all', name: 'All' } as const satisfies ListView;
/** The list of what belongs to the person who looks, or is assigned to them. */
export const mine = {
  id: 'mine',
  name: 'Mine',
  where: { field: 'ownerId', op: 'is', value: '@me' },
} as const satisfies ListView;

/** Chosen: days without a change after which an open record counts as quiet. */
export const quietDays = 21;

/** What is still open, by the kind's stages. Undefined for a kind without stages. */
export function openFilter({ stages, fields }: Pick<Entity, 'stages' | 'fields'>): Filter | undefined {
  const field = stages === undefined ? undefined : fields[stages];
  if (stages === undefined || field?.type !== 'choice') return undefined;
  const open = field.options.filter(({ outcome }) => outcome === 'open').map(({ value }) => value);
  return { field: stages, op: 'one-of', value: open };
}
