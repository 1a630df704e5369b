import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import factors from '../../session/security.module.css';
import { useAppPorts } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';

export type ShownSecretOf = {
  readonly source: Pick<ShownSource, 'url' | 'proof' | 'header'>;
  readonly secret: string;
};

/** Returns how the sender uses its secret. */
function useOf({ proof, header }: ShownSecretOf['source']): string {
  if (proof === 'standard')
    return 'The sender signs each message with this secret, as Standard Webhooks describes. Give it both.';
  return proof === 'body'
    ? `The sender puts sha256= and the HMAC-SHA256 of the body into the header ${header ?? ''}. Give it both.`
    : `The sender puts this token into the header ${header ?? ''}. Give it both.`;
}

/** Shows the address and a new secret, which is shown only this once. */
export function SecretOfSourceDialog({ source, secret, onClose }: ShownSecretOf & { readonly onClose: () => void }) {
  const { copy } = useAppPorts();
  const [copied, setCopied] = useState<'address' | 'secret'>();
  const press = (what: 'address' | 'secret', text: string) => void copy(text).then(() => setCopied(what));
  return (
    <Dialog onClose={onClose} title="The address and its secret" size="md" isForReading>
      <div className={dialog.dialog}>
        <p>{useOf(source)}</p>
        <p className={factors.secret} aria-label="Address">
          {source.url}
        </p>
        <p className={factors.secret} aria-label="Secret">
          {secret}
        </p>
        <p role="status" className={dialog.quiet}>
          {copied === undefined ? '' : `The ${copied} is copied. `}
          The secret is shown only now: the server keeps no readable copy.
        </p>
        <div className={dialog.acts}>
          <Button icon={copied === 'address' ? 'check' : 'copy'} onClick={() => press('address', source.url)}>
            Copy the address
          </Button>
          <Button icon={copied === 'secret' ? 'check' : 'copy'} onClick={() => press('secret', secret)}>
            Copy the secret
          </Button>
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
