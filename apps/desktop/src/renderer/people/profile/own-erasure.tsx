import { TextInput } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { refusalText, useActs } from '../../queries/use-acts.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useSignedIn } from '../../session/session-context.tsx';
import { useAskAgain, useFromServer } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import { StepForm } from '../../window/step-form.tsx';
import classes from '../people.module.css';

/** The erasure of the person's own account: asks for it, or shows when it happens and stops it (ADR 122). */
export function OwnErasureSection() {
  const bridge = useBridge();
  const formats = useFormats();
  const { tell } = useActs();
  const answer = useFromServer('account.erasure', null, { isAlwaysOld: true });
  const askAgain = useAskAgain('account.erasure');
  const [isOpen, setOpen] = useState(false);
  const stop = async () => {
    await tell<'account.stopErasure'>(bridge.call('account.stopErasure', null), 'Stopped. Your account stays');
    askAgain();
  };
  return (
    <section aria-labelledby="own-erasure" className={classes.ownAccount}>
      <h2 id="own-erasure">Your account</h2>
      <FromServer answer={answer} offline="The server knows whether your account is erased">
        {({ erasure }) =>
          erasure === null ? (
            <div className={classes.line}>
              <span>
                Erase your account
                <span className={classes.hint}>
                  In all of your organisations, after 30 days. Your work stays there under a pseudonym.
                </span>
              </span>
              <Button size="sm" icon="trash" onClick={() => setOpen(true)}>
                Erase your account…
              </Button>
            </div>
          ) : (
            <div className={classes.line} role="status">
              <span>
                {`Your account is erased ${formats.instant(erasure.dueAt)}`}
                <span className={classes.hint}>Until then you can go on working, and stop it.</span>
              </span>
              <Button size="sm" icon="undo" variant="primary" onClick={() => void stop()}>
                Keep your account
              </Button>
            </div>
          )
        }
      </FromServer>
      {isOpen ? <OwnErasureDialog onAsked={askAgain} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function OwnErasureDialog({ onAsked, onClose }: { readonly onAsked: () => void; readonly onClose: () => void }) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const [email, setEmail] = useState('');
  const ask = async () => {
    const result = await bridge.call('account.askForErasure', { email: email.trim() });
    if (!result.ok) return refusalText(result);
    onAsked();
    onClose();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Erase your account" size="md">
      <StepForm
        verb="Erase in 30 days"
        missing={email.trim() === '' ? 'Type your address.' : undefined}
        run={ask}
        onClose={onClose}
      >
        <ul className={classes.told} aria-label="What happens">
          <li>You can go on working for 30 days, and stop it here or by the code in the mail that you get.</li>
          <li>
            Then you are removed from all of your organisations, and your devices are wiped at their next contact.
          </li>
          <li>Your name, addresses, telephone numbers, picture, views and ways to sign in are erased.</li>
          <li>Your work stays with your organisations. A pseudonym replaces your name.</li>
        </ul>
        <TextInput
          label="Your address"
          description={`Type ${person.email ?? 'the address with which you sign in'}`}
          value={email}
          autoComplete="off"
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </StepForm>
    </Dialog>
  );
}
