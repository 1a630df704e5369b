import classes from './merging.module.css';

type Props = {
  /** The name of the group of radio buttons. */
  readonly group: string;
  /** The value in words; empty if the record has none. */
  readonly text: string;
  readonly isChosen: boolean;
  /** Whether the value stays: the chosen one, or all where all are kept. */
  readonly isKept: boolean;
  readonly isFixed: boolean;
  /** The id of the label of the field, if the group does not name it. */
  readonly describedBy?: string;
  readonly onChoose: () => void;
};

/** The value of one record in a field, as a radio button. */
export function FieldChoice({ group, text, isChosen, isKept, isFixed, describedBy, onChoose }: Props) {
  return (
    <label className={classes.value} data-on={isKept} data-fixed={isFixed || undefined}>
      <input
        type="radio"
        name={group}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
        checked={isChosen}
        disabled={isFixed}
        onChange={onChoose}
      />
      <span dir="auto" className={text === '' ? classes.none : undefined}>
        {text === '' ? 'empty' : text}
      </span>
    </label>
  );
}

/** The choice of keeping the values of all records. */
export function KeepAllChoice({
  group,
  label,
  className,
  isChosen,
  onChoose,
}: Pick<Props, 'group' | 'isChosen' | 'onChoose'> & { readonly label: string; readonly className?: string }) {
  return (
    <label className={className ?? classes.value} data-on={isChosen}>
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <span>{label}</span>
    </label>
  );
}
