import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useActs } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../security.module.css';
import { useSignedIn } from '../session-context.tsx';
import { QuickDialog, type Quick } from './quick-dialog.tsx';

function pinWords({ pin, proof }: Quick): string {
  const password = proof === 'password' ? 'your password' : 'a sign-in online';
  switch (pin) {
    case 'not-offered':
      return `A PIN is not offered here: Outpost finds no key store of the system on this device. Without one, somebody with a copy of the disk could guess six digits. ${proof === 'password' ? 'Your password unlocks this device.' : 'A sign-in online unlocks this device.'}`;
    case 'unset':
      return `A PIN unlocks this device without a network, in place of ${password}.`;
    case 'set':
      return `A PIN unlocks this device, besides ${password}.`;
  }
}

/**
 * The settings for unlocking this device: its PIN and Touch ID (PLT-41). It works without a network if the person has a
 * password here.
 */
export function UnlockSection() {
  const { unlocking } = useSignedIn();
  const bridge = useBridge();
  const { tell } = useActs();
  const [open, setOpen] = useState<'pin' | 'biometrics'>();
  const quick = unlocking?.quick;
  if (!quick) return null;
  const { pin, biometrics } = quick;
  return (
    <section className={classes.section} aria-labelledby="unlock-device">
      <h2 id="unlock-device">Unlock this device</h2>
      <p className={classes.quiet}>{pinWords(quick)}</p>
      <div className={classes.acts}>
        {pin === 'not-offered' ? null : (
          <Button icon="key" onClick={() => setOpen('pin')}>
            {pin === 'set' ? 'Change the PIN' : 'Set a PIN'}
          </Button>
        )}
        {pin === 'set' ? (
          <Button
            onClick={() => void tell<'session.removePin'>(bridge.call('session.removePin', null), 'The PIN is removed')}
          >
            Remove the PIN
          </Button>
        ) : null}
        {biometrics === 'off' ? <Button onClick={() => setOpen('biometrics')}>Unlock with Touch ID</Button> : null}
        {biometrics === 'on' ? (
          <Button
            onClick={() =>
              void tell<'session.setBiometrics'>(
                bridge.call('session.setBiometrics', { isOn: false, password: '' }),
                'Touch ID no longer unlocks this device',
              )
            }
          >
            Stop using Touch ID
          </Button>
        ) : null}
      </div>
      {open === undefined ? null : <QuickDialog what={open} quick={quick} onClose={() => setOpen(undefined)} />}
    </section>
  );
}
