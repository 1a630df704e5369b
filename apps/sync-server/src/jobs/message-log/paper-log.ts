import { moment } from '@outpost/domain/kernel/entities/field-types';
import { type Database, inTenant } from '../../db/database.ts';
import { keepBack, logEnds } from './log-ends.ts';
import {
  type JudgedMessage,
  type LogClaim,
  type LoggedOrder,
  logLeaving,
  type LogPorts,
  logRefused,
} from './log-messages.ts';

/** A message on paper. `author`: the person who printed it. `words`: as they are printed, before they are set. */
export type PaperMessage = JudgedMessage & {
  readonly entity: string;
  readonly id: string;
  readonly author: string;
  readonly words: string;
};

/**
 * The log of messages (MSG-33) for those that go out together by an act of a pack, such as letters in a print batch. `batch`: its id, which the
 * provider's id of the messages is, too. The caller logs that they leave, makes the act, and then logs its end. A server that stops in between
 * leaves rows of which nobody knows the end, until the same act is asked for again.
 */
export interface PaperLog {
  leave(batch: string, messages: readonly PaperMessage[]): Promise<void>;
  /** Logs those that a rule refuses, and no others. */
  refuse(batch: string, messages: readonly PaperMessage[]): Promise<void>;
  /** The act was accepted. Of several tries the newest counts: the act was done once. */
  left(batch: string): Promise<void>;
  /** The act was refused: nothing has left. */
  stayed(batch: string): Promise<void>;
}

type Ports = LogPorts & { readonly database: Database };

/** Opens it for one tenant. */
export function openPaperLog(ports: Ports, orgId: string): PaperLog {
  const intentOf = (batch: string): string => `paper:${batch}`;
  const orderOf = (batch: string, { entity, id, author, message, verdict }: PaperMessage): LoggedOrder => ({
    intent: intentOf(batch),
    id,
    fence: ports.clock.nowMs(),
    entity,
    author,
    messages: [{ message, verdict }],
    files: [],
  });
  const end = (batch: string, isDone: boolean): Promise<void> =>
    inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
      const intent = intentOf(batch);
      const rows = await tx.query<{ id: string; fence: string; newest: boolean }>(
        `select record_id as id, fence::text, fence = max(fence) over (partition by record_id) as newest
         from store.message_log where org_id = $1 and intent = $2 and state = 'leaving'`,
        [orgId, intent],
      );
      const claims = rows.map(({ id, fence, newest }) => ({ claim: { intent, id, fence: Number(fence) } satisfies LogClaim, newest })); // prettier-ignore
      const done = claims.flatMap(({ claim, newest }) => (isDone && newest ? [claim] : []));
      const kept = claims.flatMap(({ claim, newest }) => (isDone && newest ? [] : [claim]));
      const at = new Date(ports.clock.nowMs()).toISOString();
      await logEnds(tx, orgId, { ports, ends: done.map((claim) => ({ claim, outcome: { status: 'done', at: moment(at), answer: null }, receipt: batch })) }); // prettier-ignore
      await keepBack(tx, orgId, { ports, claims: kept });
    });
  return {
    leave: (batch, messages) =>
      inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
        logLeaving(tx, orgId, {
          ports,
          orders: messages.map((one) => ({ order: orderOf(batch, one), body: { text: one.words } })),
        }),
      ),
    refuse: (batch, messages) =>
      inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
        for (const one of messages)
          if (!one.verdict.allowed) await logRefused(tx, orgId, { ports, order: orderOf(batch, one), rule: one.verdict.rule, why: one.verdict.why }); // prettier-ignore
      }),
    left: (batch) => end(batch, true),
    stayed: (batch) => end(batch, false),
  };
}
