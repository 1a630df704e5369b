import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback } from 'react';
import { deepLink, type LinkTarget } from '../../bridge/shell/deep-link.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { useSignedIn } from './session-context.tsx';

/**
 * Returns a function that puts the link to a record or list on the clipboard, and reports it. The link opens the desktop app, on
 * each device where a person of this organisation is signed in.
 */
export function useCopyLink(): (target: LinkTarget) => void {
  const { copy } = useAppPorts();
  const { show } = useSnackbar();
  const { organisation } = useSignedIn();
  const { id } = organisation;
  return useCallback(
    (target) =>
      void copy(deepLink({ organisation: id, target })).then(
        () => show({ text: target.kind === 'record' ? 'Link to this record copied' : 'Link to this list copied' }),
        () => show({ text: 'The link could not be copied: the clipboard is closed to Outpost.', tone: 'bad' }),
      ),
    [copy, show, id],
  );
}
