import { useCallback } from 'react';
import { z } from 'zod';
import { useLocal } from './use-local.ts';

const foldsSchema = z.record(z.string(), z.boolean()).catch({});

/**
 * Returns whether a part of the home page is folded on this device, and the function that folds or unfolds it. `isFirst`: whether
 * it is folded until the person chooses. Undefined while it is read.
 */
export function useFold(id: string, isFirst: boolean): readonly [boolean | undefined, (isFolded: boolean) => void] {
  const [value, keep] = useLocal('home-folds');
  const put = useCallback(
    (isFolded: boolean) => keep((now) => ({ ...foldsSchema.parse(now ?? {}), [id]: isFolded })),
    [keep, id],
  );
  return [value === undefined ? undefined : (foldsSchema.parse(value ?? {})[id] ?? isFirst), put];
}
