import { Button } from '@outpost/ui/parts/button';
import dialog from '../../window/dialog.module.css';
import classes from '../settings.module.css';

/**
 * The end of a dialog that edits a definition: a button that retires it, the effect in words, and the button that
 * closes the dialog.
 */
export function RetireAndDone({ why, onRetire }: { readonly why: string; readonly onRetire: () => void }) {
  return (
    <>
      <div className={classes.retire}>
        <p className={dialog.quiet}>{why}</p>
        <Button icon="eye-off" onClick={onRetire}>
          Retire
        </Button>
      </div>
      <div className={dialog.acts}>
        <Button type="submit" variant="primary">
          Done
        </Button>
      </div>
    </>
  );
}
