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
import type { LogState } from './note-logged.ts';

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
  /** Logs those that a rule refuses, and no others. Each is logged once for a batch, however often the batch is asked for. */
  refuse(batch: string, messages: readonly PaperMessage[]): Promise<void>;
  /** The act was accepted. It was done once, so of several tries with a message one is logged as sent: the one that was, else the newest. */
  left(batch: string): Promise<void>;
  /** The act was refused: nothing has left. */
  stayed(batch: string): Promise<void>;
}

/** The number of the one claim by which refusals of a batch are logged. The claims of messages that leave are numbered by the time. */
const refusedFence = 0;

type Ports = LogPorts & { readonly database: Database };

/** Opens it for one tenant. */
export function openPaperLog(ports: Ports, orgId: string): PaperLog {
  const intentOf = (batch: string): string => `paper:${batch}`;
  const orderOf = (
    batch: string,
    fence: number,
    { entity, id, author, message, verdict }: PaperMessage,
  ): LoggedOrder => ({
    intent: intentOf(batch),
    id,
    fence,
    entity,
    author,
    messages: [{ message, verdict }],
    files: [],
  });
  const end = (batch: string, isDone: boolean): Promise<void> =>
    inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
      const intent = intentOf(batch);
      // The rows are locked, so that of two requests at the same moment the second sees what the first has logged.
      const rows = await tx.query<{ id: string; fence: string; state: LogState }>(
        `select record_id as id, fence::text, state from store.message_log
         where org_id = $1 and intent = $2 and state in ('leaving', 'sent') order by record_id, fence desc for update`,
        [orgId, intent],
      );
      const sent = new Set(rows.flatMap(({ id, state }) => (state === 'sent' ? [id] : [])));
      const done: LogClaim[] = [];
      const kept: LogClaim[] = [];
      for (const { id, fence, state } of rows) {
        if (state === 'sent') continue;
        (isDone && !sent.has(id) ? done : kept).push({ intent, id, fence: Number(fence) });
        sent.add(id);
      }
      const at = new Date(ports.clock.nowMs()).toISOString();
      await logEnds(tx, orgId, { ports, ends: done.map((claim) => ({ claim, outcome: { status: 'done', at: moment(at), answer: null }, receipt: batch })) }); // prettier-ignore
      await keepBack(tx, orgId, { ports, claims: kept });
    });
  return {
    leave: (batch, messages) =>
      inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
        logLeaving(tx, orgId, {
          ports,
          orders: messages.map((one) => ({
            order: orderOf(batch, ports.clock.nowMs(), one),
            body: { text: one.words },
          })),
        }),
      ),
    refuse: (batch, messages) =>
      inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
        logRefused(tx, orgId, {
          ports,
          orders: messages.flatMap((one) => {
            const { verdict } = one;
            return verdict.allowed
              ? []
              : [{ order: orderOf(batch, refusedFence, one), rule: verdict.rule, why: verdict.why }];
          }),
        }),
      ),
    left: (batch) => end(batch, true),
    stayed: (batch) => end(batch, false),
  };
}
