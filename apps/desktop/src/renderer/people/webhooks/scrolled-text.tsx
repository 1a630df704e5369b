import classes from './webhooks.module.css';

type Props = { readonly label: string; readonly children: string };

/** A text that scrolls inside its own box. */
export const ScrolledText = ({ label, children }: Props) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard, WCAG 2.1.1
  <pre className={classes.sent} tabIndex={0} role="group" aria-label={label}>
    {children}
  </pre>
);
