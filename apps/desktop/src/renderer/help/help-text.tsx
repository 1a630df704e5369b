import { Kbd } from '@outpost/ui/parts/kbd';
import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode, useMemo } from 'react';
import { type HelpPage, helpPageOfLink, shortcutKeysOf } from './help-pages.ts';
import classes from './help.module.css';

type Props = {
  readonly text: string;
  /** The pages to which links may lead. */
  readonly pages: readonly HelpPage[];
  readonly onPage: (page: string) => void;
};

/**
 * Draws Markdown: headings, paragraphs, lists, strong words, links to other pages, and keys as code. It draws elements
 * and never HTML. Everything else is shown as text, even a link to a page that does not exist.
 */
export function HelpText({ text, ...links }: Props) {
  const tokens = useMemo(() => lexer(text), [text]);
  return <Blocks tokens={tokens} {...links} />;
}

type Links = Omit<Props, 'text'>;

const Blocks = ({ tokens = [], ...links }: Links & { readonly tokens: readonly Token[] | undefined }): ReactNode =>
  tokens.map((token, place) => (
    // oxlint-disable-next-line react/no-array-index-key -- the text of a page never changes
    <Fragment key={place}>
      <Drawing token={token as Tokens.Generic} {...links} />
    </Fragment>
  ));

/** The parts of a token that are drawn. `marked` types tokens of extensions too loosely to tell them apart. */
function Drawing({ token, ...links }: Links & { readonly token: Tokens.Generic }): ReactNode {
  const inside = token.tokens === undefined ? token.raw : <Blocks tokens={token.tokens} {...links} />;
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
      return <Kbd keys={shortcutKeysOf(token.raw.replaceAll('`', ''))} />;
    case 'list': {
      const { items, ordered } = token as Tokens.List; // recognised by its type
      const drawn = items.map((item) => (
        <li key={item.raw}>
          <Blocks tokens={item.tokens} {...links} />
        </li>
      ));
      return ordered ? <ol>{drawn}</ol> : <ul>{drawn}</ul>;
    }
    case 'link': {
      const page = helpPageOfLink(links.pages, (token as Tokens.Link).href); // recognised by its type
      return page ? (
        <button type="button" className={classes.link} onClick={() => links.onPage(page.id)}>
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
