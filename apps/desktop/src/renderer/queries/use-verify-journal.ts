import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import type { CallOutput } from '../../bridge/contract.ts';
import { useMemo } from 'react';
import { z } from 'zod';
import { useAppPorts } from '../window/app-ports.tsx';
import { refusalText } from './use-acts.ts';
import { useLocal } from './use-local.ts';

/** The reason why the server did not check its chain. */
const reasons: Readonly<Record<Exclude<CallOutput<'journal.verify'>['server'], 'checked'>, string>> = {
  unanswered: 'The server could not be asked',
  denied: 'You may not have the server check the journal',
};

/** Returns the result of a check in words: the checked rows and their place, or the problem. */
export function verdictWords(
  { ok, rows, head, problem, server }: CallOutput<'journal.verify'>,
  formats: Pick<Formats, 'plural' | 'count'>,
): string {
  if (!ok) return problem ?? 'The journal is not the one that this device saw.';
  if (server === 'checked')
    return `The journal is whole: ${formats.plural(rows, 'row', 'rows')} checked, up to ${formats.count(head)}`;
  const heads = formats.plural(rows, 'signed head', 'signed heads');
  return `${reasons[server]}, so only this device’s part is checked: ${heads}, up to ${formats.count(head)}`;
}

const lastCheckKey = 'journal-check';
const lastCheckSchema = z.object({
  at: z.string(),
  ok: z.boolean(),
  rows: z.number(),
  problem: z.string().nullable(),
  isWhole: z.boolean(),
});
/**
 * The last check of the journal on this device. `at`: its instant. `isWhole`: the server checked its whole chain; otherwise
 * `rows` counts the signed heads that this device has.
 */
export type JournalCheck = z.infer<typeof lastCheckSchema>;

/** Returns the last check of the journal on this device; `null` without one, `undefined` while it is read. */
export function useLastJournalCheck(): JournalCheck | null | undefined {
  const [kept] = useLocal(lastCheckKey);
  return useMemo(() => (kept === undefined ? undefined : (lastCheckSchema.safeParse(kept).data ?? null)), [kept]);
}

/**
 * Returns a function that checks the journal (P-5) and shows the result, with the checked rows and their place. This device
 * keeps the result.
 */
export function useVerifyJournal(): () => Promise<void> {
  const { bridge, now } = useAppPorts();
  const formats = useFormats();
  const { show } = useSnackbar();
  const [, keep] = useLocal(lastCheckKey);
  return async () => {
    const answer = await bridge.call('journal.verify', null);
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    const { ok, rows, problem, server } = answer.value;
    keep({ at: new Date(now()).toISOString(), ok, rows, problem, isWhole: server === 'checked' });
    const text = verdictWords(answer.value, formats);
    show(ok ? { text } : { text, tone: 'bad' });
  };
}
