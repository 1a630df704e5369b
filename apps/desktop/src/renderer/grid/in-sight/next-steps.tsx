import { Icon } from '@outpost/ui/parts/icons';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import type { UseCardLines } from '../../slots/pack-screens.ts';
import { useCardLines } from '../../slots/use-slots.tsx';
import { rowsIn, type SeenRange } from './rows-in-sight.ts';
import classes from './in-sight.module.css';

const LinesContext = createContext<ReturnType<UseCardLines>>(() => undefined);
const none: readonly ShownRecord[] = [];

/**
 * Gives the cells below it the line of state of the rows in sight, as a pack declares it for cards: the next step, or the time without
 * activity. Asks nothing while `isOn` is false.
 */
export function NextSteps({
  isOn,
  rowAt,
  range,
  children,
}: {
  readonly isOn: boolean;
  readonly rowAt: (index: number) => ShownRecord | undefined;
  readonly range: SeenRange;
  readonly children: ReactNode;
}) {
  const lineOf = useCardLines(isOn ? rowsIn(range, rowAt) : none);
  return <LinesContext value={lineOf}>{children}</LinesContext>;
}

/** Packs ask about no more cards than this at once. */
const mostTogether = 400;

/** Gives the cells below it the line of state of all these rows. */
export function NextStepsOfAll({
  rows,
  children,
}: {
  readonly rows: readonly ShownRecord[];
  readonly children: ReactNode;
}) {
  const others = useContext(LinesContext);
  const [own, rest] = useMemo(() => [rows.slice(0, mostTogether), rows.slice(mostTogether)], [rows]);
  const ids = useMemo(() => new Set(own.map(({ id }) => id)), [own]);
  const ownLine = useCardLines(own);
  const lineOf = useCallback(
    (row: ShownRecord) => (ids.has(row.id) ? ownLine(row) : others(row)),
    [ids, ownLine, others],
  );
  return (
    <LinesContext value={lineOf}>
      {rest.length === 0 ? children : <NextStepsOfAll rows={rest}>{children}</NextStepsOfAll>}
    </LinesContext>
  );
}

/** The cell of the next step of a record. */
export function NextStepCell({ row }: { readonly row: ShownRecord }) {
  const line = useContext(LinesContext)(row);
  if (!line) return null;
  return (
    <span className={classes.line} data-tone={line.tone} title={line.text}>
      {line.icon === undefined ? null : <Icon name={line.icon} size={14} />}
      <span>{line.text}</span>
    </span>
  );
}
