import { jsonSchema } from '@outpost/domain/kernel/json';
import type { FieldSpec, FieldValue } from '../../fields/field-spec.ts';
import { asMap } from '../../fields/json-shapes.ts';

/** The clipboard type for values of cells copied from our own grid whose texts do not say all: references and addresses. */
export const ownValues = 'application/x-outpost-values';

/** A copied value. `of`: the kind of value, which a cell must have to take it. */
export type CopiedValue = { readonly of: string; readonly value: FieldValue };

/** Returns the kind of a field's values that are copied beside their texts; `undefined` where the text says all. */
export function copiedKind(field: FieldSpec | undefined): string | undefined {
  if (field?.kind === 'address') return 'address';
  return field?.kind === 'ref' && field.named !== undefined ? `ref ${field.named}` : undefined;
}

/** Formats the values of copied cells for the clipboard. */
export const writeCellValues = (rows: readonly (readonly (CopiedValue | null)[])[]): string => JSON.stringify(rows);

const cellsSchema = jsonSchema.array().array();

/** Parses the values of copied cells. A text that is not ours gives no values. */
export function readCellValues(text: string): readonly (readonly (CopiedValue | undefined)[])[] {
  if (text === '') return [];
  try {
    const rows = cellsSchema.safeParse(JSON.parse(text)).data ?? [];
    return rows.map((cells) =>
      cells.map((cell) => {
        const { of, value } = asMap(cell) ?? {};
        return typeof of === 'string' && value !== undefined && value !== null ? { of, value } : undefined;
      }),
    );
  } catch {
    return [];
  }
}
