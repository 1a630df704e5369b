import { createHash } from 'node:crypto';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { schemasText } from '@outpost/domain/sync/page-in-full';

/** The kinds of a build and their schema numbers (K-5), and the digest that identifies them to a server (T-28). */
export type BuildNumbers = { readonly digest: string; readonly numbers: Record<string, number> };

/** Returns the numbers of the build's own kinds. A tenant's own kinds have no numbers that change. */
export function buildNumbers({ entities }: Pick<Catalogue, 'entities'>): BuildNumbers {
  const numbers = Object.fromEntries([...entities.values()].map(({ name, schema }) => [name, schema]));
  return { digest: createHash('sha256').update(schemasText(numbers)).digest('base64url'), numbers };
}
