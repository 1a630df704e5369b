import { useState } from 'react';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { serverUrl } from '../server-url.ts';
import { CodeField, mailedCodeLooks } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { signInProblem } from '../sign-in-problem.ts';

/**
 * Stops the removal of one's second factors (ADR 85), or the erasure of one's account (ADR 122), by the code from the mail, for a person
 * who is not signed in.
 */
export function StopRecovery({ server, onBack }: { readonly server: string; readonly onBack: () => void }) {
  const bridge = useBridge();
  const [code, setCode] = useState('');
  const [isStopped, setStopped] = useState(false);
  const { setProblem, isBusy, errorAt, send } = useFormRequests(signInProblem);
  const stop = async () => {
    if (isStopped) return onBack();
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the e-mail.' });
    const result = await send(bridge.call('session.stopRecovery', { server: serverUrl(server), code: code.trim() }));
    if (result.ok) setStopped(true);
  };
  return (
    <SessionForm
      title="Keep your account as it is"
      about={
        isStopped
          ? 'Stopped: your account and your second factors stay as they are. If nobody of your organisation can say why it was begun, change your password.'
          : 'Your second factors will be removed, or your account will be erased. The mail about it has a code that stops it.'
      }
      isNews={isStopped}
      problem={errorAt(null)}
      submit={isStopped ? 'To the sign-in' : 'Stop it'}
      isBusy={isBusy}
      onSubmit={() => void stop()}
      below={isStopped ? null : <SessionLink onClick={onBack}>Back to sign in</SessionLink>}
    >
      {isStopped ? null : (
        <CodeField description={mailedCodeLooks} value={code} error={errorAt('code')} autoFocus onChange={setCode} />
      )}
    </SessionForm>
  );
}
