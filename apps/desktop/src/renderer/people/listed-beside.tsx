import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import type { ReactNode } from 'react';
import classes from './listed-beside.module.css';

/** The state of a thing in words. `warn`: somebody should look at it. */
export type StateWords = { readonly text: string; readonly tone: 'good' | 'warn' | 'neutral' };

const toneIcons = { good: 'check', warn: 'warning', neutral: 'minus' } as const;

/** Draws a state with the icon of its tone. */
export const StateLine = ({ state: { text, tone } }: { readonly state: StateWords }) => (
  <span className={classes.state} data-tone={tone}>
    <Icon name={toneIcons[tone]} size={14} /> {text}
  </span>
);

type Props<T> = {
  /** The name of the list: "Endpoints". */
  readonly label: string;
  /** The button that leads back to the list in a narrow window: "All endpoints". */
  readonly back: string;
  readonly items: readonly T[];
  /** The lines of one entry: its name, its state, and a quiet line. */
  readonly entry: (item: T) => { readonly name: string; readonly state: StateWords; readonly quiet: string };
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  readonly children: (shown: T) => ReactNode;
};

/** A list of things beside the details of the chosen one. A narrow window shows one of the two. */
export function ListedBeside<T extends { readonly id: string }>({
  label,
  back,
  items,
  entry,
  chosen,
  onChoose,
  children,
}: Props<T>) {
  const isNarrow = useNarrow();
  const shown = items.find(({ id }) => id === chosen) ?? (isNarrow ? undefined : items[0]);
  const list = (
    <nav className={classes.list} aria-label={label}>
      <h2>{label}</h2>
      {items.map((item) => {
        const { name, state, quiet } = entry(item);
        return (
          <button
            key={item.id}
            type="button"
            className={classes.one}
            aria-current={item.id === shown?.id ? 'true' : undefined}
            onClick={() => onChoose(item.id)}
          >
            <b dir="auto">{name}</b>
            <StateLine state={state} />
            <span className={classes.quiet}>{quiet}</span>
          </button>
        );
      })}
    </nav>
  );
  if (isNarrow && shown === undefined) return list;
  return (
    <div className={classes.split}>
      {isNarrow ? (
        <Button size="sm" icon="chevron-left" onClick={() => onChoose(undefined)}>
          {back}
        </Button>
      ) : (
        list
      )}
      {shown === undefined ? null : children(shown)}
    </div>
  );
}
