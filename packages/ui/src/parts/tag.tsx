import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';
import classes from './tag.module.css';

/** What a tag asks for: neutral is a value, the others want to be noticed. Red means refused or invalid only. */
export type TagTone = 'neutral' | 'warn' | 'bad' | 'good' | 'accent';

/** A value, 20 px high. */
export function Tag({
  tone = 'neutral',
  icon,
  children,
}: {
  readonly tone?: TagTone | undefined;
  readonly icon?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {children}
    </span>
  );
}
