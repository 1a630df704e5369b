import type { ReactNode } from 'react';
import type { FilledLetter } from './fill-letter.ts';
import type { OfferedValue } from './offered-values.ts';
import classes from './templates.module.css';

type Props = {
  readonly filled: Extract<FilledLetter, { ok: false }>;
  readonly offered: readonly OfferedValue[];
  /** Says what follows from empty values. */
  readonly children: ReactNode;
  /** Says what can be done about them. */
  readonly hint?: ReactNode;
};

/** The reasons why a letter cannot be filled in: the empty values by the names of their fields, or a fault of the template. */
export function NotFilled({ filled: { fault, gaps }, offered, children, hint }: Props) {
  return (
    <div className={classes.warning} role="status">
      {fault === undefined ? (
        <>
          <p>{children}</p>
          <ul>
            {gaps.map((path) => (
              <li key={path}>{offered.find((one) => one.path === path)?.label ?? path}</li>
            ))}
          </ul>
          {hint === undefined ? null : <p>{hint}</p>}
        </>
      ) : (
        <p>{fault}</p>
      )}
    </div>
  );
}
