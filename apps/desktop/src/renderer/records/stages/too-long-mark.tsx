import { Icon } from '@outpost/ui/parts/icons';
import type { StageTime } from './stage-time.ts';
import classes from './stages.module.css';

/**
 * The mark of a record that has been in its stage too long. It has a shape and words, not only a colour. `text`: the words beside
 * the icon; the time and the limit are in its tooltip and its name.
 */
export function TooLongMark({ time, text }: { readonly time: StageTime; readonly text: string }) {
  const why = [time.text, time.since, time.tooLong ?? ''].filter((part) => part !== '').join('. ');
  return (
    <span className={classes.tooLong} title={why}>
      <Icon name="clock" size={14} label={why} />
      <span dir="auto">{text}</span>
    </span>
  );
}
