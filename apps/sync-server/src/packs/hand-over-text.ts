import type { IncomingText } from '../integrations/sms/texts.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { TextReceiver } from './pack-server.ts';

type Receiving = { readonly text: IncomingText; readonly receiver: TextReceiver | undefined };

/** Hands a text message that came in to the pack that keeps them. A tenant without the pack (T-25) keeps none. */
export async function handOverText(
  ports: ServicePorts & { readonly log: { readonly error: (details: object, message: string) => void } },
  orgId: string,
  { text, receiver }: Receiving,
): Promise<void> {
  const service = receiver && (await openService(ports, receiver.account, orgId));
  if (!service) return;
  const done = await receiver.receive(service, text);
  // The log names neither the number nor the words.
  if (!done.ok) ports.log.error({ orgId, refused: done.code }, 'a text message that came in was not kept');
}
