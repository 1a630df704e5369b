import { hashedId } from '@outpost/domain/kernel/hashed-id';
import {
  type FileKeeping,
  filesKindFor,
  keepReceivedFiles,
} from '../integrations/received-files/keep-received-file.ts';
import type { KeptFiles } from '../integrations/mailboxes/mail-receiver.ts';
import type { IncomingText, Texts } from '../integrations/sms/texts.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { TextReceiver } from './pack-server.ts';

type Receiving = {
  readonly receiver: TextReceiver | undefined;
  readonly fetchMedia: Texts['fetchMedia'];
  /** Undefined: this server keeps no files, so pictures stay at the provider. */
  readonly keeping: FileKeeping | undefined;
};

/**
 * Returns the function that hands a text message that came in to the pack that keeps them. A tenant without the pack (T-25) keeps none. It throws where
 * the text could not be kept.
 */
export const textHandOver =
  (ports: ServicePorts, receiving: Receiving) =>
  async (orgId: string, text: IncomingText): Promise<void> => {
    const { receiver } = receiving;
    const service = receiver && (await openService(ports, receiver.account, orgId));
    if (!service) return;
    const done = await receiver.receive(service, {
      ...text,
      keepFiles: (about) => keepPictures({ ...receiving, receiver, ports, orgId, text }, about),
    });
    // The provider must not take it for kept: it keeps the message in its own log, and asks again where its account says so. The error
    // names neither the number nor the words.
    if (!done.ok) throw new Error(`A text message that came in was not kept: ${done.code}`);
  };

type Keeping = Receiving & {
  readonly receiver: TextReceiver;
  readonly ports: Pick<ServicePorts, 'installed'>;
  readonly orgId: string;
  readonly text: IncomingText;
};

/**
 * MSG-74: keeps the pictures and files of a text as files of a record, once: their ids are made of the provider's ids. One that cannot be fetched now
 * stays at the provider, and the text says so.
 */
async function keepPictures(
  { ports, orgId, text: { sid, media }, receiver, fetchMedia, keeping }: Keeping,
  about: string,
): Promise<KeptFiles> {
  const kind = filesKindFor(ports.installed, about);
  if (media.length === 0 || !kind || !keeping) return { edits: [], ids: [], notes: leftThere(media.length) };
  const fetched = await Promise.all(media.map((mediaSid) => fetchMedia(sid, mediaSid)));
  const there = fetched.flatMap((one, place) => {
    if (one.is !== 'here') return [];
    const name = `${one.sniffed?.mime.startsWith('image/') ? 'Picture' : 'File'} ${place + 1}`;
    const id = hashedId('text file', orgId, sid, media[place] ?? '');
    return [{ id, name: `${name}${one.sniffed ? `.${one.sniffed.ext}` : ''}`, bytes: one.bytes, sniffed: one.sniffed }];
  });
  const { userId } = receiver.account;
  const kept = await keepReceivedFiles({ orgId, userId, kind, about, keeping }, there, 'It is at the provider.');
  return { ...kept, notes: [...kept.notes, ...leftThere(media.length - there.length)] };
}

const leftThere = (count: number): readonly string[] =>
  count === 0
    ? []
    : [`${count === 1 ? 'A picture or file' : `${count} pictures or files`} came with it and could not be fetched. The provider of texts has ${count === 1 ? 'it' : 'them'}.`]; // prettier-ignore
