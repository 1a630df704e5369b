import type { JsonValue } from '../json.ts';
import type { IdSource } from '../ports.ts';

/** The edit that makes a record of a demo, as `given` writes it. (The schema of acts stands above this folder: it reads what access does.) */
type DemoEdit = {
  readonly id: string;
  readonly entity: string;
  readonly create: {
    readonly schema: number;
    readonly ownerId: string | null;
    readonly teamId: string | null;
    readonly sharedWith: string[];
    readonly fields: Record<string, JsonValue>;
  };
};

/** T-24: one act of a demo: who did it, its label, what it made. Acts come in an order in which each finds what it refers to. */
export type DemoAct = { readonly by: string; readonly label: string; readonly edits: readonly DemoEdit[] };

/** The input from which a pack makes its part of a demo tenant. */
export type DemoInput = {
  readonly ids: IdSource;
  /** The day that counts as today, "2026-11-20": all dates lie around it. */
  readonly today: string;
  /** The person who keeps price lists and the like. */
  readonly admin: string;
  /** The people who work with records, each with the team that their records belong to. */
  readonly sellers: readonly { readonly id: string; readonly teamId: string }[];
  /** How many records of the pack's main kind. */
  readonly size: number;
};

/** Makes a pack's part of a demo tenant: the same input gives the same records. */
export type MakeDemo = (input: DemoInput) => readonly DemoAct[];
