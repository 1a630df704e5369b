import type { JsonValue } from '../json.ts';
import type { IdSource } from '../ports.ts';

/**
 * The edit that creates a record of a demo, as `given` writes it. It is declared here because the schema of acts is
 * in a higher layer, which imports `access`.
 */
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

/**
 * T-24: one act of a demo: its author, its label, and its edits. Acts are in an order in which each finds the records
 * that it refers to.
 */
export type DemoAct = { readonly by: string; readonly label: string; readonly edits: readonly DemoEdit[] };

/** The input from which a pack makes its part of a demo tenant. */
export type DemoInput = {
  readonly ids: IdSource;
  /** The day that counts as today, "2026-11-20". All dates are near it. */
  readonly today: string;
  /** Returns the instant at which a clock in the tenant's time zone shows a time of day, "09:15". */
  readonly instantAt: (day: string, time: string) => string;
  /** The person who maintains price lists and similar data. */
  readonly admin: string;
  /** The people who work with records, each with the team that their records belong to. */
  readonly sellers: readonly { readonly id: string; readonly teamId: string | null }[];
  /** The number of records of the pack's main kind. */
  readonly size: number;
  /**
   * Whether it may define stages and similar things, for a tenant that is a demo as a whole. Example data in an
   * organisation that is in use leaves no definitions behind.
   */
  readonly mayDefine: boolean;
};

/** Makes a pack's part of a demo tenant. The same input gives the same records. */
export type MakeDemo = (input: DemoInput) => readonly DemoAct[];
