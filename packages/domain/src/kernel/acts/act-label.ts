import { z } from 'zod';
import { cutText } from '../text/cut-text.ts';
import type { Entity } from '../entities/entity.ts';

/** The most characters (Unicode code points) of an act's label. */
const maxLabelChars = 300;

const isShort = (label: string): boolean => label.length <= maxLabelChars || Array.from(label).length <= maxLabelChars;
const isStorable = (label: string): boolean => !label.includes('\0') && label.isWellFormed();

/** Whether a text is an act's label. Accepts the same texts as `labelSchema`, without its message, at a tenth of the cost. */
export const isLabel = (label: string): boolean => label.length > 0 && isShort(label) && isStorable(label);

/** An act's label: 1 to 300 code points that every store can keep. JSON Schema counts `maxLength` in code points, too. */
export const labelSchema = z
  .string()
  .min(1)
  .refine(isShort, {
    error: `must have at most ${maxLabelChars} characters`,
  })
  .refine(isStorable, {
    error: "has a character that can't be stored (U+0000 or half of a surrogate pair)",
  })
  .meta({ maxLength: maxLabelChars });

/**
 * Returns the label, shortened where it is too long. It keeps at most 300 UTF-16 units, so that servers of earlier
 * builds accept it, too.
 */
export const cutLabel = (label: string): string => cutText(label, maxLabelChars);

/**
 * Returns the label of a merge of duplicates. It names neither record. All references to the duplicate move to the
 * survivor, and everyone who sees a referring record can read the label. Some of them do not see the merged records
 * (A-5).
 */
export const mergeLabel = ({ label }: Pick<Entity, 'label'>): string =>
  cutLabel(`Merged two ${label.many.toLowerCase()}`);

/**
 * Returns the label of an act that calls two records "not the same", or that withdraws this statement. It names neither record
 * (A-5).
 */
export const distinctLabel = ({ label }: Pick<Entity, 'label'>, areDifferent: boolean): string =>
  cutLabel(`Said that two ${label.many.toLowerCase()} ${areDifferent ? 'are not' : 'may be'} the same`);
