import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import type { IconName } from '@outpost/ui/parts/icons';
import { type ReactNode, useState } from 'react';
import dialog from './dialog.module.css';

type Props = {
  /** The words of the button that takes the step. */
  readonly verb: string;
  readonly icon?: IconName;
  /** The words of the button that closes the dialog without the step. */
  readonly cancel?: string;
  /** The input that is still missing, in words. Undefined: the step can be taken. */
  readonly missing?: string | undefined;
  /** Takes the step. Returns the reason if it was refused; the form then stays open and says it. */
  readonly run: () => Promise<string | undefined>;
  /** Shown while the step is being taken, for steps that take minutes. */
  readonly underWay?: string;
  readonly onClose: () => void;
  /** The description of the step, and its fields. */
  readonly children: ReactNode;
};

/** The form of a dialog that takes one step, once: explains it, takes it, and says why it was refused. */
export function StepForm({ verb, icon, cancel = 'Cancel', missing, run, underWay, onClose, children }: Props) {
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly problem?: string }>({ isBusy: false });
  const submit = async () => {
    if (state.isBusy || missing !== undefined) return;
    setState({ isBusy: true });
    const problem = await run();
    setState({ isBusy: false, ...(problem === undefined ? {} : { problem }) });
  };
  return (
    <SubmitForm className={dialog.dialog} onSubmit={submit}>
      {children}
      {state.isBusy && underWay !== undefined ? <p role="status">{underWay}</p> : null}
      {state.problem === undefined ? null : (
        <p role="alert" className={dialog.problem}>
          {state.problem}
        </p>
      )}
      <div className={dialog.acts}>
        <Button onClick={onClose}>{cancel}</Button>
        <Button
          type="submit"
          variant="primary"
          {...(icon === undefined ? {} : { icon })}
          keys="mod+enter"
          disabledReason={state.isBusy ? 'Under way.' : missing}
        >
          {verb}
        </Button>
      </div>
    </SubmitForm>
  );
}
