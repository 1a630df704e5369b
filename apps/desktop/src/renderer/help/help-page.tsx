import { TextInput } from '@mantine/core';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { FilteredState } from '@outpost/ui/states/filtered-state';
import { useEffect, useRef, useState } from 'react';
import { findHelp, type HelpPage } from './help-pages.ts';
import { HelpText } from './help-text.tsx';
import { useHelpPages } from './use-help-pages.ts';
import classes from './help.module.css';

type Props = {
  /** The page in the address. Left out, or not there: the first one. */
  readonly page: string | undefined;
  readonly onPage: (page: string) => void;
  /** Shows the first steps again, on the home page. */
  readonly onFirstSteps: () => void;
};

/**
 * The help: its pages and those of the tenant's packs, with a search over them, and the chosen page. It is built into the app, so it
 * needs no network.
 */
export function HelpScreen({ page: id, onPage, onFirstSteps }: Props) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const article = useRef<HTMLElement>(null);
  const pages = useHelpPages();
  const [first] = pages;
  const page = pages.find((one) => one.id === id) ?? first;
  const hits = findHelp(pages, text);
  useShortcuts([{ keys: '/', label: 'Search in the help', section: 'Help', run: () => field.current?.focus() }]);
  const shown = useRef(page?.id);
  useEffect(() => {
    if (shown.current === page?.id) return;
    shown.current = page?.id;
    article.current?.focus(); // a screen reader goes on at the start of the new page
    article.current?.scrollTo?.({ top: 0 });
  }, [page?.id]);
  return (
    <>
      <ViewBar
        title="Help"
        secondary={
          <Button icon="flag" onClick={onFirstSteps}>
            First steps
          </Button>
        }
      />
      <div className={classes.page}>
        <nav className={classes.list} aria-label="Pages of the help">
          <TextInput
            ref={field}
            type="search"
            aria-label="Search in the help"
            placeholder="Search in the help"
            leftSection={<Icon name="search" size={14} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {hits.length === 0 ? (
            <FilteredState
              noun="page"
              nouns="pages"
              total={pages.length}
              clearLabel="Clear the search"
              onClear={() => {
                setText('');
                field.current?.focus();
              }}
            />
          ) : (
            <ul>
              {hits.map((hit) => (
                <li key={hit.page.id}>
                  <PageButton page={hit.page} line={hit.line} isCurrent={hit.page.id === page?.id} onPage={onPage} />
                </li>
              ))}
            </ul>
          )}
        </nav>
        {page ? (
          <article ref={article} className={classes.text} tabIndex={-1} aria-label={page.title}>
            <h2>{page.title}</h2>
            <HelpText text={page.text} pages={pages} onPage={onPage} />
          </article>
        ) : null}
      </div>
    </>
  );
}

function PageButton({
  page,
  line,
  isCurrent,
  onPage,
}: {
  readonly page: HelpPage;
  readonly line: string;
  readonly isCurrent: boolean;
  readonly onPage: (page: string) => void;
}) {
  return (
    <button
      type="button"
      className={classes.entry}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={() => onPage(page.id)}
    >
      {page.title}
      {line === '' || line === page.title ? null : <span className={classes.line}>{line}</span>}
    </button>
  );
}
