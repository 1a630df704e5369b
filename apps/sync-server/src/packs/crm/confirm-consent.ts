import { changed } from '@outpost/domain/kernel/acts/changed';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { consent } from '@outpost/domain/packs/crm/entities/consent.entity';
import type { Service } from '../../jobs/service/service.ts';
import type { Confirmation } from '../pack-server.ts';

/**
 * MSG-50: writes into a consent that its person has confirmed it, and the proof: when the e-mail was sent, and when they pressed its button.
 * One that was deleted or confirmed meanwhile stays as it is. A newer refusal stays the newest word (MSG-4).
 */
export async function confirmConsent(service: Service, confirmation: Confirmation): Promise<Result<unknown>> {
  const found = await service.list(consent, { where: { field: 'id', op: 'is', value: confirmation.consent }, limit: 1 });
  if (!found.ok) return found;
  const [record] = found.value;
  const { now } = service;
  if (!record || record.fields.confirmedAt !== undefined) return accept(null);
  const proof = `Confirmed by the link in the e-mail to ${record.fields.address ?? ''}. The e-mail was queued at ${confirmation.askedAt}, its button was pressed at ${now}.`;
  return service.act({
    once: ['confirmed', record.id],
    label: 'A person confirmed their consent',
    edits: [changed(consent, record, { confirmedAt: now, ...(record.fields.proof === undefined ? { proof } : {}) })],
  });
} // prettier-ignore
