import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { readDeepLink } from '../../bridge/shell/deep-link.ts';
import type { ShellCommand } from '../../bridge/shell/shell-port.ts';
import { useActs } from '../queries/use-acts.ts';
import { useCopyLink } from '../session/use-copy-link.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useAppPorts, useBridge } from '../window/app-ports.tsx';
import { linkTargetAt } from '../window/link-target.ts';

const isTextField = (element: Element | null): boolean =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

/** The commands that open a part of the frame. */
type OfFrame = 'palette' | 'keys' | 'settings' | 'first-steps';

/**
 * Runs the commands of the application's menu, and opens links into the app. Only while a person is signed in: a link that comes
 * before waits for them. A link opens a page and never performs an act; the page shows only records that the person may see.
 */
export function useDesktopShell(ofFrame: Readonly<Record<OfFrame, () => void>>): void {
  const { shell } = useAppPorts();
  const session = useSignedIn();
  const { show } = useSnackbar();
  const navigate = useNavigate();
  const router = useRouter();
  const acts = useActs();
  const bridge = useBridge();
  const copyLink = useCopyLink();

  /** In a text field the menu undoes typing, elsewhere acts, as the keys do. */
  const inField = (command: 'undo' | 'redo', act: () => Promise<void>) => {
    if (isTextField(document.activeElement)) document.execCommand(command);
    else void act();
  };
  const commands: Readonly<Record<ShellCommand, () => void>> = {
    ...ofFrame,
    help: () => void navigate({ to: '/help' }),
    import: () => void navigate({ to: '/import' }),
    home: () => void navigate({ to: '/' }),
    sync: () => void navigate({ to: '/sync' }),
    back: () => router.history.back(),
    forward: () => router.history.forward(),
    lock: () => void acts.tell(bridge.call('session.lock', null)),
    undo: () => inField('undo', acts.undoLast),
    redo: () => inField('redo', acts.redoLast),
    'copy-link': () => {
      const target = linkTargetAt(router.state.location);
      if (target) copyLink(target);
      else show({ text: 'Only records and lists have links. Open one first.' });
    },
  };
  const open = (text: string) => {
    const link = readDeepLink(text);
    if (!link) return show({ text: 'This link leads nowhere in Outpost.', tone: 'bad' });
    if (link.organisation !== session.organisation.id)
      return show({
        text: `This link belongs to another organisation than ${session.organisation.name}. Sign in there to open it.`,
        tone: 'bad',
      });
    const { target } = link;
    if (target.kind === 'record') return void navigate({ to: '/record/$id', params: { id: target.id } });
    const [pack = '', name = ''] = target.entity.split('/');
    return void navigate({ to: '/list/$pack/$name', params: { pack, name }, search: { view: target.view } });
  };

  const latest = useRef({ commands, open });
  useEffect(() => {
    latest.current = { commands, open };
  });
  useEffect(
    () =>
      shell?.follow((message) => {
        if (message.kind === 'open') latest.current.open(message.link);
        else latest.current.commands[message.command]();
      }),
    [shell],
  );
  // Copies of files for other programs are not encrypted: they leave when the person signs out or the app is locked.
  useEffect(() => () => shell?.ask({ kind: 'forget-files' }), [shell]);
}
