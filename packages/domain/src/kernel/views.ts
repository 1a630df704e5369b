import type { Entity } from './entity.ts';
import type { EnvelopeColumn } from './envelope.ts';
import type { JsonValue } from './json.ts';
import type { Filter } from './query/list-query.ts';
import type { FieldName, FieldNameOfType, Given } from './typed-record.ts';

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
  /** Fields that take a value of the open record: by name, the name of its field. Left empty where it has none. */
  readonly takes?: Readonly<Record<string, string>>;
  /** Words of the form: its title, its button and a remark. */
  readonly title: string;
  readonly done?: string;
  readonly note?: string;
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
  /** Its board, for a kind with stages: what it is called, and whether the list opens with it. */
  readonly board?: { readonly title: string; readonly isFirst?: true };
  /** Beside the list of all records, which every kind has, in the order in which they stand. */
  readonly lists: readonly ListView[];
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
  readonly takes?: { readonly [K in FieldName<E>]?: string };
};
type Column<E extends Entity> = FieldName<E> | EnvelopeColumn;
type ListViewOf<E extends Entity> = ListView & {
  readonly sort?: `${Column<E>}.${'asc' | 'desc'}`;
  readonly group?: Column<E>;
};

/** Declares the views of one kind. */
export const views = <E extends Entity>(
  on: E,
  declared: Omit<KindViews, 'on' | 'lists' | 'arrivals' | 'quickActs'> & {
    readonly quickActs?: readonly QuickActOf<E>[];
    readonly lists: readonly ListViewOf<E>[];
    readonly arrivals?: NonNullable<KindViews['arrivals']> & { readonly detail: readonly FieldName<E>[] };
  },
): KindViews => ({ ...declared, on: on.name });

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
