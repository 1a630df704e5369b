import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { isInternationalNumber } from '@outpost/domain/kernel/text/phone-numbers';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import type { IncomingText } from '../../integrations/sms/texts.ts';
import type { Service } from '../../jobs/service/service.ts';
import { keepIncoming } from './keep-incoming.ts';

/**
 * MSG-13, MSG-14: keeps a text message that came in, once for each id of the service. It belongs to the record of the newest text or call with
 * the number, else to the person with the number, else to a new lead. A word such as STOP suppresses the number, and START gives back
 * what such a word took, in the same act.
 */
export async function receiveText(service: Service, text: IncomingText): Promise<Result<unknown>> {
  const { sid, from, media } = text;
  if (sid === '' || from === '') return accept(null);
  const added = media === 0 ? '' : `${media === 1 ? 'A picture or file' : `${media} pictures or files`} came with it. Outpost does not keep them.`; // prettier-ignore
  const body = [text.text, added].filter((part) => part !== '').join('\n\n');
  return keepIncoming(service, {
    kind: 'text',
    sid,
    from,
    label: 'Received a text',
    fields: { subject: cutText(body.split('\n')[0] ?? '', 80), body },
    editsOf: () => editsByWord(service, text),
  });
}

/** Returns the edits that STOP and START ask for. */
async function editsByWord(service: Service, { sid, from, text }: IncomingText): Promise<Result<readonly Edit[]>> {
  const asked = askedByWord(text);
  if (!isInternationalNumber(from) || asked === undefined || asked === 'help') return accept([]);
  const listed = await service.list(suppression, { where: { field: 'address', op: 'is', value: from } });
  if (!listed.ok) return listed;
  const byWord = listed.value.filter(
    ({ createdBy, fields }) =>
      createdBy === serviceIdOf('crm') && fields.channel === 'text' && fields.endedAt === undefined,
  );
  if (asked === 'start')
    return accept(
      byWord.map(({ id, version }) => ({ id, entity: suppression.name, seen: version, fields: { endedAt: [null, service.now] } })), // prettier-ignore
    );
  if (byWord.length > 0) return accept([]);
  const stopped = given(
    suppression,
    service.idOf(suppression, 'text', sid),
    { address: from, channel: 'text', reason: 'opt-out', since: service.now, note: 'They answered with a word such as STOP.' },
    { ownerId: null },
  ); // prettier-ignore
  return accept([stopped]);
}
