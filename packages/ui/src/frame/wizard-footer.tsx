import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import classes from './stepper.module.css';

/**
 * The foot of a long flow: a back button, a note and a button for the next step. `next` names the step's effect ("Import 8,793
 * deals").
 */
export type WizardFooterProps = {
  readonly back?: { readonly label: string; readonly onPress: () => void } | undefined;
  readonly note?: ReactNode;
  readonly next?:
    { readonly label: string; readonly onPress: () => void; readonly disabledReason?: string | undefined } | undefined;
};

/** Draws the foot. */
export function WizardFooter({ back, note, next }: WizardFooterProps) {
  return (
    <footer className={classes.footer}>
      {back ? (
        <Button icon="chevron-left" onClick={back.onPress}>
          {back.label}
        </Button>
      ) : null}
      <span className={classes.note}>{note}</span>
      {next ? (
        <Button variant="primary" onClick={next.onPress} disabledReason={next.disabledReason}>
          {next.label}
        </Button>
      ) : null}
    </footer>
  );
}
