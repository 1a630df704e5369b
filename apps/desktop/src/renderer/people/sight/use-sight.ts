import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { type LatestAnswer, useFromServer } from '../../session/use-from-server.ts';

/**
 * Asks the server for the rights of others. Rights change without a message to this device, so an earlier answer is not
 * shown together with an error.
 */
export function useSight<N extends 'access.explain' | 'access.seenBy'>(
  name: N,
  input: CallInput<N>,
  { isOff = false }: { readonly isOff?: boolean } = {},
): LatestAnswer<CallOutput<N>> {
  const answer = useFromServer(name, input, { isAlwaysOld: true, isOff });
  return answer.problem === undefined ? answer : { ...answer, data: undefined };
}
