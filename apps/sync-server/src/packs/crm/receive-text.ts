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
import type { ReceivedText } from '../pack-server.ts';
import { keepIncoming } from './keep-incoming.ts';

/**
 * MSG-13, MSG-14: keeps a text message that came in, once for each id of the service. It belongs to the record of the newest text or call with
 * the number, else to the person with the number, else to a new lead. A word such as STOP suppresses the number, and START gives back
 * what such a word took, in the same act. Its pictures become files of that record (MSG-74).
 */
export async function receiveText(service: Service, text: ReceivedText): Promise<Result<unknown>> {
  const { sid, from } = text;
  if (sid === '' || from === '') return accept(null);
  return keepIncoming(service, {
    kind: 'text',
    sid,
    from,
    label: 'Received a text',
    fields: wordsOf(text.text),
    async more(about) {
      const byWord = await editsByWord(service, text);
      if (!byWord.ok) return byWord;
      const { edits, ids, notes } = await text.keepFiles(about);
      const fields = {
        ...wordsOf([text.text, ...notes].filter((part) => part !== '').join('\n\n') || 'A picture'),
        ...(ids.length === 0 ? {} : { attached: [...ids] }),
      };
      return accept({ edits: [...byWord.value, ...edits], fields });
    },
  });
}

/** Returns the words of a text as fields. */
const wordsOf = (body: string) => ({ subject: cutText(body.split('\n')[0] ?? '', 80), body });

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
