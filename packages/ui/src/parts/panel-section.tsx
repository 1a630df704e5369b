import type { ReactNode } from 'react';
import classes from './panel-section.module.css';

/** A section of a record's left column with a heading: "Tasks — 1 of 3 done". */
export function PanelSection({
  title,
  trailing,
  children,
}: {
  readonly title: string;
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section>
      <h3 className={classes.head}>
        {title}
        {trailing === undefined ? null : <span>{trailing}</span>}
      </h3>
      {children}
    </section>
  );
}

/** One line of a section, 32 px high: a text, with a time or an amount on the right. `before` holds an icon or a checkbox. */
export function PanelLine({
  before,
  children,
  trailing,
  isDone = false,
}: {
  readonly before?: ReactNode;
  readonly children: ReactNode;
  readonly trailing?: ReactNode;
  readonly isDone?: boolean | undefined;
}) {
  return (
    <div className={classes.line} data-done={isDone || undefined}>
      {before}
      <span className={classes.text}>{children}</span>
      {trailing === undefined ? null : <span className={classes.trailing}>{trailing}</span>}
    </div>
  );
}
