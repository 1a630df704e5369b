/** A value of the model: any JSON value. */
export type ModelValue = null | boolean | number | string | readonly string[];
export type ModelKind = 'deal' | 'activity' | 'lender' | 'loan' | 'condition' | 'item' | 'movement';
export type ModelRecord = { readonly id: string; readonly entity: ModelKind } & Readonly<Record<string, ModelValue>>;
export type ModelEdit = {
  readonly id: string;
  readonly entity: ModelKind;
  readonly create?: ModelRecord;
  readonly fields?: Readonly<Record<string, readonly [ModelValue, ModelValue]>>;
  readonly after?: readonly { readonly act: string; readonly record: string }[];
  /** Of a record that a move makes: the record that moves. */
  readonly follows?: string;
  /** The day for which a move sets its fields: a number. */
  readonly day?: number;
};
export type ModelAct = {
  readonly id: string;
  readonly user: string;
  readonly number: number;
  readonly kind: string;
  readonly shape: 'together' | 'each';
  readonly edits: readonly ModelEdit[];
  readonly group?: string;
  readonly undoes?: string;
  readonly closes?: string;
  readonly again?: boolean;
  /** The time of its first decision, in the model's time, and the values that gave way by its first answer. */
  readonly cameFrom?: {
    readonly at: number;
    readonly lost: Readonly<Record<string, Readonly<Record<string, ModelValue>>>>;
  };
};
/** `code`: nothing was decided, the act's number is not the device's next. */
export type ModelAnswer = {
  readonly act: string;
  readonly code?: string;
  readonly status?: 'accepted' | 'merged' | 'refused';
  readonly refused?: Readonly<Record<string, string>>;
  readonly lost?: Readonly<Record<string, Readonly<Record<string, ModelValue>>>>;
  /** The fields that moves have set, with their earlier values. */
  readonly sets?: Readonly<Record<string, Readonly<Record<string, readonly [ModelValue, ModelValue]>>>>;
  /** When it was made, in the model's time. */
  readonly at?: number;
};
/**
 * The model's server's data about the loss of its tail, in the model's time. `commonAt`: the time of the newest row
 * that is surely from before the loss.
 */
export type ModelLoss = { readonly at: number; readonly commonAt: number; readonly seen: number };
export type ModelRole = { readonly role: string; readonly team?: string };
export type ModelState = {
  readonly records: Readonly<Record<string, ModelRecord>>;
  readonly roles: Readonly<Record<string, readonly ModelRole[]>>;
};
/** A row of history as a person is told it: `from` is null where the earlier value is from before they saw the record. */
export type ModelHistoryRow = {
  readonly n: number;
  readonly id: string;
  readonly entity: ModelKind;
  readonly act: string;
  readonly created: boolean;
  readonly changed: Readonly<Record<string, readonly [ModelValue, ModelValue]>>;
  readonly lost: Readonly<Record<string, ModelValue>>;
};
export type ModelWatch = {
  /** After every decision of the server, known acts and acts out of number included. */
  readonly decided?: (device: string, act: ModelAct, answer: ModelAnswer) => void;
  readonly lost?: (loss: ModelLoss) => void;
  readonly roles?: (user: string, roles: readonly ModelRole[]) => void;
  /**
   * The news of a reader of this person that gets everything at once, when one of their devices pulls: the record, or
   * null where it is gone, and the history.
   */
  readonly pulled?: (
    user: string,
    told: Readonly<Record<string, ModelRecord | null>>,
    history: readonly ModelHistoryRow[],
  ) => void;
  /** The state now is one that a failover may bring back. */
  readonly saved?: (state: ModelState) => void;
  readonly restored?: (state: ModelState) => void;
  readonly ended?: (state: ModelState) => void;
  /** Names of faults that do not happen. */
  readonly without?: readonly string[];
  /** With the trade's kinds (loans, stock) instead of deals and activities. */
  readonly trade?: boolean;
  /** With devices and servers of the build before, which are updated. */
  readonly builds?: boolean;
  /** With a pack that is removed and installed again. */
  readonly packs?: boolean;
};
/** One history drawn from one seed, with the model's own oracles watching. Throws `Broken`. */
export function history(
  seed: number,
  steps: number,
  trace?: (line: string) => void,
  watch?: ModelWatch,
): { readonly acts: number; readonly clock: number };
