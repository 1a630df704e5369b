import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownWebhookSecret } from '../../../bridge/calls/webhook-calls.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import factors from '../../session/security.module.css';

type Props = { readonly made: ShownWebhookSecret; readonly onClose: () => void };

/** Shows a new secret, only this once, or the public key, which everybody may know. */
export function WebhookSecretDialog({ made, onClose }: Props) {
  const { copy } = useAppPorts();
  const [isCopied, setCopied] = useState(false);
  const text = made.secret ?? made.publicKey ?? '';
  const isPublic = made.secret === null;
  return (
    <Dialog onClose={onClose} title={isPublic ? 'The public key' : 'The new secret'} size="md" isForReading>
      <div className={dialog.dialog}>
        <p>
          {isPublic
            ? 'The receiver checks the signatures with this key. Outpost keeps the private key.'
            : 'The receiver checks with this secret that a message is from Outpost, as Standard Webhooks describes.'}
        </p>
        <p className={factors.secret} aria-label={isPublic ? 'Public key' : 'Secret'}>
          {text}
        </p>
        <p role="status" className={dialog.quiet}>
          {isCopied ? 'It is copied. ' : ''}
          {isPublic ? 'It stays readable on this page.' : 'It is shown only now: the server keeps no readable copy.'}
        </p>
        <div className={dialog.acts}>
          <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy(text).then(() => setCopied(true))}>
            {isCopied ? 'Copied' : 'Copy it'}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {isPublic ? 'Done' : 'I have kept it'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
