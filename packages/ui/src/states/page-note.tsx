import type { ReactNode } from 'react';
import { Icon } from '../parts/icons.tsx';
import classes from './page-note.module.css';

/** A line above the content of a page: says what the page lacks, or shows otherwise than it was saved. */
export function PageNote({ icon, children }: { readonly icon: string; readonly children: ReactNode }) {
  return (
    <p className={classes.note} role="note">
      <Icon name={icon} size={14} />
      <span>{children}</span>
    </p>
  );
}
