import type { ReactNode } from 'react';
import { useIsFirstSync } from '../session/session-context.tsx';
import classes from './home.module.css';

/** A section of the day with a heading. */
export function HomeSection({
  title,
  note,
  trailing,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <h2 className={classes.head}>
        {title}
        {note === undefined ? null : <span className={classes.note}>{note}</span>}
        {trailing === undefined ? null : <span className={classes.trailing}>{trailing}</span>}
      </h2>
      {children}
    </section>
  );
}

/** The text of an empty section. A device that has not received all records yet cannot tell that there are none. */
export function NothingToShow({ children }: { readonly children: ReactNode }) {
  const isFirstSync = useIsFirstSync();
  return <p className={classes.faint}>{isFirstSync === true ? 'Nothing has arrived yet.' : children}</p>;
}

/** An entry of two lines: a title, with its context below, and a time on the right. */
export function HomeLine({
  before,
  title,
  detail,
  trailing,
  isDone = false,
  onPress,
}: {
  readonly before?: ReactNode;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly trailing?: ReactNode;
  readonly isDone?: boolean;
  readonly onPress?: () => void;
}) {
  return (
    <li className={classes.line} data-done={isDone || undefined}>
      {before}
      <div className={classes.words}>
        {onPress ? (
          <button type="button" className={classes.plain} onClick={onPress} dir="auto" title={title}>
            {title}
          </button>
        ) : (
          <span dir="auto">{title}</span>
        )}
        {detail === undefined || detail === '' ? null : (
          <span className={classes.detail} dir="auto">
            {detail}
          </span>
        )}
      </div>
      {trailing === undefined ? null : <span className={classes.when}>{trailing}</span>}
    </li>
  );
}
