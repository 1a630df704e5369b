import type { RecordPanelProps } from '@outpost/ui/record/record-panel';
import { useWayKeys } from '@outpost/ui/record/use-way-keys';
import classes from './record.module.css';

/** The place of a record that is being read. That takes some milliseconds, so a skeleton would only flash. */
export function AwaitedRecord(frame: Pick<RecordPanelProps, 'onClose' | 'onStep'>) {
  useWayKeys(frame);
  return <div className={classes.blank} aria-busy />;
}
