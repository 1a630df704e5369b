import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShownFactor } from '../../../bridge/calls/identity/factor-calls.ts';
import type { CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { useBridge } from '../../window/app-ports.tsx';

const queryKey = ['factors.list'];

/** The person's second factors as the server has them. `problem`: why they are not known. */
export function useFactors(): {
  readonly factors: readonly ShownFactor[] | undefined;
  /** The kinds that can be set up. */
  readonly offered: readonly string[];
  readonly problem: string | undefined;
  readonly askAgain: () => void;
  /** Shows the new name of a factor, and asks the server again. */
  readonly renamed: (id: string, name: string) => void;
} {
  const bridge = useBridge();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey,
    queryFn: () => ask(bridge, 'factors.list', null),
    retry: false,
    gcTime: 0,
  });
  const askAgain = () => void queries.invalidateQueries({ queryKey });
  return {
    factors: data?.factors,
    offered: data?.offered ?? [],
    problem: error instanceof Error ? error.message : undefined,
    askAgain,
    renamed: (id, name) => {
      queries.setQueryData<CallOutput<'factors.list'>>(
        queryKey,
        (known) =>
        known && { ...known, factors: known.factors.map((each) => (each.id === id ? { ...each, name } : each)) }, // prettier-ignore
      );
      askAgain();
    },
  };
}
