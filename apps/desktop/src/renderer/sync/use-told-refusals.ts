import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useEffect, useRef } from 'react';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useTray } from '../queries/sync-queries.ts';

/**
 * Shows a newly refused act on the current screen and removes the line that still offers its undo (S-5). `onLook` opens the
 * tray.
 */
export function useToldRefusals(onLook: () => void): void {
  const entries = useTray().data?.entries;
  const { show, drop } = useSnackbar();
  const formats = useFormats();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!entries) return;
    const fresh = entries.filter(({ id }) => known.current?.has(id) === false); // the sync indicator in the corner shows those that were in the tray at the start
    known.current = new Set([...(known.current ?? []), ...entries.map(({ id }) => id)]); // a refusal that returns to the tray was already shown
    const [first] = fresh;
    if (!first) return;
    drop(fresh.map(({ act }) => act));
    const waits = fresh.length === 1 && first.reasons.some(({ code }) => code === 'access/step-up-needed');
    show({
      text: waits
        ? `“${first.label}” waits until you have proved that it is you.`
        : fresh.length > 1
          ? `${formats.plural(fresh.length, 'change was', 'changes were')} refused`
          : `“${first.label}” was refused. ${(first.whole ?? first.reasons[0])?.message ?? ''}`.trim(),
      tone: 'bad',
      undoLabel: 'Look',
      onUndo: onLook,
    });
  }, [entries, show, drop, formats, onLook]);
}
