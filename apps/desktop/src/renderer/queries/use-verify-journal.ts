import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import type { CallOutput } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { refusalText } from './use-acts.ts';

/** The reason why the server did not check its chain. */
const reasons: Readonly<Record<Exclude<CallOutput<'journal.verify'>['server'], 'checked'>, string>> = {
  unanswered: 'The server could not be asked',
  denied: 'You may not have the server check the journal',
};

/** Returns a function that checks the journal (P-5) and shows the result, with the checked rows and their place. */
export function useVerifyJournal(): () => Promise<void> {
  const bridge = useBridge();
  const formats = useFormats();
  const { show } = useSnackbar();
  return async () => {
    const answer = await bridge.call('journal.verify', null);
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    const { ok, rows, head, problem, server } = answer.value;
    if (!ok) return show({ text: problem ?? 'The journal is not the one that this device saw.', tone: 'bad' });
    if (server === 'checked')
      return show({
        text: `The journal is whole: ${formats.plural(rows, 'row', 'rows')} checked, up to ${formats.count(head)}`,
      });
    const heads = formats.plural(rows, 'signed head', 'signed heads');
    return show({
      text: `${reasons[server]}, so only this device’s part is checked: ${heads}, up to ${formats.count(head)}`,
    });
  };
}
