import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { envelopeLabel } from '@outpost/domain/kernel/entities/envelope';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { SegmentedControl } from '@mantine/core';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { Form } from '@outpost/ui/fields/editors/form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { areaEntitiesOf } from '../places/areas.ts';
import { ask, RefusedError } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useVerifyJournal } from '../queries/use-verify-journal.ts';
import { fieldNamed, fieldSpecOf } from '../records/field-spec-of.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { writtenGrantWords } from './grant-table.ts';
import { NotForYou, PeopleBar } from './people-bar.tsx';
import { roleWords } from './memberships.ts';
import { useMayAdminister, usePeopleEntities, useRolesAndTeams } from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/journal';
const step = 100;
const most = 1_000;

/** The journal of the organisation: who changed which record, when, and from which value to which. */
export function JournalPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <Journal />
  ) : (
    <NotForYou at={at} what="roles" title="Only administrators read the journal" list={role} />
  );
}

type Filter = Readonly<Record<'by' | 'entity' | 'record' | 'from' | 'until', string | null>>;
const noFilter: Filter = { by: null, entity: null, record: null, from: null, until: null };

/** Where the rows come from: the tenant's whole journal, or the part that this device holds. */
type Source = 'server' | 'device';
const sourceOptions = [
  { value: 'server', label: 'Whole journal' },
  { value: 'device', label: 'This device' },
];

/** The rows to draw, from either source. */
type Shown = Pick<CallOutput<'journal.onServer'>, 'rows' | 'refs' | 'names'> & {
  readonly isWhole: boolean;
  /** Shows older rows; undefined where there are none. */
  readonly onOlder: (() => void) | undefined;
};

/** Returns the question of a filter. */
const questionOf = (filter: Filter): CallInput<'journal.onDevice'> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));

function Journal() {
  const catalogue = useCatalogue();
  const { person } = usePeopleEntities();
  const [filter, setFilter] = useState(noFilter);
  const [source, setSource] = useState<Source>('server');
  const refs = useRefNames(filter);
  const sources = useSpecSources(refs);
  const kinds = [...catalogue.entities.values()].filter(({ isRemoved }) => isRemoved !== true);
  const specs: readonly FieldSpec[] = [
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
  const Chosen = source === 'server' ? OnServer : OnDevice;
  return (
    <>
      <PeopleBar at={at} />
      <div className={classes.page}>
        <div className={classes.journalFilters} role="search" aria-label="Filter the journal">
          <Form
            specs={specs}
            values={filter}
            onChange={(id, value) => setFilter({ ...filter, [id]: typeof value === 'string' ? value : null })}
          />
        </div>
        <SegmentedControl
          aria-label="Which journal"
          size="xs"
          mt="sm"
          data={sourceOptions}
          value={source}
          onChange={(value) => setSource(value === 'device' ? 'device' : 'server')}
        />
        <Chosen
          key={JSON.stringify(filter)}
          question={questionOf(filter)}
          onClear={Object.values(filter).some((value) => value !== null) ? () => setFilter(noFilter) : undefined}
        />
      </div>
    </>
  );
}

type FoundProps = {
  readonly question: CallInput<'journal.onDevice'>;
  /** Clears the filter; undefined without one. */
  readonly onClear: (() => void) | undefined;
};

/** The tenant's whole journal, page by page. Where the server does not answer: the part on this device, and why. */
function OnServer({ question, onClear }: FoundProps) {
  const bridge = useBridge();
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    queryKey: queryKeyOf('journal.onServer', '', question),
    queryFn: ({ pageParam: before }) =>
      ask(bridge, 'journal.onServer', { ...question, limit: step, ...(before === null ? {} : { before }) }),
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
        <OnDevice question={question} onClear={onClear} />
      </>
    );
  if (!data)
    return (
      <p className={classes.hint} role="status">
        Asking the server…
      </p>
    );
  const { pages } = data;
  return (
    <Found
      isWhole
      rows={pages.flatMap(({ rows }) => rows)}
      refs={Object.fromEntries(pages.flatMap(({ refs }) => Object.entries(refs)))}
      names={Object.fromEntries(pages.flatMap(({ names }) => Object.entries(names)))}
      onOlder={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
      problem={error?.message}
      onClear={onClear}
    />
  );
}

/** The part of the journal that this device holds. It needs no network. */
function OnDevice({ question, onClear }: FoundProps) {
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
  const older = data.more && limit < most ? () => setLimit(Math.min(most, limit * 2)) : undefined;
  return <Found {...data} isWhole={false} onOlder={older} onClear={onClear} />;
}

/** The rows, which journal they are from, and the check of the chain. */
function Found({
  isWhole,
  onOlder,
  onClear,
  problem,
  ...found
}: Shown & Pick<FoundProps, 'onClear'> & { readonly problem?: string | undefined }) {
  const verify = useVerifyJournal();
  return (
    <>
      <div className={classes.chain}>
        <p className={classes.hint}>
          {isWhole
            ? 'This is the journal on the server: the changes of everybody, from the beginning.'
            : 'These are the changes that this device holds. Older ones, and those of records that are not on it, are on the server.'}
        </p>
        <Button size="sm" icon="shield" onClick={() => void verify()}>
          Check the chain
        </Button>
      </div>
      {found.rows.length === 0 ? (
        <EmptyState
          icon="history"
          title={onOlder ? 'No newer change matches' : onClear ? 'No change matches' : 'No change yet'}
          {...(onClear ? { add: { label: 'Clear the filter', onPress: onClear } } : {})}
        >
          {onOlder
            ? 'The server looks through a part of the journal at a time. Older changes may match.'
            : 'The journal holds every change of every record, with its author and its values.'}
        </EmptyState>
      ) : (
        <Rows {...found} />
      )}
      {problem === undefined ? null : (
        <p className={classes.hint} role="alert">
          {problem}
        </p>
      )}
      {onOlder ? (
        <Button className={classes.moreRows} onClick={onOlder}>
          Show older changes
        </Button>
      ) : null}
    </>
  );
}

function Rows({ rows, refs, names }: Pick<Shown, 'rows' | 'refs' | 'names'>) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const { entities } = past;
  const sources = useSpecSources(refs);
  const open = useOpenRecord();
  const { person, role } = usePeopleEntities();
  const ofRoles = useRolesAndTeams();
  const textOf = (entity: Entity | undefined, field: string, value: JsonValue): string => {
    if (!entity) return value === null ? '' : JSON.stringify(value);
    if (ofRoles && entity.name === person && field === 'memberships')
      return formats.list(
        roleWords(namedRoles({ fields: { memberships: value } }), { ...ofRoles, instant: formats.instant }),
      );
    if (entity.name === role && field === 'grants' && Array.isArray(value))
      return formats.list(value.map((grant) => writtenGrantWords(String(grant), past)));
    if (field === 'sharedWith' && Array.isArray(value))
      return formats.list(value.map((id) => sources.nameOf(String(id)) ?? 'someone'));
    const spec = fieldSpecOf(entity, field, sources);
    if (spec?.kind === 'json') return value === null ? '' : 'set'; // filters and columns of views: data for programs
    return spec
      ? fieldText(spec, value, formats)
      : value === null
        ? ''
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  };
  return (
    <table className={classes.journal}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who and what</th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const entity = entities.get(row.entity);
          const ref = refs[row.id];
          const title = ref?.title ?? entity?.label.one ?? row.entity;
          return (
            <tr key={row.n}>
              <td className={classes.quiet}>
                {formats.instant(row.at)}
                <span className={classes.number}>No. {formats.count(row.n)}</span>
              </td>
              <td>
                <span dir="auto">{row.label}</span>
                <span className={classes.quiet}>
                  {names[row.by] ?? 'Somebody who is gone'},{' '}
                  {ref ? (
                    <button type="button" className={classes.link} onClick={() => open(row.id)}>
                      {title}
                    </button>
                  ) : (
                    `${title}, not on this device`
                  )}
                </span>
              </td>
              <td>
                <ul className={classes.values}>
                  {changesOf(row).map(([field, pair]) => (
                    <li key={field}>
                      <span className={classes.quiet}>
                        {(entity && fieldNamed(entity, field)?.label) ?? envelopeLabel(field) ?? field}
                      </span>{' '}
                      <Change
                        pair={pair}
                        isNew={row.kind === 'created'}
                        textOf={(value) => textOf(entity, field, value)}
                      />
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** One value before and after. Of a set, only what came and what went is shown. */
function Change({
  pair: [from, to],
  isNew,
  textOf,
}: {
  readonly pair: readonly [JsonValue, JsonValue];
  readonly isNew: boolean;
  readonly textOf: (value: JsonValue) => string;
}) {
  const [before, after] = [textsIn(from), textsIn(to)];
  if (isNew || !before || !after)
    return (
      <>
        {isNew ? null : (
          <>
            <s>{textOf(from) || 'empty'}</s> <Icon name="arrow-right" size={12} label="becomes" />{' '}
          </>
        )}
        {textOf(to) || 'empty'}
      </>
    );
  const came = after.filter((one) => !before.includes(one));
  const went = before.filter((one) => !after.includes(one));
  return (
    <>
      {came.length === 0 ? null : <>added {textOf(came)} </>}
      {went.length === 0 ? null : (
        <>
          took out <s>{textOf(went)}</s>
        </>
      )}
    </>
  );
}

/** Returns the texts of a set; undefined for any other value. */
const textsIn = (value: JsonValue): string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

/** Returns the changed values of a row; of a creation those that were filled in. */
const changesOf = (row: HistoryRow) =>
  Object.entries(row.changed).filter(([, [, to]]) => row.kind === 'changed' || (to !== null && to !== ''));
