import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { PreparingPrint } from '@outpost/ui/print/preparing-print';
import { type ReactNode, useState } from 'react';
import { manyOf } from '../records/entity-shape.ts';
import { whyNoExport } from '../records/may.ts';
import { useKeptSince } from '../records/use-kinds-not-kept.ts';
import { useIsFirstSync, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { usePagePrint, usePrintPage } from '../window/page-print.tsx';
import type { PrintProps, ViewKind } from './kinds/view-kind.ts';

/** The print of a list: the act that begins it, and the part that says so and draws the pages. */
type ListPrint = { readonly start: () => void; readonly drawn: ReactNode };

type About = {
  readonly kind: Pick<ViewKind, 'Print'>;
  /** Whether the list itself is in sight, and not a note in its place. */
  readonly isListed: boolean;
  /** Whether a record is open beside the list. The page then prints the record. */
  readonly isBeside: boolean;
  readonly title: string;
  /** The filter and the order in words, one part a line. */
  readonly words: readonly string[];
  readonly list: Omit<PrintProps, 'paper'>;
};

/** A print that was begun. `number` tells a new print from the one before. */
type Begun = { readonly number: number; readonly isDrawn: boolean };

/**
 * Returns the print of a list, and makes it the print of the page. A kind of view without a print of its own is printed as the window
 * draws it, and so is any list for a person who may export none of its records. A second start while pages are prepared does nothing.
 */
export function useListPrint({ kind: { Print }, isListed, isBeside, title, words, list }: About): ListPrint {
  const { show } = useSnackbar();
  const [begun, setBegun] = useState<Begun>();
  const head = useHead(list.entity);
  const mayTakeOut = whyNoExport(usePrincipal(), list.entity) === undefined; // paper takes records out of the app, as a file does (A-1)
  const isOwn = Print !== undefined && isListed && mayTakeOut;
  const start = isOwn
    ? () => setBegun((now) => (now && !now.isDrawn ? now : { number: (now?.number ?? 0) + 1, isDrawn: false }))
    : () => window.print();
  const isOfPage = isOwn && !isBeside;
  const printPage = usePrintPage();
  usePagePrint(isOfPage ? start : undefined);
  useShortcuts(isOfPage ? [{ keys: 'mod+p', label: 'Print', section: 'View', inFields: true, run: printPage }] : []);
  const onEnd = (problem?: string) => {
    setBegun(undefined);
    if (problem !== undefined) show({ text: problem, tone: 'bad' });
  };
  const drawn =
    Print !== undefined && begun !== undefined ? (
      <LoadBoundary fallback={<PreparingPrint text="Preparing the pages…" onStop={() => onEnd()} />}>
        <Print
          key={begun.number}
          {...list}
          paper={{
            title,
            lines: [...words, ...head],
            onDrawn: () => setBegun((now) => now && { ...now, isDrawn: true }),
            onEnd,
          }}
        />
      </LoadBoundary>
    ) : null;
  return { start, drawn };
}

/** Returns the lines that every printed list has: who printed it and when, and what this device does not hold of the kind. */
function useHead(entity: Entity): readonly string[] {
  const formats = useFormats();
  const nowMs = useNow();
  const { person, organisation } = useSignedIn();
  const isFirstSync = useIsFirstSync();
  const since = useKeptSince(entity);
  const many = manyOf(entity);
  return [
    [person.name, organisation.name, formats.instant(new Date(nowMs()).toISOString())].join(', '),
    ...(isFirstSync === true ? [`This device does not hold all ${many} yet. The missing ones are not printed.`] : []),
    ...(since === undefined
      ? []
      : [`Only ${many} that were changed since ${formats.date(`${since}-01`)} are on this device and printed.`]),
  ];
}
