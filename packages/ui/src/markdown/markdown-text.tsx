import { safeTarget } from '@outpost/domain/kernel/markdown/safe-target';
import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, memo, type ReactNode, useMemo } from 'react';
import classes from './markdown.module.css';
import { withoutEntities } from '@outpost/domain/kernel/markdown/entities';

/** Chosen: a longer text is shown as it is. Fields take at most this much. */
const mostChars = 20_000;

/**
 * Draws a Markdown text as elements, never as HTML: HTML in it is shown as text. A link that the app may not open is
 * shown as its text only, and a picture as its description.
 */
export const MarkdownText = memo(function MarkdownText({ text }: { readonly text: string }) {
  const tokens = useMemo(
    () => (text.length > mostChars ? undefined : lexer(text, { gfm: true, breaks: true })),
    [text],
  );
  return (
    <div className={classes.shown} dir="auto">
      {tokens ? <Tokens tokens={tokens} /> : <p className={classes.raw}>{text}</p>}
    </div>
  );
});

const Tokens = ({ tokens = [] }: { readonly tokens: readonly Token[] | undefined }): ReactNode =>
  tokens.map((token, place) => (
    // oxlint-disable-next-line react/no-array-index-key -- a changed text is drawn anew
    <Fragment key={place}>
      <Drawing token={token as Tokens.Generic} />
    </Fragment>
  ));

const mentioned = /(?<![\p{L}\p{N}_.@])(@[\p{L}][\p{L}\p{N}_'’-]*)/u;

/** Draws a text with the mentions in it. */
const Words = ({ text }: { readonly text: string }): ReactNode =>
  text.split(mentioned).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- as above
      <span key={place} className={classes.mention}>
        {part}
      </span>
    ),
  );

/** `marked` types tokens of extensions too loosely to tell them apart; the type names each. */
function Drawing({ token }: { readonly token: Tokens.Generic }): ReactNode {
  const inside = token.tokens === undefined ? <Words text={textOf(token)} /> : <Tokens tokens={token.tokens} />;
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return null;
    case 'heading':
      return <h5>{inside}</h5>;
    case 'paragraph':
      return <p>{inside}</p>;
    case 'strong':
      return <strong>{inside}</strong>;
    case 'em':
      return <em>{inside}</em>;
    case 'del':
      return <s>{inside}</s>;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'codespan':
      return <code>{textOf(token)}</code>;
    case 'code':
      // An indented text is a letter or a table more often than code: it stays as it was typed.
      return token['codeBlockStyle'] === 'indented' ? (
        <p className={classes.raw}>{textOf(token)}</p>
      ) : (
        <pre>{textOf(token)}</pre>
      );
    case 'blockquote':
      return <blockquote>{inside}</blockquote>;
    case 'list': {
      const { items, ordered, start } = token as Tokens.List;
      const drawn = items.map((item, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- as above
        <li key={place} data-task={item.task || undefined}>
          {item.task ? (
            <input
              type="checkbox"
              checked={item.checked === true}
              readOnly
              disabled
              aria-label={item.checked === true ? 'Done' : 'Not done'}
            />
          ) : null}
          <Tokens tokens={item.tokens} />
        </li>
      ));
      return ordered ? <ol start={Number(start || 1)}>{drawn}</ol> : <ul>{drawn}</ul>;
    }
    case 'table':
      return <p className={classes.raw}>{token.raw.trimEnd()}</p>;
    case 'link': {
      const href = safeTarget(String(token['href']));
      return href === undefined ? (
        inside
      ) : (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          title={href}
          onClick={(event) => event.stopPropagation()}
        >
          {inside}
        </a>
      );
    }
    case 'image':
    case 'escape':
    case 'text':
      return inside;
    default:
      return <Words text={token.raw} />; // HTML and everything else
  }
}

const textOf = (token: Tokens.Generic): string => withoutEntities(String(token['text'] ?? token.raw));
