import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback } from 'react';
import type { DuplicatePair } from '../../bridge/calls/duplicate-calls.ts';
import { distinctPairKind } from '../../bridge/distinct-pair.ts';
import { refusalText } from '../queries/use-acts.ts';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';

type Pair = Pick<DuplicatePair, 'left' | 'right'>;
export type TellApart = {
  /** Marks two records as different, or removes the mark. Returns whether it was done; a refusal is shown. */
  readonly tellApart: (pair: Pair, areDifferent: boolean) => Promise<boolean>;
  /** Why the person may not mark records as different. */
  readonly refusal: string | undefined;
};

/**
 * Returns the act by which a person marks two records of a kind as different or not (ADR 55). It is reported in a line
 * with undo.
 */
export function useTellApart(entity: string): TellApart {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const principal = usePrincipal();
  const kind = useCatalogue().entities.get(distinctPairKind);
  const tellApart = useCallback<TellApart['tellApart']>(
    async function say(pair, areDifferent) {
      const { left, right } = pair;
      const input = { entity, left: left.id, right: right.id, areDifferent };
      const answer = await bridge.call('duplicates.tellApart', input);
      if (answer.ok)
        show({
          text: `${left.title} and ${right.title} ${areDifferent ? 'are marked as different' : 'may be the same'}`,
          about: `${left.id} ${right.id}`,
          onUndo: () => void say(pair, !areDifferent),
        });
      else show({ text: refusalText(answer), tone: 'bad' });
      return answer.ok;
    },
    [bridge, entity, show],
  );
  const may = kind !== undefined && mayCreate(principal, kind);
  return { tellApart, refusal: may ? undefined : 'Your role does not let you mark two records as different.' };
}
