import { Icon } from './icons.tsx';
import classes from './chip.module.css';

/** An active filter: "Stage **open** ×". Pressing the text edits it, the cross removes it. */
export type ChipProps = {
  readonly field: string;
  readonly value: string;
  readonly onPress?: ((anchor: HTMLElement) => void) | undefined;
  readonly onRemove?: (() => void) | undefined;
  /** A caret instead of the cross: the chip opens a choice and cannot be removed. */
  readonly caret?: boolean | undefined;
};

/** One filter chip, 28 px high. */
export function Chip({ field, value, onPress, onRemove, caret = false }: ChipProps) {
  const words = (
    <>
      {field} <b>{value}</b>
      {caret ? <Icon name="chevron-down" size={14} /> : null}
    </>
  );
  return (
    <span className={classes.chip}>
      {onPress ? (
        <button
          type="button"
          className={classes.words}
          onClick={(event) => onPress(event.currentTarget)}
          title={`${field} ${value}`}
        >
          {words}
        </button>
      ) : (
        <span className={classes.words} title={`${field} ${value}`}>
          {words}
        </span>
      )}
      {onRemove && !caret ? (
        <button
          type="button"
          className={classes.remove}
          aria-label={`Remove filter ${field} ${value}`}
          onClick={onRemove}
        >
          <Icon name="close" size={14} />
        </button>
      ) : null}
    </span>
  );
}

/** The dashed chip that adds a filter or another item. */
export function AddChip({
  label,
  icon = 'filter',
  onPress,
}: {
  readonly label: string;
  readonly icon?: string | undefined;
  readonly onPress: (anchor: HTMLElement) => void;
}) {
  return (
    <button
      type="button"
      className={`${classes.chip} ${classes.add}`}
      onClick={(event) => onPress(event.currentTarget)}
    >
      <Icon name={icon} size={14} />
      {label}
    </button>
  );
}
