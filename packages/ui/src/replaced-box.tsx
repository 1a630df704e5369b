import { Button } from './button.tsx';
import { useFormats, useNow } from './formats-context.tsx';
import { Icon } from './icons.tsx';
import type { Replaced } from './marks.ts';
import classes from './replaced-box.module.css';

/** "Dana’s value replaced yours". */
export const replacedWords = (by: string): string => `${by}’s value replaced yours`;

function WhenSet({ at }: { readonly at: string | undefined }) {
  const formats = useFormats();
  const now = useNow();
  if (at === undefined) return null;
  const isToday = formats.dayOf(at) === formats.dayOf(now());
  return <span className={classes.when}>, {isToday ? `today ${formats.time(at)}` : formats.instant(at)}</span>;
}

/** Both values of a merge that took ours back, and what can be done. `title` says it above, or the field's name stands there. */
export function ReplacedBox({
  replaced,
  title,
  field,
  onDone,
}: {
  readonly replaced: Replaced;
  readonly title?: boolean | undefined;
  readonly field?: string | undefined;
  readonly onDone?: (() => void) | undefined;
}) {
  const act = (run: () => void) => () => {
    run();
    onDone?.();
  };
  return (
    <div className={classes.box}>
      {title ? (
        <div className={classes.title}>
          <Icon name="swap" />
          {replacedWords(replaced.by)}
        </div>
      ) : null}
      {field === undefined ? null : <div>{field}</div>}
      <dl className={classes.values}>
        <dt>Yours</dt>
        <dd dir="auto">
          {replaced.mine || '—'}
          <WhenSet at={replaced.mineAt} />
        </dd>
        <dt>{replaced.by}’s</dt>
        <dd dir="auto" className={classes.theirs}>
          {replaced.theirs || '—'}
          <WhenSet at={replaced.theirsAt} />
        </dd>
      </dl>
      <div className={classes.acts}>
        <Button size="sm" onClick={act(replaced.onRestore)}>
          Restore mine
        </Button>
        <Button size="sm" variant="quiet" onClick={act(replaced.onKeep)}>
          Keep {replaced.by}’s
        </Button>
      </div>
    </div>
  );
}
