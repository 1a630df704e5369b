import { type ReactNode, useId, useState } from 'react';
import { IconButton } from '../parts/button.tsx';
import { DataTable, type DataTableProps } from '../parts/data-table.tsx';
import classes from './chart-panel.module.css';

/** A chart's frame: the question that the chart answers, the time span, and a button that shows the same data as a table. */
export type ChartPanelProps = {
  /** "How much did we win each quarter?" */
  readonly question: string;
  readonly span?: string | undefined;
  readonly table?: Pick<DataTableProps, 'columns' | 'rows' | 'onRow'> | undefined;
  readonly initially?: 'chart' | 'table' | undefined;
  /** Buttons in the head. */
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
};

/** The parts of the frame that every chart passes on. */
export type ChartFrame = Pick<ChartPanelProps, 'question' | 'span' | 'initially' | 'actions' | 'note'>;

/** Draws the frame with the chart or the table inside. */
export function ChartPanel({ question, span, table, initially = 'chart', actions, note, children }: ChartPanelProps) {
  const [shown, setShown] = useState(initially);
  const headingId = useId();
  return (
    <section className={classes.panel} aria-labelledby={headingId}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h2 id={headingId}>{question}</h2>
          {span === undefined ? null : <span className={classes.span}>{span}</span>}
        </div>
        <div className={classes.tools}>
          {table ? (
            <span>
              <IconButton
                icon={shown === 'chart' ? 'table' : 'chart'}
                label={shown === 'chart' ? 'As a table' : 'As a chart'}
                onClick={() => setShown(shown === 'chart' ? 'table' : 'chart')}
              />
            </span>
          ) : null}
          {actions}
        </div>
      </header>
      <div className={classes.body}>
        {shown === 'table' && table ? <DataTable label={question} {...table} isCompact /> : children}
      </div>
      {note === undefined ? null : <p className={classes.note}>{note}</p>}
    </section>
  );
}
