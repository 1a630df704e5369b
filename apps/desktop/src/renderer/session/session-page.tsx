import type { ReactNode } from 'react';
import classes from './session.module.css';

/**
 * The frame of the pages before the app: a form in the middle, and below it the server's address, with `end` at the end
 * of that line.
 */
export function SessionPage({
  server,
  end,
  children,
}: {
  /** The address of the server, with protocol; empty before one is chosen. */
  readonly server: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <main className={classes.middle}>{children}</main>
      <footer className={classes.foot}>
        <span className={classes.dot} aria-hidden />
        <span>{server === '' ? 'No server chosen' : new URL(server).host}</span>
        <span className={classes.gap} />
        {end}
      </footer>
    </div>
  );
}
