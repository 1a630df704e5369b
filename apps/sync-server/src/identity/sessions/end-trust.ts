import type { Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';

type Ending = {
  readonly orgId: string;
  readonly personId: string;
  /** Left out: all devices of the person. */
  readonly deviceId?: string;
  /** The device of this session stays trusted. */
  readonly exceptSessionId?: string | undefined;
  readonly nowMs: number;
  readonly origin: IdentityPorts['origin'];
};

/** Ends the trust in devices of a person. Writes an entry of the journal for each. */
export async function endTrust(tx: Transaction, input: Ending): Promise<void> {
  const { orgId, personId, deviceId, exceptSessionId, nowMs, origin } = input;
  const ended = await tx.query<{ device_id: string }>(
    `delete from auth.trusted_device t where org_id = $1 and person_id = $2 and ($3::uuid is null or device_id = $3)
       and ($4::uuid is null or not exists (select 1 from auth.session s where s.org_id = t.org_id and s.id = $4 and s.device_id = t.device_id))
     returning device_id`,
    [orgId, personId, deviceId ?? null, exceptSessionId ?? null],
  );
  for (const { device_id: device } of ended)
    await noteEvent(tx, orgId, { action: 'device/trust-ended', nowMs, origin, about: personId, device });
}
