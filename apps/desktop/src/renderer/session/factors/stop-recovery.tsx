import { useState } from 'react';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { serverUrl } from '../server-url.ts';
import { CodeField, mailedCodeLooks } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { signInProblem } from '../sign-in-problem.ts';

/** Stops the removal of one's second factors by the code from the mail, for a person who is signed in nowhere (ADR 85). */
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
      title="Keep your second factors"
      about={
        isStopped
          ? 'Stopped: your second factors stay as they are. If nobody of your organisation can say why it was begun, change your password.'
          : 'An administrator removes your second factors. The mail about it has a code that stops it.'
      }
      isNews={isStopped}
      problem={errorAt(null)}
      submit={isStopped ? 'To the sign-in' : 'Stop the removal'}
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
