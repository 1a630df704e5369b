import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { createContext, type ReactNode, useContext } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useLimitedStates } from '../../records/stages/limited-states.ts';
import { type StageTime, useStageTime } from '../../records/stages/stage-time.ts';
import { TooLongMark } from '../../records/stages/too-long-mark.tsx';
import { rowsIn, type SeenRange } from './rows-in-sight.ts';

const none: readonly ShownRecord[] = [];
const TimesContext = createContext<(record: ShownRecord) => StageTime | undefined>(() => undefined);

type Props = {
  readonly entity: Entity;
  readonly rowAt: (index: number) => ShownRecord | undefined;
  readonly range: SeenRange;
  readonly children: ReactNode;
};

/**
 * Gives the cells below it the time of the rows in sight in their stages (T-14). Only those cells are drawn again when a time
 * arrives. It asks nothing for a kind whose stages have no limit.
 */
export function StageTimes({ entity, rowAt, range, children }: Props) {
  const states = useLimitedStates(entity);
  const inSight = states.size === 0 ? none : rowsIn(range, rowAt).filter((row) => isIn(states, entity, row));
  const timeOf = useStageTime(entity, inSight);
  return <TimesContext value={timeOf}>{children}</TimesContext>;
}

const isIn = (states: ReadonlySet<string>, { stages = '' }: Entity, { fields }: ShownRecord): boolean => {
  const state = fields[stages];
  return typeof state === 'string' && states.has(state);
};

/** Returns the function that draws the cell of a stage: marked where the record has been there too long. */
export function stageCell(
  entity: Entity,
  states: ReadonlySet<string>,
  textOf: (row: ShownRecord) => string,
): ((row: ShownRecord) => ReactNode) | undefined {
  if (states.size === 0) return undefined;
  return (row) => (isIn(states, entity, row) ? <StageCell row={row} text={textOf(row)} /> : undefined);
}

function StageCell({ row, text }: { readonly row: ShownRecord; readonly text: string }) {
  const time = useContext(TimesContext)(row);
  return time?.tooLong === undefined ? text : <TooLongMark time={time} text={text} />;
}
