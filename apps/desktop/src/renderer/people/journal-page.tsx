import { SegmentedControl } from '@mantine/core';
import { auditActionNames, auditActions, auditOutcomes } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { useRef, useState } from 'react';
import { areaEntitiesOf } from '../places/areas.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { ChainState } from './journal/chain-state.tsx';
import { ClassTabs, type ClassTab, questionOfTab } from './journal/class-tabs.tsx';
import { type DeviceQuestion, type EntryNames, type EntrySteps, OnDevice, OnServer } from './journal/found-entries.tsx';
import { JournalDays } from './journal/journal-days.tsx';
import { EntryPanel } from './journal/entry-panel.tsx';
import { outcomeWords } from './journal/entry-words.ts';
import { NotForYou } from './not-for-you.tsx';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/journal';

/** The filter with which the page opens: a person, and the first and the last day. */
type AskedJournal = {
  readonly by?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

/** The journal of the organisation: people, actions, times and places, and the changed values. */
export function JournalPage({ asked }: { readonly asked: AskedJournal }) {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <Journal asked={asked} />
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

/** Where the rows come from: the tenant's whole journal, or the part that this device has. */
type Source = 'server' | 'device';
const sourceOptions = [
  { value: 'server', label: 'Whole journal' },
  { value: 'device', label: 'This device' },
];

/** Returns the question of a filter, without its empty parts. The server parses the values of choices. */
const questionOf = (filter: Filter, names: readonly FilterName[]): DeviceQuestion =>
  Object.fromEntries(names.flatMap((name) => (filter[name] === null ? [] : [[name, filter[name]]])));

function Journal({ asked }: { readonly asked: AskedJournal }) {
  const catalogue = useCatalogue();
  const { person } = usePeopleEntities();
  const [filter, setFilter] = useState<Filter>({
    ...noFilter,
    by: asked.by ?? null,
    from: asked.from ?? null,
    until: asked.until ?? null,
  });
  const [source, setSource] = useState<Source>('server');
  const [of, setOf] = useState<ClassTab>();
  const [opened, setOpened] = useState<{ readonly entry: AuditEntry } & EntryNames>();
  const formats = useFormats();
  const today = formats.dayOf(useNowMs());
  const [month, setMonth] = useState(today.slice(0, 7));
  const steps = useRef<EntrySteps>(null);
  const step = (by: 1 | -1) => steps.current?.step(by);
  useShortcuts([
    { keys: 'j', label: 'Next entry', section: 'Journal', run: () => step(1) },
    { keys: 'k', label: 'Entry before', section: 'Journal', run: () => step(-1) },
  ]);
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
    steps,
    open: opened?.entry.n,
    onOpen: (entry: AuditEntry, names: EntryNames) =>
      setOpened(entry.n === opened?.entry.n ? undefined : { entry, ...names }),
    onDevice: questionOf(filter, commonFilters),
    onServer: {
      ...questionOf(filter, [...commonFilters, ...serverFilters]),
      ...questionOfTab(of),
    },
    onClear,
  };
  const Chosen = isServer ? OnServer : OnDevice;
  const list = (
    <div className={classes.page}>
      <ChainState />
      {isServer ? (
        <JournalDays
          month={month}
          onMonth={setMonth}
          today={today}
          onDay={(day) => setFilter({ ...filter, from: day, until: day })}
        />
      ) : null}
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
        {isServer ? <ClassTabs month={month} {...filter} of={of} onOf={setOf} /> : null}
      </div>
      <Chosen key={JSON.stringify([of, filter])} {...found} />
    </div>
  );
  const panel = opened ? <EntryPanel {...opened} onStep={step} onClose={() => setOpened(undefined)} /> : undefined;
  return (
    <>
      <ListBesidePanel bar={<SettingsBar at={at} />} list={list} panel={panel} isSlim />
      <p role="status" className="outpost-visually-hidden">
        {opened ? `No. ${formats.count(opened.entry.n)}: ${opened.entry.label}` : ''}
      </p>
    </>
  );
}
