import type { Calculation, Shape, ShapeValues } from './calculation.ts';
import type { Entity } from '../../entities/entity.ts';
import type { Day, Instant, TypedField } from '../../entities/fields.ts';
import { labelFrom } from '../../entities/entity.ts';
import type { Id } from '../../ids.ts';
import type { JsonValue } from '../../json.ts';
import type { Changes, Given } from '../../entities/typed-record.ts';

/** A record that a command makes, or the fields of a record that it changes. */
export type CommandEdit =
  | { readonly entity: string; readonly create: { readonly fields: Readonly<Record<string, JsonValue>> } }
  | { readonly entity: string; readonly id: string; readonly fields: Readonly<Record<string, JsonValue>> };

/** A command's changes to records: an act of the person who calls it, checked like every act. */
export type CommandAct = { readonly label: string; readonly edits: readonly CommandEdit[] };

/**
 * The input of a command's act besides its values: the caller, and the time. `today` is the day in the tenant's time
 * zone.
 */
export type CommandAt = { readonly me: string; readonly now: Instant; readonly today: Day };

/** T-24: a command of the command line, `outpost <pack> <name>`. It names a calculation or an act, so it bypasses no check. */
export type PackCommand = {
  readonly name: string;
  /** Its summary: one sentence without the full stop. */
  readonly summary: string;
  /** Its options: one for each field. */
  readonly takes: Shape;
} & ({ readonly calculation: Calculation } | { readonly act: (values: never, at: CommandAt) => CommandAct });

/** Declares a command that runs a calculation. */
export const calculationCommand = (name: string, calculation: Calculation): PackCommand => ({
  name,
  summary: calculation.summary.replace(/\.$/, ''),
  takes: calculation.takes,
  calculation,
});

/** Declares a command that changes records. */
export const actCommand = <const T extends Readonly<Record<string, TypedField>>>(
  name: string,
  declared: {
    readonly summary: string;
    readonly takes: T;
    readonly act: (values: ShapeValues<T>, at: CommandAt) => CommandAct;
  },
): PackCommand => ({
  ...declared,
  name,
  takes: Object.fromEntries(
    Object.entries(declared.takes).map(([key, field]) => [key, { ...field, label: field.label || labelFrom(key) }]),
  ),
});

/** Returns the edit of a command that makes a record. */
export const makes = <E extends Entity>(on: E, fields: Given<E>): CommandEdit => ({
  entity: on.name,
  create: { fields },
});

/** Returns the edit of a command that changes a record. */
export const changes = <E extends Entity>(on: E, id: Id<E['name']>, fields: Changes<E>): CommandEdit => ({
  entity: on.name,
  id,
  fields: fields as Readonly<Record<string, JsonValue>>, // values of fields are JSON
});
