import { Icon } from '@outpost/ui/parts/icons';
import type { ReactNode } from 'react';
import classes from './effects.module.css';

/** A form with the effects of its submission next to it, or below it if there is little room. */
export function BesideEffects({ form, effects }: { readonly form: ReactNode; readonly effects: ReactNode }) {
  return (
    <div className={classes.frame}>
      <div className={classes.beside}>
        {form}
        <div className={classes.effects}>{effects}</div>
      </div>
    </div>
  );
}

/** One effect in a sentence. `isAlert`: the text says why the form cannot be submitted. */
export function EffectNote({
  icon,
  isAlert = false,
  children,
}: {
  readonly icon: string;
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <p className={classes.line} data-alert={isAlert} {...(isAlert ? { role: 'alert' } : {})}>
      <Icon name={icon} size={14} />
      <span>{children}</span>
    </p>
  );
}

/** One line of a list of effects: the number of records of a kind that an act concerns. */
export function EffectCount({
  icon,
  count,
  children,
}: {
  readonly icon: string;
  readonly count: string;
  readonly children: ReactNode;
}) {
  return (
    <li className={classes.line}>
      <Icon name={icon} size={14} />
      <span>{children}</span>
      <strong>{count}</strong>
    </li>
  );
}
