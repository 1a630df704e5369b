import { Icon } from '@outpost/ui/parts/icons';
import { useQuery } from '@tanstack/react-query';
import { clockNoteKey, clockNoteSchema } from '../../../bridge/clock-note.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { clockWords } from './clock-words.ts';
import classes from '../session.module.css';

/** Chosen: the replica compares the clocks with each new token, some four times an hour. */
const lookAgainMs = 60_000;

/** A notice over every page while this device's clock is wrong. */
export function ClockNotice() {
  const bridge = useBridge();
  const { data } = useQuery({
    queryKey: queryKeyOf('local.get', '', { key: clockNoteKey }),
    queryFn: () => ask(bridge, 'local.get', { key: clockNoteKey }),
    refetchInterval: lookAgainMs,
  });
  const note = clockNoteSchema.safeParse(data?.value);
  if (!note.success) return null; // the clock is right, or there is no note yet
  return (
    <div role="status" className={classes.standing}>
      <Icon name="warning" />
      <span>{clockWords(note.data.aheadMs)}</span>
    </div>
  );
}
