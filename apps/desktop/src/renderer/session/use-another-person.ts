import { useState } from 'react';
import type { Session } from '../../bridge/contract.ts';

/** Whether the locked device was asked for its sign-in page instead; a new person or state takes the wish back. */
export function useAnotherPerson(session: Session | undefined): readonly [boolean, () => void] {
  const at = `${session?.state ?? ''} ${session?.person?.id ?? ''}`;
  const [wishedAt, setWishedAt] = useState<string>();
  return [wishedAt === at, () => setWishedAt(at)];
}
