import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import { campaignValues } from '@outpost/domain/kernel/campaigns/campaign-values';
import { type LeftOutReason, reasonOfRule } from '@outpost/domain/kernel/campaigns/member-state';
import { anyRef, type RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { judgeLetters } from '../letters/judge-letters.ts';
import { letterTo, type ReleasedLetter } from '../letters/letter-to.ts';
import type { ComposedMembers, ComposingGround, DueRow, Ready } from './composed-members.ts';
import type { RunningCampaign } from './write-campaign.ts';

type Made = Pick<DueRow, 'record' | 'step'> & { readonly fields: ReleasedLetter };

/**
 * CMP-16: makes the letters of members, each to the contact's address of this moment, as the sender sees it. They are judged like the letters of
 * a print batch (LET-3), and again when their batch is made. The id of a letter is made of the campaign, the member and the step.
 */
export async function composeLetters(running: RunningCampaign, { words, name }: ComposingGround, due: readonly DueRow[]): Promise<Result<ComposedMembers>> {
  const { service, author, campaign } = running;
  const found = await author.list(contact, { where: { field: 'id', op: 'one-of', value: due.map(({ record }) => record) } });
  if (!found.ok) return found;
  const old = await service.list(letter, { where: { field: 'id', op: 'one-of', value: due.map((one) => letterOfMember(service, campaign.id, one)) } });
  if (!old.ok) return old;
  const people = new Map(found.value.map((one) => [one.id as string, one]));
  const before = new Map(old.value.map((one) => [one.id as string, one]));
  const leftOut: { record: string; step: string; reason: LeftOutReason }[] = [];
  const made = due.flatMap((one): readonly Made[] => {
    const { record, step } = one;
    const out = (reason: LeftOutReason): readonly never[] => (leftOut.push({ record, step, reason }), []);
    const [to, own] = [people.get(record), words.get(step)];
    if (!to) return out('no-match');
    const filled = own?.fill(campaignValues(contact, to, name));
    if (!own || filled?.ok !== true) return out('gap');
    const { version } = own;
    const fields = letterTo(to, { about: anyRef(contact.name, to.id), subject: filled.subject, body: filled.words, purpose: campaign.fields.purpose, ...(version ? { templateVersion: version } : {}) });
    return fields ? [{ record, step, fields }] : out('no-address');
  });
  const judged = await judgeLetters(service, made);
  if (!judged.ok) return judged;
  const ready = judged.value.flatMap(({ letter: { record, step, fields }, verdict, why }): readonly Ready[] => {
    if (!verdict.allowed || why !== undefined) {
      leftOut.push({ record, step, reason: verdict.allowed ? 'LET-3' : reasonOfRule(verdict.rule) });
      return [];
    }
    const id = letterOfMember(service, campaign.id, { record, step });
    const known = before.get(id);
    const edit = known ? released(known, fields) : given(letter, id, fields, { ownerId: campaign.createdBy });
    return [{ record, step, variant: step, message: id, edit }];
  });
  return accept({ ready, leftOut, later: [] });
} // prettier-ignore

const letterOfMember = (service: Service, campaign: string, { record, step }: Pick<DueRow, 'record' | 'step'>) =>
  service.idOf(letter, 'campaign', campaign, record, step);

/** Returns the edit that releases a letter again that a pause took back, to the address of this moment. Another one stays as it is. */
function released({ id, version, fields }: RecordOf<typeof letter>, now: Pick<ReleasedLetter, 'receiver' | 'address'>): Edit {
  const { receiver, address } = now;
  return { id, entity: letter.name, seen: version, fields: fields.status === 'cancelled' ? { release: ['cancel', 'print'], receiver: [fields.receiver, receiver], address: [fields.address, address] } : {} };
} // prettier-ignore
