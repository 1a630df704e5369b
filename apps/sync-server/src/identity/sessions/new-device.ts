import type { IdentityPorts } from '../identity-ports.ts';
import { newDeviceMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import type { SeenDevice } from './sessions.ts';
import type { Account } from './signed-in.ts';

/**
 * Tells a person by mail that somebody signed in with their account on a new device. A device is new if it has not
 * signed in with this address before: it sent no device key, or another one.
 */
export const tellOfNewDevice = (
  {
    account,
    device,
  }: { readonly account: Account; readonly device: { readonly name: string; readonly seen?: SeenDevice | undefined } },
  ports: IdentityPorts,
): Promise<void> =>
  tellAddress(
    newDeviceMail(
      { to: account.person.email, organisation: account.organisation.name, orgId: account.organisation.id },
      {
        device: device.name,
        address: device.seen?.address ?? null,
        at: new Date(ports.clock.nowMs()),
        timeZone: account.organisation.timeZone,
      },
    ),
    ports,
  );
