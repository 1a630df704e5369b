import classes from './text-words.module.css';

/** The words of a text message as they were written: no Markdown, but its lines. */
export const TextWords = ({ text }: { readonly text: string }) => <span className={classes.words}>{text}</span>;
