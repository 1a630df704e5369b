import { ProgressRing } from '../parts/progress-ring.tsx';
import type { SyncWords } from './sync-words.ts';
import classes from './sync-sign.module.css';

/** The forms of the sync sign. `isCompact` shows only the shape, with the words as name and tooltip. */
export type SyncSignLook = { readonly isCompact?: boolean | undefined; readonly isOneLine?: boolean | undefined };

/** The sync sign in the corner. A press opens the sync centre. */
type SyncSignProps = SyncSignLook & {
  readonly words: SyncWords;
  readonly onPress?: (() => void) | undefined;
};

function Shape({ words }: { readonly words: SyncWords }) {
  if (words.shape === 'ring') return <ProgressRing value={words.part} />;
  return (
    <span className={classes.shape} data-shape={words.shape} aria-hidden>
      {words.shape === 'wait' || words.shape === 'need' ? (words.count ?? '!') : null}
    </span>
  );
}

/** Shows the state of sync by shape first and colour second, always in the same words (UX, section 4). */
export function SyncSign({ words, onPress, isCompact = false, isOneLine = false }: SyncSignProps) {
  const whole = words.detail === undefined ? words.text : `${words.text}, ${words.detail}`;
  const hasDetail = words.detail !== undefined;
  const inside = (
    <>
      <Shape words={words} />
      {isCompact ? null : isOneLine ? (
        <span>{whole}</span>
      ) : (
        <span className={classes.words} data-two={hasDetail || undefined}>
          <span>{words.text}</span>
          {words.detail === undefined ? null : <span className={classes.detail}>{words.detail}</span>}
        </span>
      )}
    </>
  );
  const said = {
    className: classes.sign,
    'data-compact': isCompact || undefined,
    'data-two': (hasDetail && !isCompact && !isOneLine) || undefined,
    'data-sync': words.shape,
    title: isCompact ? whole : undefined,
    'aria-label': isCompact ? whole : undefined,
  };
  return (
    <div role="status" aria-live="polite" className={classes.status}>
      {onPress ? (
        <button type="button" {...said} onClick={onPress}>
          {inside}
        </button>
      ) : (
        <span {...said}>{inside}</span>
      )}
    </div>
  );
}

/** Marks a record or an entry with a waiting change: a ring with an arrow, and the act in words where there is room. */
export function WaitingMark({
  label,
  isIconOnly = false,
}: {
  readonly label: string;
  readonly isIconOnly?: boolean | undefined;
}) {
  const ring = (
    <svg
      className={classes.waiting}
      width="16"
      height="16"
      viewBox="0 0 16 16"
      {...(isIconOnly ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {isIconOnly ? <title>{label}</title> : null}
      <circle cx="8" cy="8" r="7.25" />
      <path d="M8 11V5m-2.3 2.3L8 5l2.3 2.3" />
    </svg>
  );
  return isIconOnly ? (
    ring
  ) : (
    <span className={classes.waitLine}>
      {ring}
      {label}
    </span>
  );
}
