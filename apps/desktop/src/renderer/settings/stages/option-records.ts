import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { z } from 'zod';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';

/** A stage or a pipeline of a kind as the settings show it: with the tenant's changes. */
export type EditedOption = {
  /** The word under which records store it. */
  readonly id: string;
  readonly label: string;
  /** The number by which they are ordered. */
  readonly place: number;
  /** The tenant's record about it. */
  readonly record: ShownRecord | undefined;
};

/** Returns the tenant's definitions of a kind with their records. Rows that cannot be read are left out. */
export const definitionsOf = <Definition extends { readonly forEntity: string }>(
  schema: z.ZodType<Definition>,
  rows: readonly ShownRecord[],
  entity: string,
): readonly { readonly record: ShownRecord; readonly definition: Definition }[] =>
  rows.flatMap((record) => {
    const { data } = schema.safeParse(record.fields);
    return data?.forEntity === entity ? [{ record, definition: data }] : [];
  });

/**
 * Returns the act of one change. The first change of the pack's declaration makes the tenant's record of it. `of`:
 * the kind of these records.
 */
export const changeOptionRequest = (
  entity: Entity,
  { of, option, label, change }: { of: string; option: EditedOption; label: string; change: Readonly<Record<string, unknown>> },
): ActRequest => ({
  label: cutLabel(label),
  edits: [
    option.record
      ? { entity: of, id: option.record.id, fields: { ...change } }
      : { entity: of, create: { fields: { forEntity: entity.name, value: option.id, ...change } } },
  ],
}); // prettier-ignore

/**
 * Returns the word under which records store a new stage or pipeline: "site-survey" for "Site survey". It differs from all of
 * `others`. `fallback`: the word for a name without letters of the Latin alphabet.
 */
export function newOptionWord(
  label: string,
  { others, fallback }: { readonly others: readonly Pick<EditedOption, 'id'>[]; readonly fallback: string },
): string {
  const taken = new Set(others.map(({ id }) => id));
  const word = foldText(label).replace(/[^a-z0-9]+/gu, '-').replace(/^[^a-z]+|-+$/gu, '').slice(0, 34) || fallback; // prettier-ignore
  if (!taken.has(word)) return word;
  for (let number = 2; ; number += 1) if (!taken.has(`${word}-${number}`)) return `${word}-${number}`;
}

/** Returns the number of a place in a list: between its neighbours, so that no other record changes. */
export function placeBetween(options: readonly Pick<EditedOption, 'place'>[], place: number): number {
  const [before, after] = [options[place - 1]?.place, options[place]?.place];
  if (before === undefined) return (after ?? 0) - 1_000;
  return after === undefined ? before + 1_000 : (before + after) / 2;
}
