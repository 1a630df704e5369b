import { Icon } from './icons.tsx';
import classes from './overdue-text.module.css';

/** The text of a time that is past while its record is still open. The mark has a shape and words, not only a colour. */
export function OverdueText({ text }: { readonly text: string }) {
  return (
    <span className={classes.late} title={`${text}, past`}>
      <Icon name="hourglass" size={14} label="Past" />
      <span className={classes.text}>{text}</span>
    </span>
  );
}
