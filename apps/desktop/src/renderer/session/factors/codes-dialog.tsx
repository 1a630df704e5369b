import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useAppPorts } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import classes from '../security.module.css';

/** Shows new backup codes, only this once. */
export function CodesDialog({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const { copy } = useAppPorts();
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog onClose={onClose} title="Your backup codes" size="md" isForReading>
      <div className={dialog.dialog}>
        <p>
          Each code replaces your second factor once, if you do not have it at hand. Keep them apart from this device:
          on paper, or in a password manager.
        </p>
        <ul className={classes.codes} aria-label="Backup codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p role="status" className={dialog.quiet}>
          {isCopied ? 'The codes are copied. ' : ''}They are shown only now: the server keeps no readable copy.
        </p>
        <div className={dialog.acts}>
          <Button
            icon={isCopied ? 'check' : 'copy'}
            onClick={() => void copy(codes.join('\n')).then(() => setCopied(true))}
          >
            {isCopied ? 'Copied' : 'Copy the codes'}
          </Button>
          <Button variant="primary" onClick={onClose}>
            I have kept them
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
