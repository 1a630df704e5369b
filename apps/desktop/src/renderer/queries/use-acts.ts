import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback } from 'react';
import type { ActRequest, BridgeResult, CallName, CallOutput } from '../../bridge/contract.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { actsStored, noteUnderway } from './acts-underway.ts';

/** Returns the message for an answer without a value. */
export const refusalText = (result: Extract<BridgeResult<unknown>, { ok: false }>): string =>
  'fault' in result
    ? `An internal error occurred. Nothing was changed. Number: ${result.fault}`
    : isWarning(result)
      ? `${result.message} This is judged by the data on this device; the server decides.`
      : result.message;

/** Whether an answer warns of a breach on which the server may decide otherwise: the person may still send the act (T-9). */
export const isWarning = (result: Extract<BridgeResult<unknown>, { ok: false }>): boolean =>
  !('fault' in result) && result.code === 'rules/warned';
/** The sentence about an undo, with the effects that stay: "Undone. 3 messages were sent and stay." */
const withLeft = (said: string, left: string | undefined): string => (left === undefined ? said : `${said}. ${left}`);
export const saveAnyway = 'Save anyway';

/** The acts of a person, each reported in a line with undo. */
export type Acts = {
  /**
   * Performs an act on this device immediately. Returns the ids of the records, or `undefined` if it was refused; a
   * refusal is shown.
   */
  readonly perform: (
    request: ActRequest,
    options?: { readonly isQuiet?: boolean; readonly said?: string },
  ) => Promise<readonly string[] | undefined>;
  /**
   * Performs acts one after the other as one group with one undo. If one of them is refused, the acts before it are undone,
   * and the refusal is shown. Returns whether all were made.
   */
  readonly performGroup: (requests: readonly [ActRequest, ...ActRequest[]], said: string) => Promise<boolean>;
  /** Reports a completed act with undo. */
  readonly saidDone: (text: string, act: string | undefined) => void;
  /** Reports a completed group of acts with undo. */
  readonly saidGroupDone: (text: string, group: string) => void;
  readonly undo: (act: string) => Promise<void>;
  /** Undoes all acts of a group, and reports it. Returns whether it was undone. */
  readonly undoGroup: (group: string, said?: string) => Promise<boolean>;
  readonly undoLast: () => Promise<void>;
  readonly redoLast: () => Promise<void>;
  /** Makes any other call that may be refused, and shows a refusal. */
  readonly tell: <N extends CallName>(
    answer: Promise<BridgeResult<CallOutput<N>>>,
    done?: string,
  ) => Promise<CallOutput<N> | undefined>;
};

/** Returns acts with feedback: "Moved Acme to Won. Undo", or the reason of a refusal. */
export function useActs(): Acts {
  const { bridge, newId } = useAppPorts();
  const { show, drop } = useSnackbar();
  const undo = useCallback(
    async (act: string) => {
      const result = await bridge.call('acts.undo', { act });
      if (result.ok) drop([act]);
      show(result.ok ? { text: withLeft('Undone', result.value.left) } : { text: refusalText(result), tone: 'bad' });
    },
    [bridge, show, drop],
  );
  const undoGroup = useCallback(
    async (group: string, said = 'Undone') => {
      const result = await bridge.call('acts.undoGroup', { group });
      if (result.ok) drop([group]);
      show(result.ok ? { text: withLeft(said, result.value.left) } : { text: refusalText(result), tone: 'bad' });
      return result.ok;
    },
    [bridge, show, drop],
  );
  const saidGroupDone = useCallback(
    (text: string, group: string) => show({ text, about: group, onUndo: () => void undoGroup(group) }),
    [show, undoGroup],
  );
  const saidDone = useCallback(
    (text: string, act: string | undefined) =>
      show({ text, ...(act === undefined ? {} : { about: act, onUndo: () => void undo(act) }) }),
    [show, undo],
  );
  const perform = useCallback<Acts['perform']>(
    async function ask(request, options = {}) {
      const { isQuiet = false, said } = options;
      const result = await noteUnderway(bridge, bridge.call('acts.perform', request));
      if (!result.ok) {
        // A rule over other records, judged by those that this device has: the person decides whether the act is sent
        // to the server (T-9).
        const again = isWarning(result)
          ? { undoLabel: saveAnyway, onUndo: () => void ask({ ...request, anyway: true }, options) }
          : {};
        show({ text: refusalText(result), tone: 'bad', ...again });
        return undefined;
      }
      const { act, ids } = result.value;
      if (!isQuiet) saidDone(said ?? request.label, act);
      return ids;
    },
    [bridge, show, saidDone],
  );
  const askGroup = useCallback<Acts['performGroup']>(
    async function ask(requests, said) {
      const group = newId(); // also for the same acts again: an undone group is closed
      for (const [place, request] of requests.entries()) {
        const result = await bridge.call('acts.perform', { ...request, group });
        if (result.ok) continue;
        const undone = place === 0 ? undefined : await bridge.call('acts.undoGroup', { group });
        const [first, ...rest] = requests;
        const again = [{ ...first, anyway: true }, ...rest.map((one) => ({ ...one, anyway: true }))] as const;
        show({
          text: undone?.ok === false ? `${refusalText(result)} ${refusalText(undone)}` : refusalText(result),
          tone: 'bad',
          ...(isWarning(result)
            ? { undoLabel: saveAnyway, onUndo: () => void noteUnderway(bridge, ask(again, said)) }
            : {}),
        });
        return false;
      }
      saidGroupDone(said, group);
      return true;
    },
    [bridge, newId, show, saidGroupDone],
  );
  const performGroup = useCallback<Acts['performGroup']>(
    (requests, said) => noteUnderway(bridge, askGroup(requests, said)),
    [bridge, askGroup],
  );
  const tell = useCallback<Acts['tell']>(
    async (answer, done) => {
      const result = await answer;
      if (!result.ok) show({ text: refusalText(result), tone: 'bad' });
      else if (done !== undefined) show({ text: done });
      return result.ok ? result.value : undefined;
    },
    [show],
  );
  const last = useCallback(
    async (name: 'acts.undoLast' | 'acts.redoLast') => {
      await actsStored(bridge);
      const result = await bridge.call(name, null);
      if (result.ok && name === 'acts.undoLast') drop(result.value.acts.concat(result.value.group ?? []));
      show(
        result.ok
          ? {
              text: withLeft(
                `${name === 'acts.undoLast' ? 'Undone' : 'Done again'}: ${result.value.label}`,
                result.value.left,
              ),
            }
          : { text: refusalText(result), tone: 'bad' },
      );
    },
    [bridge, show, drop],
  );
  const undoLast = useCallback(() => last('acts.undoLast'), [last]);
  const redoLast = useCallback(() => last('acts.redoLast'), [last]);
  return { perform, performGroup, saidDone, saidGroupDone, undo, undoGroup, undoLast, redoLast, tell };
}
