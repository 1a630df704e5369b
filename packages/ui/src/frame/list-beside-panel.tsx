import type { ReactNode } from 'react';
import classes from '../record/record-panel.module.css';

/** A list with a record beside it. The list keeps its scroll position. On screens up to 720 px wide only the record is shown. */
export function ListBesidePanel({ list, panel }: { readonly list: ReactNode; readonly panel: ReactNode | undefined }) {
  return (
    <div className={classes.two} data-open={(panel !== undefined && panel !== null) || undefined}>
      <div className={classes.list}>{list}</div>
      {panel}
    </div>
  );
}
