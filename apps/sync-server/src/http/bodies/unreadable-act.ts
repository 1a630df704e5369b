import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { actSchema } from '@outpost/domain/kernel/acts/act';
import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { AskedAct } from '@outpost/domain/engine/decide';

const { id, number } = actSchema.shape;
/**
 * The parts of an act. An id and a number are needed to refuse the act alone. A label and a time are kept where they
 * can be read.
 */
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
 * Returns the replacement for an act that does not match the wire's schema. It is refused alone, with the error and its
 * place in the act. Undefined where the act has no id or number: then no answer could name the refused act, nor show
 * whether its number is used.
 */
export function unreadableAct(given: unknown, { message }: Refusal): AskedAct | undefined {
  const head = headSchema.safeParse(given);
  if (!head.success) return undefined;
  const [at = '', ...why] = message.split(': ');
  const path = at.split('.').slice(3).join('.') || 'act'; // without "body.acts.3": the place in the body means nothing to a person
  return { ...head.data, shape: 'together', edits: [], unreadable: { path, message: `${path}: ${why.join(': ')}` } };
}
