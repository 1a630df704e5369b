import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { actSchema } from '@outpost/domain/kernel/acts/act';
import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { AskedAct } from '@outpost/domain/engine/decide';

const { id, number } = actSchema.shape;
/** What an act needs to be refused by itself; of the rest the journal keeps what can be read. */
const headSchema = z.object({
  id,
  number,
  label: labelSchema.catch('A step that could not be read'),
  madeAt: z
    .string()
    .refine((text): boolean => isInstant(text))
    .catch(''),
});

/**
 * An act that is not of the wire's form, as one that is refused with what is wrong where in it. Undefined where it has no id or number: then
 * nobody could tell which act was refused, and whether its number is used.
 */
export function unreadableAct(given: unknown, { message }: Refusal): AskedAct | undefined {
  const head = headSchema.safeParse(given);
  if (!head.success) return undefined;
  const [at = '', ...why] = message.split(': ');
  const path = at.split('.').slice(3).join('.') || 'act'; // "body.acts.3": its place in the body says nothing to a person
  return { ...head.data, shape: 'together', edits: [], unreadable: { path, message: `${path}: ${why.join(': ')}` } };
}
