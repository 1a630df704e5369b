import { type ReactNode, useId, useState } from 'react';
import { IconButton } from '../parts/button.tsx';
import { DataTable, type DataTableProps } from '../parts/data-table.tsx';
import classes from './chart-panel.module.css';

/** A chart's frame: the question that the chart answers, the time span, and a button that shows the same data as a table. */
export type ChartPanelProps = {
  /** "How much did we win each quarter?" */
  readonly question: string;
  readonly span?: string | undefined;
  readonly table?: Pick<DataTableProps, 'columns' | 'rows'> | undefined;
  readonly initially?: 'chart' | 'table' | undefined;
  readonly note?: ReactNode;
  readonly children: ReactNode;
};

/** Draws the frame with the chart or the table inside. */
export function ChartPanel({ question, span, table, initially = 'chart', note, children }: ChartPanelProps) {
  const [shown, setShown] = useState(initially);
  const headingId = useId();
  return (
    <section className={classes.panel} aria-labelledby={headingId}>
      <header className={classes.head}>
        <h2 id={headingId}>{question}</h2>
        {span === undefined ? null : <span className={classes.span}>{span}</span>}
        <span className={classes.spread} />
        {table ? (
          <span className={classes.toggle}>
            <IconButton
              icon={shown === 'chart' ? 'table' : 'chart'}
              label={shown === 'chart' ? 'As a table' : 'As a chart'}
              onClick={() => setShown(shown === 'chart' ? 'table' : 'chart')}
            />
          </span>
        ) : null}
      </header>
      <div className={classes.body}>
        {shown === 'table' && table ? <DataTable label={question} {...table} isCompact /> : children}
      </div>
      {note === undefined ? null : <p className={classes.note}>{note}</p>}
    </section>
  );
}
