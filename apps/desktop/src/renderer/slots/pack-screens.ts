import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { TimelineEntry } from '@outpost/ui/record/timeline';
import type { CountProps } from '@outpost/ui/frame/app-frame';
import type { Snippets } from '@outpost/ui/snippets/snippets-context';
import type { ComponentType, ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { ManyRecords } from '../queries/many-records.ts';

/** A part of a screen, loaded when it is first shown. */
export type LoadPart<Props = object> = () => Promise<ComponentType<Props>>;

/** The props of a part below a record's fields. */
export type RecordPartProps = { readonly entity: Entity; readonly record: ShownRecord };

/** `about`: the record whose values fill snippets in. `onSnippets`: takes them for the text fields of the place, again when they change. */
export type SnippetsSourceProps = {
  readonly about?: RecordPartProps;
  readonly onSnippets: (snippets: Snippets) => void;
};

/** A tab beside the timeline of a record. */
export type RecordTab = {
  readonly label: string;
  /** Whether the pages of a kind of record have the tab. */
  readonly isFor: (entity: Entity) => boolean;
  readonly load: LoadPart<RecordPartProps>;
};

/**
 * The words that a pack's timeline entry needs. They are the person's own id, the names of people and records by id,
 * and the value of a field of the entry's record as text.
 */
export type TimelineNames = {
  readonly me: string;
  readonly nameOf: (id: string) => string;
  readonly textOf: (field: string, value: JsonValue) => string;
  /** Returns why the message of an entry's record would not be sent now, as far as this device knows. Left out: nobody asks. */
  readonly whyNotSent?: (id: string) => string | undefined;
  /** Returns the receiver's hours that the message of an entry's record waits for: "8:00 in Denver" (MSG-30). Left out: nobody asks. */
  readonly waitsFor?: (id: string) => string | undefined;
};

/** A change of an entry's record that its timeline offers as a button. `done`: the act in words, "To be sent again: Your offer". */
export type OfferedChange = {
  readonly label: string;
  readonly done: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** A record that the same act makes: all or nothing. It has the owner of the entry's record. */
  readonly makes?: { readonly entity: string; readonly id?: string; readonly fields: Readonly<Record<string, JsonValue>> };
}; // prettier-ignore

/**
 * How the records of a kind appear in the timeline of the record that they belong to. The kind's views declare that they do
 * (`KindViews.timeline`); a kind without an entry here is shown by its title.
 */
export type TimelineKind = {
  readonly entity: string;
  readonly entryOf: (record: ShownRecord, names: TimelineNames, body: (text: string) => ReactNode) => TimelineEntry;
  /** Returns further entries of the record, newest first, each at a time of its own: visits that an e-mail led to. */
  readonly moreOf?: (record: ShownRecord, names: TimelineNames) => readonly TimelineEntry[];
  /** Returns the changes that the entry offers to people who may make them. */
  readonly changesOf?: (record: ShownRecord) => readonly OfferedChange[];
  /**
   * At most one kind has it. Returns the fields of a record that a person writes as a note above the timeline, without the field
   * that names its parent. `nowMs`: Unix milliseconds.
   */
  readonly noteOf?: (text: string, nowMs: number) => Readonly<Record<string, JsonValue>>;
};

/** The line under a card of a board. */
export type CardLine = { readonly icon: string; readonly text: string; readonly tone?: 'warn' | 'faint' };
/** Returns the line under each of the visible cards. A hook: it may query the replica. */
export type UseCardLines = (records: readonly ShownRecord[]) => (record: ShownRecord) => CardLine | undefined;

/**
 * The props of a dialog's content. `record`: the open record for which it was opened, up to date; undefined if it was
 * opened for none.
 */
export type DialogContentProps = { readonly record?: ShownRecord; readonly onClose: () => void };

/**
 * A dialog of a pack. The pack gives the content; the window gives the frame: title, focus, Esc and the cross. It is opened by a
 * button on the page of a record, by the palette, or by `useOpenDialog` in a screen of the pack.
 */
export type PackDialog = {
  /** "pack/dialog", the name by which screens of the pack open it. */
  readonly name: `${string}/${string}`;
  /** The dialog's title, the label of its button, and its words in the palette. */
  readonly label: string;
  readonly icon: string;
  /** The kind of record that offers it: on its page among the quick acts, and in the palette while such a record is open. */
  readonly on?: string;
  /** True: the palette also offers it while no such record is open. */
  readonly isForNone?: true;
  /** Its place among the quick acts of the page, over all packs (`QuickAct`), and its letter there. */
  readonly place: number;
  readonly key?: string;
  /** The kind of record that it creates: people who may not create one are not offered the dialog. */
  readonly makes?: string;
  readonly load: LoadPart<DialogContentProps>;
};

/**
 * The props of the dialog of an act on many records. `records`: the selected ones, which the dialog reads piece by piece. `count`: how many
 * they are. `onLeaveOut` takes records out of the selection. `onDone` ends the selection and closes the dialog.
 */
export type ManyActProps = {
  readonly entity: Entity;
  readonly records: ManyRecords;
  readonly count: number;
  readonly onLeaveOut: (ids: readonly string[]) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/**
 * An act of a pack on the selected records of a list. It is offered in the bar of the selection and in the palette. The pack gives the
 * dialog's content, with the preview, progress and undo that the acts of the bar have; the bar gives the frame.
 */
export type PackManyAct = {
  /** "pack/act". */
  readonly name: `${string}/${string}`;
  /** The label of its button: "Start sequence". */
  readonly label: string;
  /** Begins its words in the palette and the dialog's title, before the number of records: "Start a sequence for". */
  readonly forMany: string;
  readonly icon: string;
  /** The kind of record whose lists offer it. */
  readonly on: string;
  /** Its place among the acts of all packs. */
  readonly place: number;
  /** The kind of record that it creates: people who may not create one are not offered the act. */
  readonly makes?: string;
  readonly load: LoadPart<ManyActProps>;
};

/** A page's entry in the rail; `place` orders the entries. */
export type PackArea = {
  readonly path: string;
  readonly place: number;
  readonly label: string;
  readonly icon: string;
  /** Its page stands before the kinds of record: people begin their day with it. */
  readonly isFirst?: true;
  /** Gives the number behind its label: how many records of the page wait for the person. */
  readonly Count?: ComponentType<CountProps>;
};

/** A page's place in the settings. `label`: the name of its subject, "Templates". `what`: what people do there. */
export type PackSetting = { readonly label: string; readonly icon: string; readonly what: string };

/** A pack's own screens, in addition to the generic ones (T-21). They reach data only by the bridge. */
export type PackScreens = {
  readonly pack: string;
  /**
   * The pack's pages, by the address behind the #. Pages with an area appear in the rail behind the kinds of record, in the
   * order of `place`.
   */
  readonly routes: readonly {
    readonly path: `/${string}`;
    readonly area?: Omit<PackArea, 'path' | 'Count'> & { readonly count?: LoadPart<CountProps> };
    /** A page of the settings: it is reached from the menu of the person and by the palette. */
    readonly setting?: PackSetting;
    readonly load: LoadPart;
  }[];
  readonly home: {
    /**
     * Kinds of record that a person creates from this page: the first is the page's primary act. `asks`: the fields of the
     * form, if not all.
     */
    readonly makes: readonly {
      readonly entity: string;
      readonly key: string;
      readonly asks?: readonly string[];
    }[];
  };
  readonly record: {
    /** Parts below a record's fields. */
    readonly parts: readonly LoadPart<RecordPartProps>[];
    readonly tabs?: readonly RecordTab[];
    readonly timeline?: readonly TimelineKind[];
  };
  readonly dialogs?: readonly PackDialog[];
  readonly manyActs?: readonly PackManyAct[];
  /**
   * Gives snippets to the text fields of a place (PSH-2), and draws nothing. At most one pack declares one.
   */
  readonly Snippets?: ComponentType<SnippetsSourceProps>;
  /** At most one pack declares one. */
  readonly useCardLines?: UseCardLines;
};
