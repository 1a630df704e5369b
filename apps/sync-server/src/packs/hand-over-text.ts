import type { IncomingText } from '../integrations/sms/texts.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { TextReceiver } from './pack-server.ts';

type Receiving = { readonly text: IncomingText; readonly receiver: TextReceiver | undefined };

/** Hands a text message that came in to the pack that keeps them. A tenant without the pack (T-25) keeps none. Throws where it could not be kept. */
export async function handOverText(ports: ServicePorts, orgId: string, { text, receiver }: Receiving): Promise<void> {
  const service = receiver && (await openService(ports, receiver.account, orgId));
  if (!service) return;
  const done = await receiver.receive(service, text);
  // The provider must not take it for kept: it keeps the message in its own log, and asks again where its account says so. The error
  // names neither the number nor the words.
  if (!done.ok) throw new Error(`A text message that came in was not kept: ${done.code}`);
}
