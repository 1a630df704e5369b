import type { ComponentType } from 'react';

/** A part of a screen, loaded when it is shown first. */
export type LoadPart = () => Promise<ComponentType>;

/** Where a part of the home page stands: over all columns, in one of the three, below them, or beside the day's name. */
export type HomePlace = 'day' | 'first' | 'second' | 'third' | 'figures' | 'summary';

/** T-21: the screens that a pack has of its own, beside the generic ones. They reach data by the bridge alone. */
export type PackScreens = {
  readonly pack: string;
  /** Its pages, by the address behind the #. Those with an area stand in the rail behind the kinds of record, in the order of `place`. */
  readonly routes: readonly {
    readonly path: `/${string}`;
    readonly area?: { readonly place: number; readonly label: string; readonly icon: string };
    readonly load: LoadPart;
  }[];
  readonly home: {
    readonly parts: readonly { readonly at: HomePlace; readonly load: LoadPart }[];
    /** Kinds of record that are made from here: the first is the page's primary act. `asks`: fields to ask for, where not all. */
    readonly makes: readonly {
      readonly entity: string;
      readonly key: string;
      readonly asks?: readonly string[];
    }[];
  };
};
