import { setTimeout as sleep } from 'node:timers/promises';
import { type DoNotCallAnswer, doNotCallRefusal } from '@outpost/domain/kernel/messages/do-not-call';
import type { AskDoNotCall } from '../jobs/intents/intent-ports.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { DoNotCallLists } from './pack-server.ts';

/** Chosen: far below the deadline of an order, and long for one question. */
const withinMs = 10_000;

/**
 * Returns the function that asks the do-not-call lists of all packs of a tenant, one after the other. The first refusal counts. A pack that throws, that
 * answers with a refusal or too late is a list that cannot be asked (MSG-78), so nothing leaves. Undefined: no pack has lists.
 */
export function doNotCallAsker(
  ports: ServicePorts & { readonly log: { readonly error: (about: object, words: string) => void } },
  lists: readonly DoNotCallLists[],
): AskDoNotCall | undefined {
  if (lists.length === 0) return undefined;
  return async (orgId, asked) => {
    for (const { account, ask } of lists) {
      const service = await openService(ports, account, orgId);
      if (!service) continue; // T-25: the tenant does not have the pack
      const unknown = (why: string): DoNotCallAnswer => ({ is: 'unknown', list: account.pack, why });
      const stop = new AbortController();
      const late = sleep(withinMs, unknown('it did not answer in time'), { signal: stop.signal, ref: false }).catch(() => unknown('')); // prettier-ignore
      const answered = ask(service, asked).then(
        (answer) => (answer.ok ? answer.value : unknown(answer.message)),
        (error: unknown) => {
          ports.log.error({ orgId, pack: account.pack, err: error }, 'a do-not-call list could not be asked');
          return unknown('its pack has a fault, which the log of the server has');
        },
      );
      const answer = await Promise.race([answered, late]);
      stop.abort();
      const refusal = doNotCallRefusal(answer, { number: asked.number, today: asked.at.slice(0, 10) });
      if (refusal) return refusal;
    }
    return undefined;
  };
}
