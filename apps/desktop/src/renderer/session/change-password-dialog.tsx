import { Checkbox } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { BridgeResult } from '../../bridge/contract.ts';
import { refusalText } from '../queries/use-acts.ts';
import { type FormProblem, useFormRequests } from '../queries/use-form-requests.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from './new-password-fields.tsx';
import { PasswordField } from './session-fields.tsx';

type Problem = FormProblem<'password' | 'new' | 'again'>;

function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): Problem {
  const text = refusalText(result);
  const why = 'code' in result ? result.code : '';
  if (why === 'access/bad-credentials' || why === 'access/locked-out')
    return { field: 'password', text: text.replace('E-mail or password', 'The password') };
  return { field: why === 'request/invalid' ? 'new' : null, text };
}

/** Changes the person's own password: the present one, the new one, and whether the other devices are signed out. Needs the server. */
export function ChangePasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const [present, setPresent] = useState('');
  const [own, setOwn] = useState<NewPassword>(noNewPassword);
  const [endsOthers, setEndsOthers] = useState(true);
  const { setProblem, isBusy, errorAt, send } = useFormRequests(problemOf);
  const change = async () => {
    if (isBusy) return undefined;
    if (present === '') return setProblem({ field: 'password', text: 'Type your present password.' });
    const unchosen = newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    const input = { present, chosen: own.chosen, others: endsOthers ? 'end' : 'keep' } as const;
    const result = await send(bridge.call('account.changePassword', input));
    if (!result.ok) return undefined;
    show({ text: endsOthers ? 'Password changed. Your other devices are signed out' : 'Password changed' });
    onClose();
    return undefined;
  };
  const problem = errorAt(null);
  return (
    <Dialog onClose={onClose} title="Change your password" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={change}>
        <PasswordField label="Present password" value={present} error={errorAt('password')} onChange={setPresent} />
        <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} isFirst={false} />
        <Checkbox
          label="Sign out my other devices"
          description="Keep this on if somebody may know the former password."
          checked={endsOthers}
          onChange={(event) => setEndsOthers(event.currentTarget.checked)}
        />
        <p className={dialog.quiet}>
          You get a mail about it. A device that locks its records with your password asks for the former one once.
        </p>
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
            Change the password
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
