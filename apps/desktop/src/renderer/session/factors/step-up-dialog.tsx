import { PasswordInput } from '@mantine/core';
import { type ProofKind, type SentKind, sentKinds } from '@outpost/domain/kernel/factor-kinds';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { CodeField } from '../session-fields.tsx';
import { answerWords } from './factor-words.ts';
import { OpenInBrowser } from './open-in-browser.tsx';
import { useBrowserPage } from './use-browser-page.ts';

type StepUpDialogProps = {
  /** The possible proofs. */
  readonly kinds: readonly ProofKind[];
  readonly onEnd: (isProved: boolean) => void;
};

const isSent = (kind: ProofKind): kind is SentKind => (sentKinds as readonly string[]).includes(kind);
const insteadOf = (kind: ProofKind): string => (kind === 'password' ? 'Use the password' : answerWords[kind].instead);

/** Asks for the person's password or second factor before a dangerous act. */
export function StepUpDialog({ kinds, onEnd }: StepUpDialogProps) {
  const bridge = useBridge();
  const [chosen, setChosen] = useState<ProofKind>();
  const [text, setText] = useState('');
  const [sent, setSent] = useState<SentKind>();
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const page = useBrowserPage();
  const kind = chosen ?? kinds[0];
  const cancel = () => onEnd(false);
  if (kind === undefined)
    return (
      <Dialog onClose={cancel} title="Show that it is you" size="md" isForReading>
        <div className={dialog.dialog}>
          <p role="alert">None of your second factors can be used now. Sign in again, or ask an administrator.</p>
          <div className={dialog.acts}>
            <Button onClick={cancel}>Close</Button>
          </div>
        </div>
      </Dialog>
    );
  const type = (typed: string) => {
    setText(typed);
    setError(undefined);
  };
  const during = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setError(await work());
    setBusy(false);
  };
  const prove = () =>
    text.trim() === ''
      ? setError(kind === 'password' ? 'Type your password.' : 'Type the code.')
      : during(async () => {
          const result = await bridge.call('session.stepUp', {
            kind,
            answer: kind === 'password' ? text : text.trim(),
          });
          if (result.ok) onEnd(true);
          return result.ok ? undefined : refusalText(result);
        });
  const send = (asked: SentKind) =>
    during(async () => {
      const result = await bridge.call('session.askForStepUpCode', { kind: asked });
      if (result.ok) setSent(asked);
      return result.ok ? undefined : refusalText(result);
    });
  const showPasskey = () =>
    during(async () => {
      const shown = await page.ask({ for: 'proof' });
      if (!shown.ok) return refusalText(shown);
      const result = await bridge.call('session.stepUp', { kind: 'passkey', answer: shown.value.answer });
      if (result.ok) onEnd(true);
      return result.ok ? undefined : refusalText(result);
    });
  const toSend = isSent(kind) && sent !== kind ? kind : undefined;
  return (
    <Dialog onClose={cancel} title="Show that it is you" size="md">
      <SubmitForm
        className={dialog.dialog}
        onSubmit={() => (kind === 'passkey' ? showPasskey() : toSend ? send(toSend) : prove())}
      >
        <p className={dialog.quiet}>This act could harm others. A proof lasts for ten minutes.</p>
        {page.url === undefined ? null : <OpenInBrowser url={page.url} />}
        {toSend || kind === 'passkey' ? (
          error === undefined || page.url !== undefined ? null : (
            <p role="alert">{error}</p>
          )
        ) : kind === 'password' ? (
          <PasswordInput
            label="Your password"
            name="password"
            value={text}
            error={error}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            onChange={(event) => type(event.currentTarget.value)}
          />
        ) : (
          <CodeField
            key={kind}
            label={answerWords[kind].label}
            description={answerWords[kind].about}
            value={text}
            error={error}
            autoFocus
            inputMode={answerWords[kind].inputMode}
            digits={answerWords[kind].chars}
            onChange={type}
          />
        )}
        {kinds.map((other) =>
          other === kind ? null : (
            <div key={other}>
              <Button
                size="sm"
                variant="quiet"
                onClick={() => {
                  setChosen(other);
                  type('');
                }}
              >
                {insteadOf(other)}
              </Button>
            </div>
          ),
        )}
        <div className={dialog.acts}>
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {kind === 'passkey'
              ? answerWords.passkey.send
              : toSend
                ? (answerWords[toSend].send ?? 'Send the code')
                : 'Go on'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
