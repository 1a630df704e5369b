import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useEffect, useRef } from 'react';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useTray } from '../queries/sync-queries.ts';

/** S-5: an act that comes back refused is told where one is, and the line that still offers its undo goes. `onLook` leads to the tray. */
export function useToldRefusals(onLook: () => void): void {
  const entries = useTray().data?.entries;
  const { show, drop } = useSnackbar();
  const formats = useFormats();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!entries) return;
    const fresh = entries.filter(({ id }) => known.current?.has(id) === false); // what lay there at the start is in the corner's sign
    known.current = new Set([...(known.current ?? []), ...entries.map(({ id }) => id)]); // one that is brought back was told before
    const [first] = fresh;
    if (!first) return;
    drop(fresh.map(({ act }) => act));
    show({
      text:
        fresh.length > 1
          ? `${formats.plural(fresh.length, 'change was', 'changes were')} refused`
          : `“${first.label}” was refused. ${(first.whole ?? first.reasons[0])?.message ?? ''}`.trim(),
      tone: 'bad',
      undoLabel: 'Look',
      onUndo: onLook,
    });
  }, [entries, show, drop, formats, onLook]);
}
