import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { readDeepLink } from '../../bridge/shell/deep-link.ts';
import { readInviteLink } from '../../bridge/shell/invite-link.ts';
import { followingPath, type ShellCommand } from '../../bridge/shell/shell-port.ts';
import { useActs } from '../queries/use-acts.ts';
import { useCopyLink } from '../session/use-copy-link.ts';
import { useSignInElsewhere } from '../session/organisations/sign-in-elsewhere.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useAppPorts, useBridge } from '../window/app-ports.tsx';
import { linkTargetAt } from '../window/link-target.ts';
import { usePrintPage } from '../window/page-print.tsx';
import { stepBack } from '../window/step-back.ts';

const isTextField = (element: Element | null): boolean =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

/** The commands that open a part of the frame. */
type OfFrame = 'palette' | 'keys' | 'settings' | 'first-steps';

/**
 * Runs the commands of the application's menu, and opens links into the app. It does so only while a person is signed
 * in. A link that arrives earlier waits until then. A link opens a page and never performs an act. The page shows only
 * records that the person may see. The link of an invitation opens the page of signing in to another organisation.
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
  const printPage = usePrintPage();
  const signInElsewhere = useSignInElsewhere();

  /** Like the keys, the menu undoes typing in a text field, and undoes acts elsewhere. */
  const inField = (command: 'undo' | 'redo', act: () => Promise<void>) => {
    if (isTextField(document.activeElement)) document.execCommand(command);
    else void act();
  };
  const commands: Readonly<Record<ShellCommand, () => void>> = {
    ...ofFrame,
    help: () => void navigate({ to: '/help' }),
    import: () => void navigate({ to: '/import' }),
    print: printPage,
    home: () => void navigate({ to: '/' }),
    sync: () => void navigate({ to: '/sync' }),
    back: () => stepBack(router),
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
    const replace = router.state.location.pathname === followingPath; // "back" must not lead to an empty page
    const refuse = (why: string) => {
      show({ text: why, tone: 'bad' });
      if (replace) void navigate({ to: '/', replace });
    };
    if (readInviteLink(text)) {
      shell?.pass(text); // for the page of signing in
      return signInElsewhere();
    }
    const link = readDeepLink(text);
    if (!link) return refuse('This link leads nowhere in Outpost.');
    if (link.organisation !== session.organisation.id)
      return refuse(
        `This link belongs to another organisation than ${session.organisation.name}. Sign in there to open it.`,
      );
    const { target } = link;
    if (target.kind === 'record')
      return void navigate({ to: '/record/$id', params: { id: target.id }, search: { asOf: target.asOf }, replace });
    if (target.kind === 'devices')
      return void navigate({ to: '/settings/devices', search: { person: target.person }, replace });
    const [pack = '', name = ''] = target.entity.split('/');
    return void navigate({ to: '/list/$pack/$name', params: { pack, name }, search: { view: target.view }, replace });
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
  // Copies of files for other programs are not encrypted, so they are removed when the person signs out or the app is
  // locked.
  useEffect(() => () => shell?.ask({ kind: 'forget-files' }), [shell]);
}
