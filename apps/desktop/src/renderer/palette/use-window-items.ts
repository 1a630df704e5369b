import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useHelpPages } from '../help/use-help-pages.ts';
import { useFirstSteps } from '../home/first-steps.tsx';
import { useCopyLink } from '../session/use-copy-link.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { linkTargetAt } from '../window/link-target.ts';
import { usePrintPage } from '../window/page-print.tsx';

/** Returns the commands about this window: the link to its page, its print, a further window, and the pages of the help. */
export function useWindowItems(): readonly PaletteItem[] {
  const { shell } = useAppPorts();
  const navigate = useNavigate();
  const copyLink = useCopyLink();
  const printPage = usePrintPage();
  const { show: firstSteps } = useFirstSteps();
  const helpPages = useHelpPages();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const search = useRouterState({
    select: (state) => state.location.search as Parameters<typeof linkTargetAt>[0]['search'], // `linkTargetAt` checks each value
  });
  return useMemo(() => {
    const target = linkTargetAt({ pathname, search });
    return [
      ...(target
        ? [
            {
              id: 'copy link',
              icon: 'link',
              title: target.kind === 'record' ? 'Copy link to this record' : 'Copy link to this view',
              keys: 'y',
              run: () => copyLink(target),
            },
          ]
        : []),
      { id: 'print', icon: 'print', title: 'Print this page', keys: 'mod+p', run: printPage },
      ...(shell
        ? [
            {
              id: 'new window',
              icon: 'plus',
              title: 'New window',
              keys: 'mod+shift+n',
              run: () => shell.ask({ kind: 'new-window' }),
            },
            { id: 'capture', icon: 'bolt', title: 'Quick capture', run: () => shell.ask({ kind: 'capture' }) },
          ]
        : []),
      { id: 'help first-steps', icon: 'flag', title: 'Help: first steps', run: firstSteps },
      ...helpPages.map(({ id, title }) => ({
        id: `help ${id}`,
        icon: 'help',
        title: `Help: ${title}`,
        run: () => void navigate({ to: '/help', search: { page: id } }),
      })),
    ];
  }, [pathname, search, copyLink, printPage, firstSteps, helpPages, shell, navigate]);
}
