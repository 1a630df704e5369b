import { Kbd } from '@outpost/ui/parts/kbd';
import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode, useMemo } from 'react';
import { type HelpPageId, helpPageOfLink, keysOf } from './help-pages.ts';
import classes from './help.module.css';

type Props = { readonly text: string; readonly onPage: (page: HelpPageId) => void };

/**
 * Draws Markdown: headings, paragraphs, lists, strong words, links to other pages, and keys as code. It draws
 * elements and never HTML; it shows all else as text.
 */
export function HelpText({ text, onPage }: Props) {
  const tokens = useMemo(() => lexer(text), [text]);
  return <Blocks tokens={tokens} onPage={onPage} />;
}

type Drawn = { readonly tokens: readonly Token[] | undefined; readonly onPage: Props['onPage'] };

const Blocks = ({ tokens = [], onPage }: Drawn): ReactNode =>
  tokens.map((token, place) => (
    // oxlint-disable-next-line react/no-array-index-key -- the text of a page never changes
    <Fragment key={place}>
      <Drawing token={token as Tokens.Generic} onPage={onPage} />
    </Fragment>
  ));

/** The parts of a token that are drawn. `marked` types tokens of extensions too loosely to tell them apart. */
function Drawing({ token, onPage }: { readonly token: Tokens.Generic; readonly onPage: Props['onPage'] }): ReactNode {
  const inside = token.tokens === undefined ? token.raw : <Blocks tokens={token.tokens} onPage={onPage} />;
  switch (token.type) {
    case 'space':
      return null;
    case 'heading':
      return <h3>{inside}</h3>;
    case 'paragraph':
      return <p>{inside}</p>;
    case 'strong':
      return <strong>{inside}</strong>;
    case 'codespan':
      return <Kbd keys={keysOf(token.raw.replaceAll('`', ''))} />;
    case 'list': {
      const { items, ordered } = token as Tokens.List; // told by its type
      const drawn = items.map((item) => (
        <li key={item.raw}>
          <Blocks tokens={item.tokens} onPage={onPage} />
        </li>
      ));
      return ordered ? <ol>{drawn}</ol> : <ul>{drawn}</ul>;
    }
    case 'link': {
      const page = helpPageOfLink((token as Tokens.Link).href); // told by its type
      return page ? (
        <button type="button" className={classes.link} onClick={() => onPage(page.id)}>
          {inside}
        </button>
      ) : (
        inside
      );
    }
    default:
      return inside;
  }
}
