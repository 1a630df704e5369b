import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useAppPorts } from '../window/app-ports.tsx';
import { openableEnding } from '../../bridge/shell/openable-file.ts';
import dialog from '../window/dialog.module.css';

/**
 * Returns whether a file with this name can be opened with another program here. It can in the desktop app, if its kind
 * cannot run code.
 */
export function useIsOpenable(name: string): boolean {
  const { shell } = useAppPorts();
  return shell !== undefined && openableEnding(name) !== undefined;
}

/** The button that opens a copy of a file with the system's program. It is drawn in the desktop app only. */
export function OpenOutside({ name, blob }: { readonly name: string; readonly blob: Blob }) {
  const { shell } = useAppPorts();
  const [state, setState] = useState<{ readonly isOpening: boolean; readonly said?: string }>({ isOpening: false });
  if (!shell) return null;
  const open = async () => {
    setState({ isOpening: true });
    const problem = await shell.openFile(name, new Uint8Array(await blob.arrayBuffer()));
    setState({ isOpening: false, said: problem ?? 'Opened as a copy. Changes made there do not come back here.' });
  };
  return (
    <>
      <Button size="sm" icon="laptop" disabled={state.isOpening} onClick={() => void open()}>
        Open with the system’s program
      </Button>
      {state.said === undefined ? null : (
        <span className={dialog.quiet} role="status">
          {state.said}
        </span>
      )}
    </>
  );
}
