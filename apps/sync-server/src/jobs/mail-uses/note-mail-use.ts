import type { Clock } from '@outpost/domain/kernel/ports';
import { createHash } from 'node:crypto';
import { type Database, inTenant } from '../../db/database.ts';
import { followsSql } from '../../gateway/messages/judge-messages.ts';

/** A use of an e-mail. `messageId`: its id in the log of messages. `target`: the link that was used; null: the picture was loaded. */
export type UsedMail = { readonly orgId: string; readonly messageId: string; readonly target: string | null };

type Ports = { readonly database: Database; readonly clock: Clock };

/** Chosen: nobody reads an e-mail more often. Above it a use writes nothing, so a true link cannot fill the database. */
const mostUses = 500;

/**
 * MSG-47: keeps that the receiver of an e-mail loaded its picture, or used a link of it: once for each picture and link, with the first and the
 * last time and the number. Nothing is kept of an e-mail that did not leave, whose receiver was erased by law, or of an organisation that
 * follows no e-mails now.
 */
export const noteMailUse = (
  { database, clock }: Ports,
  { orgId, messageId, target, isMachine }: UsedMail & { readonly isMachine: boolean },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const link = target === null ? '' : createHash('sha256').update(target).digest('hex');
    const now = new Date(clock.nowMs()).toISOString();
    await tx.query(
      `insert into store.mail_use as u (org_id, message_id, link, target, uses, machines, first_at, last_at, first_by_person_at, is_untold)
       select m.org_id, m.id, $3, $4, 1, $5::integer, $6, $6, case when $5::integer = 0 then $6 end, true from store.message_log m
       where m.org_id = $1 and m.id = $2 and m.channel = 'email' and m.state not in ('refused', 'kept-back') and m.receiver is not null
         and (${followsSql})
       on conflict (org_id, message_id, link) do update set uses = u.uses + 1, machines = u.machines + excluded.machines,
         last_at = greatest(u.last_at, excluded.last_at), first_by_person_at = coalesce(u.first_by_person_at, excluded.first_by_person_at), is_untold = true
       where u.uses < ${mostUses}`,
      [orgId, messageId, link, target, isMachine ? 1 : 0, now],
    );
  });
