import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';
import classes from './tag.module.css';

/** A tag's tone: neutral is a plain value, the other tones ask for attention. Red means refused or invalid only. */
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
