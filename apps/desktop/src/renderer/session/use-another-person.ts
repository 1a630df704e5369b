import { useState } from 'react';
import type { Session } from '../../bridge/contract.ts';

/**
 * Returns whether the person on this device requested the sign-in page, a function that requests it, and one that withdraws it. A new
 * person or state resets the request.
 */
export function useAnotherPerson(session: Session | undefined): readonly [boolean, () => void, () => void] {
  const at = `${session?.state ?? ''} ${session?.person?.id ?? ''}`;
  const [wishedAt, setWishedAt] = useState<string>();
  return [wishedAt === at, () => setWishedAt(at), () => setWishedAt(undefined)];
}
