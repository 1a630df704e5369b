import { useSnackbar } from '@outpost/ui/frame/snackbar';
import type { CallInput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';

/** Returns the function that ends the wait of work for its next try, and says so. */
export function useHurry(onHurried: () => void): (work: CallInput<'queue.hurry'>) => void {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const hurry = async (work: CallInput<'queue.hurry'>): Promise<void> => {
    const answer = await bridge.call('queue.hurry', work);
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    show({ text: answer.value.hurried ? 'It is tried within a minute' : 'It no longer waits' });
    return onHurried();
  };
  return (work) => void hurry(work);
}
