import { Button } from '../parts/button.tsx';
import { useFormats, useNowMs } from '../formats/formats-context.tsx';
import { Icon } from '../parts/icons.tsx';
import type { ReplacedMark } from '../parts/marks.ts';
import classes from './replaced-box.module.css';

type Sides = Pick<ReplacedMark, 'by' | 'of'>;
const whose = (name: string | undefined, ours: string) => (name === undefined ? ours : `${name}’s`);

/** Returns the heading: "Dana’s value replaced yours" or "Your value replaced Dana’s". */
export const replacedWords = ({ by, of }: Sides): string =>
  `${whose(by, 'Your')} value replaced ${of === undefined && by === undefined ? 'an earlier one of yours' : whose(of, 'yours')}`;

/** Returns the labels of both buttons: "Restore mine" and "Keep Dana’s". */
export const replacedActs = ({ by, of }: Sides): { readonly restore: string; readonly keep: string } => ({
  restore: `Restore ${whose(of, 'mine')}`,
  keep: by === undefined && of === undefined ? 'Keep it as it is' : `Keep ${whose(by, 'mine')}`,
});

function WhenSet({ at }: { readonly at: string | undefined }) {
  const formats = useFormats();
  const now = useNowMs();
  if (at === undefined) return null;
  const isToday = formats.dayOf(at) === formats.dayOf(now);
  return <span className={classes.when}>, {isToday ? `today ${formats.time(at)}` : formats.instant(at)}</span>;
}

/** Both values of a merge with the buttons that resolve it. The heading is `title`, or the field's name. */
export function ReplacedBox({
  replaced,
  title,
  field,
  onDone,
}: {
  readonly replaced: ReplacedMark;
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
          {replacedWords(replaced)}
        </div>
      ) : null}
      {field === undefined ? null : <div>{field}</div>}
      <dl className={classes.values}>
        <dt>{whose(replaced.of, 'Yours')}</dt>
        <dd dir="auto">
          {replaced.lost || '—'}
          <WhenSet at={replaced.lostAt} />
        </dd>
        <dt>{whose(replaced.by, 'Yours')}</dt>
        <dd dir="auto" className={classes.theirs}>
          {replaced.kept || '—'}
          <WhenSet at={replaced.keptAt} />
        </dd>
      </dl>
      <div className={classes.acts}>
        <Button size="sm" onClick={act(replaced.onRestore)}>
          {replacedActs(replaced).restore}
        </Button>
        <Button size="sm" variant="quiet" onClick={act(replaced.onKeep)}>
          {replacedActs(replaced).keep}
        </Button>
      </div>
    </div>
  );
}
