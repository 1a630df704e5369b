import classes from './note.module.css';

/** Shown during the first sync: the records received, the records still expected, and the estimated time left ("about 2 min"). */
export type FirstSyncNoteProps = {
  readonly text: string;
  readonly done: number;
  readonly total: number;
  readonly left?: string | undefined;
};

/** The line above a list during the first sync; the list below is usable. */
export function FirstSyncNote({ text, done, total, left }: FirstSyncNoteProps) {
  const percent = total === 0 ? 0 : Math.min(100, Math.round((done / total) * 100));
  return (
    <div className={classes.firstSync}>
      <div className={classes.firstSyncHead}>
        <b>{text}</b>
        <span>{left}</span>
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
