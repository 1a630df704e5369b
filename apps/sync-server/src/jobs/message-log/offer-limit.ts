import { isPromotional } from '@outpost/domain/kernel/messages/message';
import { aboveOfferLimit, offerLimitOf } from '@outpost/domain/kernel/messages/offer-limit';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Transaction } from '../../db/database.ts';
import { type LeavingOrder, logLeaving, type LoggedOrder, type LogPorts } from './log-messages.ts';

type Limits = { readonly most: number | null; readonly days: number | null };

/**
 * MSG-35: returns why an order exceeds the limit of offers to one of its receivers. It is asked in the transaction that logs the order, behind
 * a lock of the receiver, so that two servers do not both send the last one that is allowed. What left or may have left counts.
 */
export async function whyTooManyOffers(
  tx: Transaction,
  orgId: string,
  { order, nowMs }: { readonly order: LoggedOrder; readonly nowMs: number },
): Promise<string | undefined> {
  const offers = order.messages.filter(({ message }) => isPromotional(message.purpose));
  if (offers.length === 0) return undefined;
  const [set] = await tx.query<Limits>(
    `select (o.fields ->> 'offersMost')::integer as most, (o.fields ->> 'offersDays')::integer as days
     from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' limit 1`,
    [orgId],
  );
  const limit = offerLimitOf({ offersMost: set?.most, offersDays: set?.days });
  if (limit === undefined) return undefined;
  for (const { message } of offers) {
    const key = foldedKey(message.address);
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `offers ${orgId} ${message.channel} ${key}`,
    ]);
    const [counted] = await tx.query<{ sent: number }>(
      `select count(distinct record_id)::integer as sent from store.message_log
       where org_id = $1 and receiver_key = $2 and at > $3 and channel = $4 and purpose in ('offers', 'surveys')
         and state in ('leaving', 'sent', 'delivered', 'unclear') and record_id <> $5`,
      [orgId, key, new Date(nowMs - limit.days * 86_400_000).toISOString(), message.channel, order.id],
    );
    if ((counted?.sent ?? 0) >= limit.most) return aboveOfferLimit(message, limit);
  }
  return undefined;
}

const firstReceiver = ({ order }: LeavingOrder): string =>
  order.messages.map(({ message }) => foldedKey(message.address)).toSorted()[0] ?? '';

/**
 * Logs the orders that exceed no limit, and returns why the others do, by the id of the record. Offers are judged one after the other, so that
 * each counts towards the limit of the next, in the order of their receivers: two servers that lock the same receivers do not wait for each
 * other in a circle.
 */
export async function logWithinLimit(
  tx: Transaction,
  orgId: string,
  { ports, orders }: { readonly ports: LogPorts; readonly orders: readonly LeavingOrder[] },
): Promise<ReadonlyMap<string, string>> {
  const isOffer = ({ order }: LeavingOrder) => order.messages.some(({ message }) => isPromotional(message.purpose));
  const { offers = [], others = [] } = Object.groupBy(orders, (one) => (isOffer(one) ? 'offers' : 'others'));
  const tooMany = new Map<string, string>();
  await logLeaving(tx, orgId, { ports, orders: others });
  const byReceiver = offers.toSorted((a, b) => (firstReceiver(a) < firstReceiver(b) ? -1 : 1));
  for (const leaving of byReceiver) {
    const why = await whyTooManyOffers(tx, orgId, { order: leaving.order, nowMs: ports.clock.nowMs() });
    if (why === undefined) await logLeaving(tx, orgId, { ports, orders: [leaving] });
    else tooMany.set(leaving.order.id, why);
  }
  return tooMany;
}
