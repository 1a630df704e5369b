import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { Values } from '@outpost/domain/kernel/entities/typed-record';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import {
  type BranchCondition,
  hasOutcome,
  isMailUse,
  type MessageOutcome,
} from '@outpost/domain/kernel/sequences/branch-condition';
import { readEnrolmentLog } from '@outpost/domain/kernel/sequences/sequence-steps';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import type { sequence } from '@outpost/domain/packs/crm/entities/sequence.entity';
import { organisation } from '@outpost/domain/packs/platform/entities/organisation.entity';
import type { Service } from '../../../jobs/service/service.ts';
import type { Enrolment } from './stop-enrolments.ts';

/** The enrolment at a branch. `sender`: the work with the rights of the person who started it. */
type Asking = {
  readonly service: Service;
  readonly sender: Service;
  readonly enrolled: Enrolment;
  readonly purpose: Values<typeof sequence>['purpose'];
};
/** Whether the condition holds, with the reason in a sentence. */
type Chosen = { readonly holds: boolean; readonly why: string };

/** SEQ-12: returns whether the condition of a branch holds at this moment. Refused where it cannot be asked. */
export function decideBranch(asking: Asking, condition: BranchCondition): Promise<Result<Chosen>> {
  if ('record' in condition) return askRecord(asking, condition);
  return 'message' in condition ? askMessage(asking, condition) : askReach(asking, condition);
}

/** Asks with the rights of the sender: a field that they do not see decides nothing. */
async function askRecord({ service, sender, enrolled }: Asking, { record: where }: Extract<BranchCondition, { readonly record: unknown }>): Promise<Result<Chosen>> {
  const target = refTarget(enrolment.fields.about, enrolled.fields.about);
  const kind: Entity | undefined = target && service.kindOf(target.entity);
  if (!target || !kind) return refuse('query/invalid', 'The kind of its record is not known here.', { path: 'where' });
  const found = await sender.list<Entity>(kind, { where: { and: [{ field: 'id', op: 'is', value: target.id }, where] }, limit: 1 });
  if (!found.ok) return found;
  const holds = found.value.length > 0;
  return accept({ holds, why: holds ? 'The record matched the filter.' : 'The record did not match the filter.' });
} // prettier-ignore

/**
 * Asks the log of the enrolment what became of a message. Whether it was delivered, opened or clicked stands on the message itself: reports of
 * it come later. Uses that may be by machines are not there (MSG-47).
 */
async function askMessage({ service, enrolled }: Asking, { message: step, is }: Extract<BranchCondition, { readonly message: string }>): Promise<Result<Chosen>> {
  const log = readEnrolmentLog(enrolled.fields.log ?? []);
  const lines = (log.ok ? log.value : []).filter((line) => line.step === step);
  const wasSent = lines.at(-1)?.what === 'sent';
  const id = lines.findLast(({ message }) => message !== undefined)?.message;
  const found = id === undefined ? accept([]) : await service.list(activity, { where: { field: 'id', op: 'is', value: id } });
  if (!found.ok) return found;
  const { deliveryStatus, openedAt, clickedAt } = found.value[0]?.fields ?? {};
  const facts = { wasSent, isDelivered: deliveryStatus === 'delivered', isOpened: openedAt !== undefined, isClicked: clickedAt !== undefined };
  const holds = hasOutcome(facts, is);
  const [did, not] = sayings[is];
  if (holds || !isMailUse(is)) return accept({ holds, why: holds ? did : not });
  const isFollowed = await followsMails(service);
  return isFollowed.ok ? accept({ holds, why: isFollowed.value ? not : `${not} Opens and links are not followed.` }) : isFollowed;
} // prettier-ignore

/** Why a message had an outcome, and why not. */
const sayings: Readonly<Record<MessageOutcome, readonly [string, string]>> = {
  sent: ['The message was sent.', 'The message was not sent.'],
  'not-sent': ['The message was not sent.', 'The message was sent.'],
  delivered: ['The message was delivered.', 'Nothing says that the message was delivered.'],
  opened: ['The e-mail was opened.', 'Nothing says that a person opened the e-mail.'],
  clicked: ['A link of the e-mail was used.', 'Nothing says that a person used a link of the e-mail.'],
};

/** Whether the organisation has opens and links of e-mails followed at this moment (MSG-46). */
async function followsMails(service: Service): Promise<Result<boolean>> {
  const found = await service.list(organisation, { limit: 1 });
  return found.ok ? accept(found.value[0]?.fields.followsMails === true) : found;
}

/** Judges a message to the person as if it left now: their address, their consent, what they stopped. */
async function askReach({ service, enrolled: { fields }, purpose }: Asking, { reach: channel }: Extract<BranchCondition, { readonly reach: string }>): Promise<Result<Chosen>> {
  const address = channel === 'email' ? fields.toAddress : fields.number;
  if (!address) return accept({ holds: false, why: channel === 'email' ? 'There is no e-mail address.' : 'There is no number for text messages.' });
  const [verdict] = await service.judge([{ channel, purpose, address }]);
  if (verdict?.allowed === true) return accept({ holds: true, why: 'Messages to them are allowed.' });
  return accept({ holds: false, why: verdict?.why ?? 'Messages to them are not allowed.' });
} // prettier-ignore
