import type { Transaction } from '../../db/database.ts';

type Work = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/**
 * CMP-16: the rows `l` of letters that may still be taken back, where the walk of their member does not wait for their outcome. Walks wait for
 * messages, and not for letters that are written.
 */
export const isLetterToCome = "l.state in ('written', 'held', 'letter') and l.step <> 'first'";

/** The reason of a row `m` whose letter is written now: `answered` where its member answered meanwhile, so that it is taken back. */
export const recalled = `(select 'answered' from store.campaign_walk k where k.org_id = m.org_id and k.campaign_id = m.campaign_id and k.record_id = m.record_id and k.ended in ('replied', 'opted-out', 'deal'))`;

/** Marks the letters of members whose walks an answer has ended. `follow-campaigns.ts` takes them back. */
export const markRecalled = (
  tx: Transaction,
  orgId: string,
  members: readonly { readonly campaign: string; readonly record: string }[],
): Promise<unknown> =>
  tx.query(
    `update store.campaign_member l set reason = 'answered' from jsonb_to_recordset($2::jsonb) as g(campaign uuid, record uuid), store.campaign_walk w
     where l.org_id = $1 and l.campaign_id = g.campaign and l.record_id = g.record and ${isLetterToCome}
       and w.org_id = $1 and w.campaign_id = g.campaign and w.record_id = g.record and w.awaits is distinct from l.step`,
    [orgId, JSON.stringify(members)],
  );

/** The letters of campaigns (CMP-16). */
export const openCampaignLetters = (
  orgId: string,
  {
    write,
    read,
    soil,
  }: {
    readonly write: Work;
    readonly read: Work;
    readonly soil: (tx: Transaction, campaigns: readonly string[]) => Promise<void>;
  },
) => ({
  /** Returns letters that are to be taken back because their members answered, also of campaigns that are over. */
  recalled: (most: number): Promise<readonly string[]> =>
    read(async (tx) => {
      const rows = await tx.query<{ message: string }>(
        `select message_id as message from store.campaign_member
         where org_id = $1 and state in ('letter', 'held') and reason = 'answered' and message_id is not null order by n limit $2`,
        [orgId, most],
      );
      return rows.map(({ message }) => message);
    }),
  /** Notes that letters were taken back because their members answered. */
  noteRecalled: (letters: readonly string[]): Promise<void> =>
    write(async (tx) => {
      const rows = await tx.query<{ campaign: string }>(
        `update store.campaign_member set state = 'left-out'
         where org_id = $1 and message_id = any($2::uuid[]) and state in ('letter', 'held') and reason = 'answered' returning campaign_id as campaign`,
        [orgId, letters],
      );
      await soil(tx, rows.map(({ campaign }) => campaign)); // prettier-ignore
    }),
});
