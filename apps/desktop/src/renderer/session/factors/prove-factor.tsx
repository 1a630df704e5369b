import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { refusalText } from '../../queries/use-acts.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import dialog from '../../window/dialog.module.css';
import { CodeField } from '../session-fields.tsx';

type ProveFactorProps = Pick<ComponentProps<typeof CodeField>, 'label' | 'description' | 'inputMode' | 'digits'> & {
  /** The id of the factor, which is off until a code proves that it works. */
  readonly id: string;
  /** The message when the code is left out. */
  readonly missing: string;
  readonly onClose: () => void;
  /** Called when the factor is on, with the backup codes that came with it. */
  readonly onDone: (codes: readonly string[]) => void;
  /** How the code reaches the person. */
  readonly children: ReactNode;
};

/** Turns a new factor on by its first code. */
export function ProveFactor({ id, missing, onClose, onDone, children, ...field }: ProveFactorProps) {
  const bridge = useBridge();
  const [code, setCode] = useState('');
  const { problem, setProblem, isBusy, send } = useFormRequests(atCode);
  const confirm = async () => {
    if (code.trim() === '') return setProblem({ field: 'code', text: missing });
    const answer = await send(bridge.call('factors.confirm', { id, code: code.trim() }));
    if (answer.ok) onDone(answer.value.codes);
    return undefined;
  };
  return (
    <SubmitForm className={dialog.dialog} onSubmit={confirm}>
      {children}
      <CodeField
        {...field}
        value={code}
        error={problem?.text}
        autoFocus
        onChange={(typed) => {
          setCode(typed);
          setProblem(undefined);
        }}
      />
      <div className={dialog.acts}>
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" variant="primary" disabled={isBusy}>
          Turn on
        </Button>
      </div>
    </SubmitForm>
  );
}

function atCode(refused: Parameters<typeof refusalText>[0]) {
  return { field: 'code' as const, text: refusalText(refused) };
}
