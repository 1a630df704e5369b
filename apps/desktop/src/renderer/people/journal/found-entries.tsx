import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useImperativeHandle, useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { ask, RefusedError } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../people.module.css';
import { EntriesTable, type ShownEntries } from './entries-table.tsx';
import { entryOfRow } from './entry-words.ts';
import { useExportJournal } from './use-export-journal.ts';

const step = 100;
const most = 1_000;

export type DeviceQuestion = CallInput<'journal.onDevice'>;
export type ServerQuestion = CallInput<'journal.export'>['question'];
/** The names that the entries of one list refer to. */
export type EntryNames = Pick<ShownEntries, 'refs' | 'names'>;
/** Opens the entry after (1) or before (-1) the open one; the first entry if none is open. */
export type EntrySteps = { readonly step: (by: 1 | -1) => void };

type FoundProps = {
  readonly steps: RefObject<EntrySteps | null>;
  readonly onDevice: DeviceQuestion;
  readonly onServer: ServerQuestion;
  /** Clears the filter; undefined without one. */
  readonly onClear: (() => void) | undefined;
  /** The number of the entry whose details are open. */
  readonly open: number | undefined;
  readonly onOpen: (entry: AuditEntry, names: EntryNames) => void;
};

/**
 * The tenant's whole journal, page by page. If the server does not answer, it shows the part on this device, and the
 * reason.
 */
export function OnServer(props: FoundProps) {
  const { onServer: question } = props;
  const bridge = useBridge();
  const exports = useExportJournal();
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    queryKey: queryKeyOf('journal.entries', '', question),
    queryFn: ({ pageParam: before }) =>
      ask(bridge, 'journal.entries', { ...question, limit: step, ...(before === null ? {} : { before }) }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0, // the server's journal grows without a message to this device
  });
  if (error && !(error instanceof RefusedError)) throw error; // drawn by the screen's boundary
  if (error && !data)
    return (
      <>
        <p className={classes.hint} role="note">
          {error.message}{' '}
          <Button size="sm" icon="refresh" onClick={() => void refetch()}>
            Ask the server again
          </Button>
        </p>
        <OnDevice {...props} />
      </>
    );
  if (!data)
    return (
      <p className={classes.hint} role="status">
        Asking the server…
      </p>
    );
  const { pages } = data;
  const save = (format: 'csv' | 'json') => () => void exports.run({ format, question });
  return (
    <Found
      {...props}
      isWhole
      entries={pages.flatMap(({ entries }) => entries)}
      refs={Object.fromEntries(pages.flatMap(({ refs }) => Object.entries(refs)))}
      names={Object.fromEntries(pages.flatMap(({ names }) => Object.entries(names)))}
      onOlder={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
      problem={error?.message}
      exports={
        <>
          <Button size="sm" icon="download" disabled={exports.isRunning} onClick={save('csv')}>
            Export as CSV
          </Button>
          <Button size="sm" icon="download" disabled={exports.isRunning} onClick={save('json')}>
            Export with proof
          </Button>
        </>
      }
    />
  );
}

/** The part of the journal that this device has. It needs no network. */
export function OnDevice(props: FoundProps) {
  const { onDevice: question } = props;
  const bridge = useBridge();
  const [limit, setLimit] = useState(step);
  const input = { ...question, limit };
  const { data, error } = useQuery({
    queryKey: queryKeyOf('journal.onDevice', '', input),
    queryFn: () => ask(bridge, 'journal.onDevice', input),
    placeholderData: keepPreviousData,
  });
  if (error) throw error; // drawn by the screen's boundary
  if (!data) return null; // takes some milliseconds
  const { rows, refs, names, more } = data;
  const older = more && limit < most ? () => setLimit(Math.min(most, limit * 2)) : undefined;
  return <Found {...props} refs={refs} names={names} entries={rows.map(entryOfRow)} isWhole={false} onOlder={older} />;
}

type FoundEntries = ShownEntries & {
  readonly isWhole: boolean;
  /** Shows older entries; undefined if there are none. */
  readonly onOlder: (() => void) | undefined;
  readonly problem?: string | undefined;
  readonly exports?: ReactNode;
};

/** The entries, which journal they are from, and the exports. */
function Found(props: FoundEntries & Pick<FoundProps, 'onClear' | 'open' | 'onOpen' | 'steps'>) {
  const { isWhole, onOlder, onClear, problem, exports, entries, refs, names, open, onOpen, steps } = props;
  const formats = useFormats();
  useImperativeHandle(steps, () => ({
    step(by) {
      const place = entries.findIndex(({ n }) => n === open);
      const entry = entries[place === -1 ? 0 : place + by];
      if (entry) onOpen(entry, { refs, names });
      else if (by === 1) onOlder?.();
    },
  }));
  return (
    <>
      <div className={classes.chain}>
        <p className={classes.hint}>
          {isWhole
            ? 'This is the journal on the server: the actions of everybody, from the beginning.'
            : 'These are the changes that this device holds. Older ones, those of records that are not on it, and sign-ins, refusals and exports are on the server.'}
        </p>
        {exports}
      </div>
      {entries.length === 0 ? (
        <EmptyState
          icon="history"
          title={onOlder ? 'No newer entry matches' : onClear ? 'No entry matches' : 'No entry yet'}
          {...(onClear ? { add: { label: 'Clear the filter', onPress: onClear } } : {})}
        >
          {onOlder
            ? 'The server looks through a part of the journal at a time. Older entries may match.'
            : 'The journal holds every change of every record with its author and values, and sign-ins, refusals and exports.'}
        </EmptyState>
      ) : (
        <>
          <EntriesTable
            entries={entries}
            refs={refs}
            names={names}
            open={open}
            onOpen={(entry) => onOpen(entry, { refs, names })}
          />
          <p className={classes.hint}>
            {`${formats.plural(entries.length, 'entry', 'entries')}${onOlder ? ', and older ones' : ''}. J and K go through them.`}
          </p>
        </>
      )}
      {problem === undefined ? null : (
        <p className={classes.hint} role="alert">
          {problem}
        </p>
      )}
      {onOlder ? (
        <Button className={classes.moreRows} onClick={onOlder}>
          Show older entries
        </Button>
      ) : null}
    </>
  );
}
