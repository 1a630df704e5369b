import { useState } from 'react';
import { useBridge } from '../../window/app-ports.tsx';
import { CodeField, mailedCodeLooks, PasswordField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';

/** Asks a person whose address has an account already to show once that it is theirs: by its password, or by a code from an e-mail. */
export function SsoLink(props: {
  readonly server: string;
  readonly email: string;
  readonly link: string;
  readonly problem: SignInProblem | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (answer: { readonly kind: 'password' | 'email'; readonly answer: string }) => void;
  readonly onBack: () => void;
}) {
  const { server, email, link, problem, isBusy, onAnswer, onBack } = props;
  const bridge = useBridge();
  const [kind, setKind] = useState<'password' | 'email'>('password');
  const [answer, setAnswer] = useState('');
  const [own, setOwn] = useState<string>();
  const [isSending, setSending] = useState(false);

  const sendCode = async () => {
    setSending(true);
    const sent = await bridge.call('session.askForLinkCode', { server, link });
    setSending(false);
    if (!sent.ok) return setOwn(signInProblem(sent).text);
    setOwn(undefined);
    setAnswer('');
    setKind('email');
  };
  const submit = () => {
    if (answer.trim() === '') return setOwn(kind === 'password' ? 'Type your password.' : 'Type the code.');
    setOwn(undefined);
    onAnswer({ kind, answer: answer.trim() });
  };
  const error = own ?? problem?.text;
  return (
    <SessionForm
      key={kind}
      title="Show once that the account is yours"
      about={
        kind === 'password'
          ? `There is an Outpost account for ${email} already. Type its password; from now on your identity provider suffices.`
          : `A code was sent to ${email}. From now on your identity provider suffices.`
      }
      isNews
      submit={isBusy ? 'Signing in' : 'Link and sign in'}
      isBusy={isBusy || isSending}
      onSubmit={submit}
      below={
        <>
          <SessionLink disabled={isSending} onClick={() => void sendCode()}>
            {kind === 'password' ? 'Send a code to my e-mail instead' : 'Send another code'}
          </SessionLink>
          <SessionLink onClick={onBack}>Cancel</SessionLink>
        </>
      }
    >
      {kind === 'password' ? (
        <PasswordField value={answer} error={error} autoFocus onChange={setAnswer} />
      ) : (
        <CodeField description={mailedCodeLooks} value={answer} error={error} autoFocus onChange={setAnswer} />
      )}
    </SessionForm>
  );
}
