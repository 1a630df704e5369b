import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { ComponentType, ReactNode, Ref } from 'react';
import type { ColumnChoice } from '../../grid/use-column-choice.ts';
import type { GroupFolds } from '../../grid/use-group-folds.ts';
import type { ListGroup } from '../../records/list-group.ts';
import type { ShownListView } from '../../records/list-views.ts';
import type { ListSearch } from '../../window/list-address.ts';
import type { ListPaper } from '../printing/list-paper.ts';

/** The records of a list: its view's filter and the one in its address, joined, and its search. */
export type ListedRecords = {
  readonly entity: Entity;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  /** The grouping as the view or the address names it: the groups of a grid, the columns of a board. */
  readonly group: string | undefined;
};

/** A drawn list, for the page around it: gets the focus again when a record is closed. */
export type ListApi = { readonly focus: () => void };

/** The properties that a list's page gives to each kind of view. A kind reads the parts that its `uses` names. */
export type ViewKindProps = ListedRecords & {
  readonly life: 'alive' | 'deleted';
  /** "closesOn.asc". */
  readonly sort: string | undefined;
  /** Orders the list. Without an order it has the usual one, even if its view has another. */
  readonly onSort: (sort: string | undefined) => void;
  /** The groups of a grid. */
  readonly groups: ListGroup | undefined;
  /** The folded groups of a grid. */
  readonly folds: GroupFolds;
  /** The columns of a grid. */
  readonly columns: ColumnChoice;
  /** The state of the list in its address, and a function that changes it. */
  readonly address: ListSearch;
  readonly onAddress: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
  readonly openId: string | undefined;
  /**
   * Opens a record. A second call opens it over the whole page. `index` is its place in the list's order, if it is
   * known.
   */
  readonly onOpen: (id: string, index?: number) => void;
  /** Drawn in place of a list without records. */
  readonly empty: ReactNode;
  readonly apiRef: Ref<ListApi>;
};

/** The properties of the way through a list's content. `where`: the filter of the list, as the kind has narrowed it. */
export type NavigationProps = Pick<ViewKindProps, 'entity' | 'where' | 'group' | 'sort' | 'address' | 'onAddress'> & {
  readonly view: ShownListView | undefined;
};

/** The properties that a list's page gives to the print of a kind of view. `columns`: the names of the shown ones. */
export type PrintProps = ListedRecords &
  Pick<ViewKindProps, 'life' | 'sort' | 'groups' | 'folds'> & {
    readonly columns: readonly string[];
    readonly paper: ListPaper;
  };

/** One way to draw the records of a list: a file of this folder that declares all of it, and a line in `all-view-kinds.ts` (ADR 120). */
export type ViewKind = {
  /** The id that views and addresses keep. It never changes. Lower-case letters, digits and hyphens; at most 40 characters. */
  readonly id: string;
  /** Kinds are offered in the order of these numbers. */
  readonly place: number;
  readonly label: string;
  readonly icon: string;
  /** The key that draws the list this way. */
  readonly keys: string;
  /** Whether records of this kind can be drawn this way. */
  readonly isFor: (entity: Entity) => boolean;
  /** Whether the view is drawn this way until the person or the view itself names a kind. */
  readonly isFirstFor?: (catalogue: Catalogue, view: ShownListView, entity: Entity) => boolean;
  /** The parts of a list's bar and menu that this kind follows. Parts that it does not follow are not offered. */
  readonly uses: { readonly group: boolean; readonly deleted: boolean; readonly columns: boolean };
  /**
   * The columns of a kind that groups its records in columns. It names the fields that can make them, the usual one
   * first, and the field that makes them now.
   */
  readonly columnsBy?: {
    readonly fields: (entity: Entity) => readonly string[];
    readonly now: (entity: Entity, group: string | undefined) => string | undefined;
  };
  /** The title of the list. Left out or undefined: the plural label of the records. */
  readonly title?: (catalogue: Catalogue, entity: Entity, group: string | undefined) => string | undefined;
  /** Draws the list. Load it with `loadable`: the page around it waits. */
  readonly Screen: ComponentType<ViewKindProps>;
  /** The way through the content, in the bar: the days of a calendar, the pipelines of a board. */
  readonly Navigation?: ComponentType<NavigationProps>;
  /** Narrows the list further, to the records that this kind can show together: a board has one pipeline. */
  readonly narrow?: (entity: Entity, where: Filter | undefined, group: string | undefined) => Filter | undefined;
  /**
   * Prints all records of the list. Load it with `loadable`. Left out: the window is printed as it is drawn, which suits a kind that
   * draws no more than fits on the screen.
   */
  readonly Print?: ComponentType<PrintProps>;
  /** The sums next to the title. */
  readonly Summary?: ComponentType<ListedRecords>;
};
