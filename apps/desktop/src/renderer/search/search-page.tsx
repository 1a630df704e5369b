import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { useCatalogue } from '../records/use-entity.ts';
import { NotKeptNote } from '../sync/not-kept-note.tsx';
import { kindParams } from '../window/kind-params.ts';
import { ChosenFacets } from './chosen-facets.tsx';
import { facetFields, knownChoices } from './facet-counts.ts';
import { KindHits } from './kind-hits.tsx';
import { filterOfAddress, nothingChosen, type SearchAddress } from './search-address.ts';
import { SearchFacets } from './search-facets.tsx';
import { SearchWords } from './search-words.tsx';
import { useFound } from './use-found.ts';
import { fieldFacet, useOpenFacets } from './use-open-facets.ts';
import { useOwnerNames } from './use-owner-names.ts';
import { useWordsOfAddress } from './use-words-of-address.ts';
import classes from './search.module.css';

type Props = {
  readonly address: SearchAddress;
  /** The same function at each call, so that parts of the page are not drawn for a letter. */
  readonly onAddress: (change: Partial<SearchAddress>) => void;
};

/** Moves the focus from the words to the hits and between them, and between the values of one facet. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const focused = document.activeElement;
  const facet = focused?.closest('[data-facet]');
  const stops = [
    ...(facet ? facet.querySelectorAll<HTMLElement>('summary, button') : event.currentTarget.querySelectorAll<HTMLElement>('[data-hit], [data-words]')), // prettier-ignore
  ];
  const at = stops.findIndex((stop) => stop === focused);
  if (at < 0) return;
  event.preventDefault();
  stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

/** Every record that contains some words, by kind, narrowed by facets: kind, owner, time of the last change, and fields. */
export function SearchPage({ address, onAddress }: Props) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const isNarrow = useNarrow();
  const [isUnfolded, setUnfolded] = useState(false);
  const words = useRef<HTMLInputElement>(null);
  const focusWords = useCallback(() => words.current?.focus(), []);
  const { text = '', owner, changed } = address;
  const typed = text.trim();
  const field = useWordsOfAddress(text, onAddress);
  const kind = address.kind === undefined ? undefined : catalogue.entities.get(address.kind);
  const offered = useMemo(() => (kind ? facetFields(catalogue, kind) : []), [catalogue, kind]);
  const fields = useMemo(() => knownChoices(offered, address.fields), [offered, address.fields]);
  const { isOpen, onToggle } = useOpenFacets(kind, offered);
  const isShown = !isNarrow || isUnfolded;
  const counted = useMemo(
    () => (isShown ? offered.filter(({ path }) => isOpen(fieldFacet(kind, path))) : []),
    [isShown, offered, isOpen, kind],
  );
  const { found: complete, error } = useFound({ text: typed, kind, owner, changed, fields, counted });
  const nameOfOwner = useOwnerNames(complete?.ownerNames, owner);
  const onAlone = useCallback((name: string) => onAddress({ kind: name }), [onAddress]);
  const onList = useCallback(
    (name: string) => {
      const where = filterOfAddress({ owner, changed, fields });
      const search = { kind: 'grid', search: typed, ...(where === undefined ? {} : { where }) };
      void navigate({ to: '/list/$pack/$name', params: kindParams(name), search });
    },
    [navigate, owner, changed, fields, typed],
  );
  if (error) throw error; // drawn by the screen's boundary
  const found = typed === '' ? undefined : complete;
  const shown = found?.kinds.filter(({ entity }) => kind === undefined || entity === kind);
  const total = shown?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const isNarrowed = kind !== undefined || owner !== undefined || changed !== undefined;
  const facets = (
    <SearchFacets {...{ kind, owner, changed, fields, offered, isOpen, onToggle, found, nameOfOwner, onAddress }} />
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows go through hits and values, which are buttons in the order of Tab, too
    <div className={classes.page} data-narrow={isNarrow || undefined} onKeyDown={onArrow}>
      <div className={classes.head}>
        <h1 className="outpost-visually-hidden">Search</h1>
        <SearchWords key={field.key} ref={words} text={field.start} onText={field.onText} />
        <p role="status" className={classes.count}>
          {found === undefined ? '' : `${formats.plural(total, 'record', 'records')} on this device`}
        </p>
      </div>
      <NotKeptNote />
      <div className={classes.columns}>
        {isNarrow ? (
          <details
            className={classes.folded}
            open={isUnfolded}
            onToggle={({ currentTarget: { open } }) => setUnfolded(open)}
          >
            <summary>
              <Icon name="filter" size={14} /> Filters
            </summary>
            <div className={classes.facets}>{isUnfolded ? facets : null}</div>
          </details>
        ) : (
          <div className={classes.facets}>{facets}</div>
        )}
        <div className={classes.found}>
          <ChosenFacets {...{ kind, owner, changed, fields, offered, nameOfOwner, onAddress }} onLast={focusWords} />
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
                isNarrowed ? <Button onClick={() => onAddress(nothingChosen)}>Search in everything</Button> : undefined
              }
            >
              {isNarrowed
                ? 'No record with the chosen filters contains all of these words.'
                : 'No record on this device contains all of these words.'}
            </StateBlock>
          ) : (
            shown?.map((one) =>
              kind === undefined ? (
                <KindHits key={one.entity.name} found={one} onAlone={onAlone} />
              ) : (
                <KindHits key={one.entity.name} found={one} onList={onList} />
              ),
            )
          )}
        </div>
      </div>
    </div>
  );
}
