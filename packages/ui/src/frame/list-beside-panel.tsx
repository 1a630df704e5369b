import type { ReactNode } from 'react';
import classes from '../record/record-panel.module.css';

/** A list with a record beside it: the list keeps its place; up to 720 px wide only the record shows. */
export function ListBesidePanel({ list, panel }: { readonly list: ReactNode; readonly panel: ReactNode | undefined }) {
  return (
    <div className={classes.two} data-open={(panel !== undefined && panel !== null) || undefined}>
      <div className={classes.list}>{list}</div>
      {panel}
    </div>
  );
}
