import { SegmentedControl } from '@mantine/core';
import {
  auditActionNames,
  auditActions,
  type AuditClass,
  auditClasses,
  auditOutcomes,
} from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import { areaEntitiesOf } from '../places/areas.ts';
import { ask, RefusedError } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useVerifyJournal } from '../queries/use-verify-journal.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';
import { EntriesTable, type ShownEntries } from './journal/entries-table.tsx';
import { JournalDays } from './journal/journal-days.tsx';
import { EntryPanel } from './journal/entry-panel.tsx';
import { classWords, entryOfRow, outcomeWords } from './journal/entry-words.ts';
import { useExportJournal } from './journal/use-export-journal.ts';
import { NotForYou, PeopleBar } from './people-bar.tsx';
import { useMayAdminister, usePeopleEntities } from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/journal';
const step = 100;
const most = 1_000;

/** The journal of the organisation: people, actions, times and places, and the changed values. */
export function JournalPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <Journal />
  ) : (
    <NotForYou at={at} what="roles" title="Only administrators read the journal" list={role} />
  );
}

/** The filters of both journals, and those that only the server's journal has. */
const commonFilters = ['by', 'entity', 'record', 'from', 'until'] as const;
const serverFilters = ['action', 'outcome', 'address', 'words'] as const;
type FilterName = (typeof commonFilters)[number] | (typeof serverFilters)[number];
type Filter = Readonly<Record<FilterName, string | null>>;
const noFilter: Filter = { by: null, entity: null, record: null, from: null, until: null, action: null, outcome: null, address: null, words: null }; // prettier-ignore

/** Where the rows come from: the tenant's whole journal, or the part that this device holds. */
type Source = 'server' | 'device';
const sourceOptions = [
  { value: 'server', label: 'Whole journal' },
  { value: 'device', label: 'This device' },
];

/** The classes to choose from. The first one means all. */
const classTabs: readonly { readonly value: AuditClass | undefined; readonly label: string }[] = [
  { value: undefined, label: 'Everything' },
  ...auditClasses.map((value) => ({ value, label: value === 'change' ? 'Changes' : classWords[value].label })),
];

type DeviceQuestion = CallInput<'journal.onDevice'>;
type ServerQuestion = CallInput<'journal.export'>['question'];

/** Returns the question of a filter, without its empty parts. The server parses the values of choices. */
const questionOf = (filter: Filter, names: readonly FilterName[]): DeviceQuestion =>
  Object.fromEntries(names.flatMap((name) => (filter[name] === null ? [] : [[name, filter[name]]])));

function Journal() {
  const catalogue = useCatalogue();
  const { person } = usePeopleEntities();
  const [filter, setFilter] = useState(noFilter);
  const [source, setSource] = useState<Source>('server');
  const [of, setOf] = useState<AuditClass>();
  const [opened, setOpened] = useState<{ readonly entry: AuditEntry } & Names>();
  const refs = useRefNames(filter);
  const sources = useSpecSources(refs);
  const kinds = [...catalogue.entities.values()].filter(({ isRemoved }) => isRemoved !== true);
  const common: readonly FieldSpec[] = [
    {
      id: 'by',
      label: 'Person',
      kind: 'ref',
      emptyText: 'Everybody',
      isPerson: true,
      me: sources.me,
      search: (words, signal) => sources.search([person], words, signal),
      nameOf: sources.nameOf,
    },
    {
      id: 'entity',
      label: 'Kind of record',
      kind: 'choice',
      emptyText: 'Every kind',
      options: kinds.map(({ name, label }) => ({ value: name, label: label.many })),
    },
    {
      id: 'record',
      label: 'Record',
      kind: 'ref',
      emptyText: 'Every record',
      search: (words, signal) =>
        sources.search(filter.entity === null ? areaEntitiesOf(catalogue) : [filter.entity], words, signal),
      nameOf: sources.nameOf,
    },
    { id: 'from', label: 'From', kind: 'date' },
    { id: 'until', label: 'Until', kind: 'date' },
  ];
  const ofServer: readonly FieldSpec[] = [
    { id: 'words', label: 'Words', kind: 'text', maxChars: 100, emptyText: 'Any words' },
    {
      id: 'action',
      label: 'Event',
      kind: 'choice',
      emptyText: 'Anything',
      options: auditActionNames.map((value) => ({ value, label: auditActions[value].label })),
    },
    {
      id: 'outcome',
      label: 'Outcome',
      kind: 'choice',
      emptyText: 'Any outcome',
      options: auditOutcomes.map((value) => ({ value, label: outcomeWords[value] })),
    },
    { id: 'address', label: 'Network address', kind: 'text', maxChars: 64, emptyText: 'Any address' },
  ];
  const isServer = source === 'server';
  const onClear =
    of !== undefined || Object.values(filter).some((value) => value !== null)
      ? () => {
          setFilter(noFilter);
          setOf(undefined);
        }
      : undefined;
  const found = {
    open: opened?.entry.n,
    onOpen: (entry: AuditEntry, names: Names) =>
      setOpened(entry.n === opened?.entry.n ? undefined : { entry, ...names }),
    onDevice: questionOf(filter, commonFilters),
    onServer: {
      ...questionOf(filter, [...commonFilters, ...serverFilters]),
      ...(of === undefined ? {} : { class: of }),
    },
    onClear,
  };
  const Chosen = isServer ? OnServer : OnDevice;
  const list = (
    <div className={classes.page}>
      {isServer ? <JournalDays onDay={(day) => setFilter({ ...filter, from: day, until: day })} /> : null}
      <div className={classes.journalFilters} role="search" aria-label="Filter the journal">
        <Form
          specs={isServer ? [...common, ...ofServer] : common}
          values={filter}
          onChange={(id, value) =>
            setFilter({ ...filter, [id]: typeof value === 'string' && value !== '' ? value : null })
          }
        />
      </div>
      <div className={classes.journalBar}>
        <SegmentedControl
          aria-label="Journal"
          size="xs"
          data={sourceOptions}
          value={source}
          onChange={(value) => setSource(value === 'device' ? 'device' : 'server')}
        />
        {isServer ? (
          <div className={classes.tabs} role="group" aria-label="Class">
            {classTabs.map(({ value, label }) => (
              <button
                key={label}
                type="button"
                className={classes.tab}
                aria-pressed={value === of}
                onClick={() => setOf(value)}
              >
                {label}
              </button>
            ))}
          </div>
        ) : null}
      </div>
      <Chosen key={JSON.stringify([of, filter])} {...found} />
    </div>
  );
  const panel = opened ? <EntryPanel {...opened} onClose={() => setOpened(undefined)} /> : undefined;
  return (
    <>
      <PeopleBar at={at} />
      <ListBesidePanel list={list} panel={panel} isSlim />
    </>
  );
}

type Names = Pick<ShownEntries, 'refs' | 'names'>;
type FoundProps = {
  readonly onDevice: DeviceQuestion;
  readonly onServer: ServerQuestion;
  /** Clears the filter; undefined without one. */
  readonly onClear: (() => void) | undefined;
  /** The number of the entry whose details are open. */
  readonly open: number | undefined;
  readonly onOpen: (entry: AuditEntry, names: Names) => void;
};

/** The tenant's whole journal, page by page. Where the server does not answer: the part on this device, and why. */
function OnServer(props: FoundProps) {
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

/** The part of the journal that this device holds. It needs no network. */
function OnDevice(props: FoundProps) {
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
  /** Shows older entries; undefined where there are none. */
  readonly onOlder: (() => void) | undefined;
  readonly problem?: string | undefined;
  readonly exports?: ReactNode;
};

/** The entries, which journal they are from, the check of the chain, and the exports. */
function Found(props: FoundEntries & Pick<FoundProps, 'onClear' | 'open' | 'onOpen'>) {
  const { isWhole, onOlder, onClear, problem, exports, entries, refs, names, open, onOpen } = props;
  const verify = useVerifyJournal();
  return (
    <>
      <div className={classes.chain}>
        <p className={classes.hint}>
          {isWhole
            ? 'This is the journal on the server: the actions of everybody, from the beginning.'
            : 'These are the changes that this device holds. Older ones, those of records that are not on it, and sign-ins, refusals and exports are on the server.'}
        </p>
        {exports}
        <Button size="sm" icon="shield" onClick={() => void verify()}>
          Check the chain
        </Button>
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
        <EntriesTable
          entries={entries}
          refs={refs}
          names={names}
          open={open}
          onOpen={(entry) => onOpen(entry, { refs, names })}
        />
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
