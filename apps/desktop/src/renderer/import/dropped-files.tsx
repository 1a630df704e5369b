import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { isDialogOpen } from '@outpost/ui/keys/keyboard';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { acceptedWords, isImportable } from './import-files.ts';
import classes from './import.module.css';

type Dropped = { readonly files: readonly File[]; readonly clear: () => void };
const DroppedContext = createContext<Dropped>({ files: [], clear: () => undefined });

/** Returns the files that were dropped onto the window, until the import has taken them. */
export const useDroppedFiles = (): Dropped => useContext(DroppedContext);

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/**
 * Accepts files that are dragged onto any page, and opens the import with them. Parts of a page that accept files themselves come
 * first. A dropped file never replaces the page, as a browser would do.
 */
export function DroppedFilesProvider({ children }: { readonly children: ReactNode }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isOver, setOver] = useState(false);
  const navigate = useNavigate();
  const { show } = useSnackbar();
  const take = (dropped: readonly File[]) => {
    const usable = dropped.filter(isImportable);
    if (usable.length < dropped.length)
      show({ text: usable.length === 0 ? acceptedWords : `Some of these files are left out. ${acceptedWords}`, tone: 'bad' }); // prettier-ignore
    if (usable.length === 0) return;
    setFiles(usable);
    void navigate({ to: '/import' });
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      const isFree = !event.defaultPrevented && !isDialogOpen();
      event.preventDefault();
      if (!isFree && event.dataTransfer && isDialogOpen()) event.dataTransfer.dropEffect = 'none';
      setOver(isFree);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false); // out of the window
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      const isFree = !event.defaultPrevented && !isDialogOpen();
      event.preventDefault();
      if (isFree) latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  const clear = useCallback(() => setFiles([]), []);
  const value = useMemo(() => ({ files, clear }), [files, clear]);
  return (
    <DroppedContext value={value}>
      {children}
      {isOver ? (
        <div className={classes.over} aria-hidden>
          <span>
            <Icon name="upload" size={20} />
            Drop to import
          </span>
        </div>
      ) : null}
    </DroppedContext>
  );
}
