import type { ReactNode } from 'react';
import { FromServer } from '../../session/from-server.tsx';
import type { LatestAnswer } from '../../session/use-from-server.ts';
import { HomeSection } from '../home-section.tsx';
import classes from '../home.module.css';

type Props<T> = {
  readonly title: string;
  readonly note?: ReactNode;
  /** The page with all of it, and the words of the link. */
  readonly all: { readonly words: string; readonly onPress: () => void };
  readonly answer: LatestAnswer<T>;
  readonly children: (data: T) => ReactNode;
};

/**
 * A section whose facts only the server knows. Offline it shows those that arrived before, or says that they come with the
 * next contact; the page says once why.
 */
export function ServerSection<T>({ title, note, all, answer, children }: Props<T>) {
  const { data, isOffline } = answer;
  return (
    <HomeSection
      title={title}
      note={note}
      trailing={
        <button type="button" className={classes.link} onClick={all.onPress}>
          {all.words}
        </button>
      }
    >
      {!isOffline ? (
        <FromServer answer={answer} old="These facts may be old.">
          {children}
        </FromServer>
      ) : data === undefined ? (
        <p className={classes.faint}>Known at the next contact with the server.</p>
      ) : (
        children(data)
      )}
    </HomeSection>
  );
}

/** Chosen: the most lines of a section. Its page shows the rest. */
export const mostLines = 5;

/** Says how many lines are left out. */
export const MoreLines = ({
  count,
  words,
}: {
  readonly count: number;
  readonly words: { readonly one: string; readonly many: string };
}) =>
  count > mostLines ? (
    <p className={classes.faint}>
      {count - mostLines} more {count - mostLines === 1 ? words.one : words.many}.
    </p>
  ) : null;
