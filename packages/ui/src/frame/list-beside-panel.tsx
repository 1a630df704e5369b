import type { ReactNode } from 'react';
import classes from '../record/record-panel.module.css';

type Props = {
  readonly list: ReactNode;
  readonly panel: ReactNode | undefined;
  /** The panel holds settings of the list, and needs less room than a record. */
  readonly isSlim?: boolean;
};

/** A list with a panel beside it. The list keeps its scroll position. On screens up to 720 px wide only the panel is shown. */
export function ListBesidePanel({ list, panel, isSlim = false }: Props) {
  return (
    <div
      className={classes.two}
      data-open={(panel !== undefined && panel !== null) || undefined}
      data-slim={isSlim || undefined}
    >
      <div className={classes.list}>{list}</div>
      {panel}
    </div>
  );
}
