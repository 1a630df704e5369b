import type { ReactNode } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';
import { OpenInBrowser } from './open-in-browser.tsx';
import { useBrowserPage } from './use-browser-page.ts';

type PasskeyStepProps = {
  readonly title: string;
  readonly about: string;
  /** The button that opens the browser. */
  readonly act: string;
  readonly asked: Extract<CallInput<'passkeys.begin'>, { readonly challenge: string }>;
  readonly problem: SignInProblem | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (answer: NonNullable<CallInput<'session.signIn'>['second']>) => void;
  /** Other ways. */
  readonly below: ReactNode;
};

/** A step of a sign-in that a passkey answers, on a page of the server. */
export function PasskeyStep({ title, about, act, asked, problem, isBusy, onAnswer, below }: PasskeyStepProps) {
  const page = useBrowserPage();
  const asking = useFormRequests((result): SignInProblem => ({ ...signInProblem(result), field: null }));
  const isOpen = page.url !== undefined;
  const ask = async () => {
    const shown = await asking.send(page.ask(asked));
    if (shown.ok) onAnswer({ challenge: asked.challenge, kind: 'passkey', answer: shown.value.answer });
  };
  return (
    <SessionForm
      title={title}
      about={about}
      isNews
      problem={isOpen ? undefined : (asking.problem ?? problem)?.text}
      submit={isBusy ? 'Signing in' : act}
      isBusy={asking.isBusy || isBusy}
      onSubmit={() => void ask()}
      below={isOpen ? <SessionLink onClick={page.cancel}>Cancel</SessionLink> : below}
    >
      {page.url === undefined ? null : <OpenInBrowser url={page.url} className={classes.quiet} />}
    </SessionForm>
  );
}
