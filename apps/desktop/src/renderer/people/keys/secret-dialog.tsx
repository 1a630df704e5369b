import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownNewKey } from '../../../bridge/calls/identity/key-calls.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import factors from '../../session/security.module.css';

/** Shows the secret of a key, only this once. */
export function SecretDialog({ made, onClose }: { readonly made: ShownNewKey; readonly onClose: () => void }) {
  const { copy } = useAppPorts();
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog onClose={onClose} title="The new key" size="md" isForReading>
      <div className={dialog.dialog}>
        <p>Give it to the program as “Authorization: Bearer …”. Anybody who has it has its rights.</p>
        <p className={factors.secret} aria-label="Key">
          {made.key}
        </p>
        <p className={dialog.quiet}>For OAuth2 client credentials, the client is {made.clientId}.</p>
        <p role="status" className={dialog.quiet}>
          {isCopied ? 'The key is copied. ' : ''}It is shown only now: the server keeps no readable copy.
        </p>
        <div className={dialog.acts}>
          <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy(made.key).then(() => setCopied(true))}>
            {isCopied ? 'Copied' : 'Copy the key'}
          </Button>
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
