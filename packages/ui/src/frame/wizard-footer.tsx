import type { ReactNode } from 'react';
import { useShortcuts } from '../keys/keyboard.ts';
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

/** Draws the foot. Ctrl or Cmd with Enter goes on from anywhere on the page. */
export function WizardFooter({ back, note, next }: WizardFooterProps) {
  const goes = next && next.disabledReason === undefined ? next : undefined;
  useShortcuts(
    goes ? [{ keys: 'mod+enter', label: goes.label, section: 'This step', inFields: true, run: goes.onPress }] : [],
  );
  return (
    <footer className={classes.footer}>
      {back ? (
        <Button icon="chevron-left" onClick={back.onPress}>
          {back.label}
        </Button>
      ) : null}
      <span className={classes.note}>{note}</span>
      {next ? (
        <Button variant="primary" keys="mod+enter" onClick={next.onPress} disabledReason={next.disabledReason}>
          {next.label}
        </Button>
      ) : null}
    </footer>
  );
}
