import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallName, CallOutput } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { askedIf, queryKeyOf } from './query-key-of.ts';

/** A question about records of one kind, with the id under which its answer is returned. The ids of a set differ. */
type AnswerQuestion<N extends CallName> = {
  readonly id: string;
  readonly input: CallInput<N> & { readonly entity: string };
};

/** The answers to a set of questions, by the ids of the questions. Undefined until the set is complete. */
type Answers<N extends CallName> = {
  readonly answers: Readonly<Record<string, CallOutput<N>>> | undefined;
  readonly error: Error | null;
};

/**
 * Asks several questions, and returns their answers when all have arrived: a screen is drawn once for the whole set, not once for
 * each answer. A later change of one answer is returned immediately.
 */
export function useAnswers<N extends CallName>(
  call: N,
  questions: readonly AnswerQuestion<N>[],
  { isOff = false }: { readonly isOff?: boolean } = {},
): Answers<N> {
  const bridge = useBridge();
  const ids = questions.map(({ id }) => id).join('\n');
  const combine = useCallback(
    (found: readonly { readonly data: CallOutput<N> | undefined; readonly error: Error | null }[]): Answers<N> => {
      const named = ids.split('\n').flatMap((id, place) => {
        const data = found[place]?.data;
        return data === undefined ? [] : [[id, data] as const];
      });
      return {
        answers: named.length === found.length ? Object.fromEntries(named) : undefined,
        error: found.find(({ error }) => error !== null)?.error ?? null,
      };
    },
    [ids],
  );
  return useQueries({
    queries: questions.map(({ input }) => ({
      ...askedIf(!isOff, queryKeyOf(call, input.entity, input)),
      queryFn: () => ask(bridge, call, input),
    })),
    combine,
  });
}
