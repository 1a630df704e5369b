import { accept } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { AskLists } from '../pack-server.ts';

const list = 'Customers who want no calls of workshops';
const answerSchema = z.object({ asOf: z.iso.date(), since: z.iso.date().nullable() });

/** Asks the list of the trade's own association: `GET /do-not-call/NUMBER`. A message about a repair that is under way needs no list. */
export const doNotCallOf =
  (address: string, { fetch: ask }: { readonly fetch: typeof fetch }): AskLists =>
  async (_service, { number, purpose }) => {
    if (purpose === 'contract' || purpose === 'appointments')
      return accept({ is: 'exempt', why: 'A repair is under way.' } as const);
    try {
      const response = await ask(new URL(`/do-not-call/${encodeURIComponent(number)}`, address), {
        signal: AbortSignal.timeout(5_000),
      });
      const { asOf, since } = answerSchema.parse(await response.json());
      return accept(
        since === null ? { is: 'clear', list, asOf } : { is: 'listed', list, since, rule: '47 CFR 64.1200(d)' },
      );
    } catch {
      return accept({ is: 'unknown', list, why: 'The association does not answer.' } as const);
    }
  };
