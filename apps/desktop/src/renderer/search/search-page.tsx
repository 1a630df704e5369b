import { TextInput } from '@mantine/core';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { FieldKind } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { manyOf } from '../records/entity-shape.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { kindParams } from '../window/kind-params.ts';
import { mostSearchChars } from '../window/list-address.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { NotKeptNote } from '../sync/not-kept-note.tsx';
import { type ChangedSpan, filterOfAddress, type SearchAddress } from './search-address.ts';
import { type FoundOfKind, useFound } from './use-found.ts';
import classes from './search.module.css';

type Props = { readonly address: SearchAddress; readonly onAddress: (change: Partial<SearchAddress>) => void };

/** Chosen: shorter than a pause between words, longer than one between letters. */
const pauseMs = 150;

const spanLabels: Readonly<Record<ChangedSpan, string>> = {
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  year: 'Last 365 days',
};

/** Every record that contains some words, by kind, narrowed by kind, owner and time of the last change. */
export function SearchPage({ address, onAddress }: Props) {
  const formats = useFormats();
  const { text = '', kind, owner, changed } = address;
  const [words, setWords] = useState(text);
  // The address, and with it the questions, follow when the person pauses.
  const follow = useEffectEvent(() => onAddress({ text: words === '' ? undefined : words }));
  useEffect(() => {
    const timer = setTimeout(follow, pauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  const typed = text.trim();
  const where = useMemo(() => filterOfAddress({ owner, changed }), [owner, changed]);
  const { kinds, error } = useFound(typed, where, kind);
  const page = useRef<HTMLDivElement>(null);
  if (error) throw error; // drawn by the screen's boundary
  const total = kinds?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  // A kind that has no more hits stays chosen, so that its facet can be removed.
  const shown = kind === undefined ? kinds : kinds?.filter(({ entity }) => entity.name === kind);
  const isNarrowed = kind !== undefined || owner !== undefined || changed !== undefined;
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [...(page.current?.querySelectorAll<HTMLElement>('[data-hit], [data-words]') ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement); // -1 for any other element
    if (at < 0) return;
    event.preventDefault();
    stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows go through the hits, which are buttons in the order of Tab, too
    <div ref={page} className={classes.page} onKeyDown={onArrow}>
      <div className={classes.head}>
        <h1 className="outpost-visually-hidden">Search</h1>
        <TextInput
          type="search"
          autoFocus
          data-words
          aria-label="Words to find"
          placeholder="Names, words, telephone numbers, e-mail addresses"
          leftSection={<Icon name="search" size={16} />}
          value={words}
          maxLength={mostSearchChars}
          onChange={({ currentTarget: { value } }) => setWords(value)}
        />
        <p role="status" className={classes.count}>
          {typed === '' || kinds === undefined ? '' : `${formats.plural(total, 'record', 'records')} on this device`}
        </p>
      </div>
      <div className={classes.columns}>
        <div className={classes.facets}>
          <Facet
            label="Kind"
            value={kind}
            options={[
              { id: undefined, label: 'All kinds', count: typed === '' ? undefined : total },
              ...(kinds ?? []).map(({ entity, count }) => ({ id: entity.name, label: entity.label.many, count })),
            ]}
            onChoose={(id) => onAddress({ kind: id })}
          />
          <Facet
            label="Owner"
            value={owner}
            options={[
              { id: undefined, label: 'Anyone' },
              { id: 'me' as const, label: 'Me' },
            ]}
            onChoose={(id) => onAddress({ owner: id })}
          />
          <Facet
            label="Changed"
            value={changed}
            options={[
              { id: undefined, label: 'At any time' },
              ...Object.entries(spanLabels).map(([id, label]) => ({ id: id as ChangedSpan, label })), // the keys of the table
            ]}
            onChoose={(id) => onAddress({ changed: id })}
          />
        </div>
        <NotKeptNote />
        <div className={classes.found}>
          {typed === '' ? (
            <StateBlock icon="search" title="Find any record">
              Type words in any order, the beginning of a word, a part of a telephone number in any notation, or an
              e-mail address. It works without a network.
            </StateBlock>
          ) : shown?.length === 0 ? (
            <StateBlock
              icon="search"
              title="No record matches"
              actions={
                isNarrowed ? (
                  <Button onClick={() => onAddress({ kind: undefined, owner: undefined, changed: undefined })}>
                    Search in everything
                  </Button>
                ) : undefined
              }
            >
              {isNarrowed
                ? 'None of the chosen kind, owner and time contains all of these words.'
                : 'No record on this device contains all of these words.'}
            </StateBlock>
          ) : (
            shown?.map((found) => (
              <KindHits key={found.entity.name} found={found} text={typed} address={address} onAddress={onAddress} />
            ))
          )}
        </div>
      </div>
    </div>
  );
}

type FacetProps<Id extends string> = {
  readonly label: string;
  readonly value: Id | undefined;
  readonly options: readonly {
    readonly id: Id | undefined;
    readonly label: string;
    readonly count?: number | undefined;
  }[];
  readonly onChoose: (id: Id | undefined) => void;
};

/** One property by which the hits are narrowed: one choice of several. */
function Facet<Id extends string>({ label, value, options, onChoose }: FacetProps<Id>) {
  const formats = useFormats();
  return (
    <div role="group" aria-label={label} className={classes.facet}>
      <h2>{label}</h2>
      {options.map((option) => (
        <button
          key={option.id ?? ''}
          type="button"
          aria-pressed={option.id === value}
          onClick={() => onChoose(option.id)}
        >
          {option.label}
          {option.count === undefined ? null : <span>{formats.count(option.count)}</span>}
        </button>
      ))}
    </div>
  );
}

/** Values that are clear only with the name of their field: "Score 75". */
const saysNothingAlone: ReadonlySet<FieldKind> = new Set<FieldKind>([
  'number',
  'percent',
  'duration',
  'flag',
  'date',
  'instant',
]);

type HitsProps = Props & { readonly found: FoundOfKind; readonly text: string };

/** The hits of one kind, with its first fields and the time of the last change. */
function KindHits({ found, text, address, onAddress }: HitsProps) {
  const { entity, count, rows, refs } = found;
  const formats = useFormats();
  const now = useNow();
  const open = useOpenRecord();
  const navigate = useNavigate();
  const specs = useFieldSpecs(entity, refs);
  const isAlone = address.kind === entity.name;
  const where = filterOfAddress(address);
  return (
    <section aria-label={entity.label.many} className={classes.kind}>
      <h2>
        <Icon name={entity.icon} size={16} /> {entity.label.many} <span>{formats.count(count)}</span>
      </h2>
      <ul>
        {rows.map((row) => {
          const detail = entity.listed
            .filter((name) => name !== entity.title)
            .flatMap((name) => {
              const spec = specs.get(name);
              const shownText = spec ? fieldText(spec, shownValue(row, name), formats) : '';
              if (spec === undefined || shownText === '') return [];
              return [saysNothingAlone.has(spec.kind) ? `${spec.label} ${shownText}` : shownText];
            })
            .slice(0, 3)
            .join(' · ');
          return (
            <li key={row.id}>
              <button type="button" data-hit className={classes.hit} onClick={() => open(row.id)}>
                <strong dir="auto">{titleOf(entity, row)}</strong>
                <time dateTime={row.updatedAt}>{formats.relative(row.updatedAt, now())}</time>
                <span dir="auto">{detail}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={classes.more}>
        {!isAlone && count > rows.length ? (
          <Button size="sm" variant="quiet" onClick={() => onAddress({ kind: entity.name })}>
            All {formats.count(count)} {manyOf(entity)}
          </Button>
        ) : null}
        {isAlone ? (
          <Button
            size="sm"
            icon="table"
            onClick={() =>
              void navigate({
                to: '/list/$pack/$name',
                params: kindParams(entity.name),
                search: { kind: 'grid', search: text, ...(where === undefined ? {} : { where }) },
              })
            }
          >
            {count > rows.length ? `Open all ${formats.count(count)} as a list` : 'Open as a list'}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
