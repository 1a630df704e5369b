import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { PulledRow } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { made } from '../testing/test-server.ts';

const given = givenServer();

describe('a first sync', () => {
  it('[S-8] brings the kinds that people open first before the rest, in small pages too', async () => {
    const { ann, id, deal, task } = await makeSalesWorld(given.test);
    for (let round = 0; round < 2; round += 1) {
      const d = id();
      await ann.do([made(id(), 'crm/contact', { name: 'Ada' })]);
      await ann.do([made(id(), 'crm/account', { name: 'Acme' })]);
      await ann.do([deal(d)]);
      await ann.do([task(id(), d)]);
      await ann.do([made(id(), 'crm/product', { name: 'GTX' })]);
    }
    const kinds: string[] = [];
    for (let done = false; !done;) {
      const page = await ann.page(3);
      if (page.kind !== 'page') throw new Error(page.kind);
      kinds.push(...page.rows.map((row) => ('gone' in row ? 'gone' : row.record.entity)));
      done = page.done;
    }
    const order = [...installedCatalogue.entities.keys()];
    expect(kinds).toEqual(kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(new Set(kinds)).toEqual(
      new Set(
        order.filter(
          (name) =>
            ![
              'crm/lead',
              'crm/contact-identity',
              'crm/activity',
              'crm/private-email',
              'crm/consent',
              'crm/suppression',
              'crm/template',
              'crm/template-version',
              'crm/snippet',
              'crm/sequence',
              'crm/sequence-version',
              'crm/enrolment',
              'crm/conversation',
              'crm/campaign',
              'crm/social-account',
              'crm/social-post',
              'crm/social-comment',
              'crm/letter-batch',
              'crm/letter',
              'platform/field-definition',
              'platform/custom-object',
              'platform/saved-view',
              'platform/report',
              'platform/dashboard',
              'platform/my-notifications',
              'platform/file',
              'platform/stage',
              'platform/page-layout',
              'platform/pipeline',
              'platform/target',
              'platform/distinct-pair',
              'platform/import',
              'platform/automation',
              'platform/automation-version',
              'platform/notice',
              'platform/button',
              'platform/device-rule',
              'platform/press',
              'platform/assignment-rule',
              'platform/decision',
              'platform/share-end',
            ].includes(name), // kinds of which this tenant has no record
        ),
      ),
    );
    expect(order.indexOf('crm/account')).toBeLessThan(order.indexOf('crm/deal')); // a deal shows its account's name
  });

  describe('of more than a page', () => {
    const named = (row: PulledRow): string => ('gone' in row ? 'gone' : row.record.entity);
    /** Makes sixty accounts of Mia's, and as many deals of Moe's, of which the newest name the oldest accounts. */
    async function given60() {
      const w = await makeSalesWorld(given.test);
      const accounts = Array.from({ length: 60 }, () => w.id());
      const deals = Array.from({ length: 60 }, () => w.id());
      await w.ann.do(
        accounts.map((id, place) => made(id, 'crm/account', { name: `Account ${place}` }, { ownerId: w.mia.userId })),
      );
      const dealOfMoe = (id: string, place: number) =>
        w.deal(id, { account: accounts[59 - place] ?? '' }, { ownerId: w.moe.userId, teamId: null });
      await w.ann.do(deals.map(dealOfMoe));
      return { ...w, accounts, deals };
    }

    it('[S-8] begins with the newest records of each kind and the records that they name, and brings the rest in turn', async () => {
      const { ann, id, accounts, deals } = await given60();
      await ann.do(Array.from({ length: 400 }, () => made(id(), 'crm/product', { name: 'GTX' }))); // this kind comes before both
      const page = await ann.page(400);
      if (page.kind !== 'page') throw new Error(page.kind);
      expect([page.done, page.rows.length <= 400]).toEqual([false, true]);
      expect(ann.holds('crm/deal')).toEqual(deals.slice(10));
      expect(ann.holds('crm/account')).toEqual(accounts);
      await ann.pull(400);
      expect([ann.holds('crm/deal'), ann.holds('crm/account')]).toEqual([deals, accounts]);
    });

    it('[S-8] begins with the newest records that a person sees, by any of their tokens', async () => {
      const { ann, max, id, deal } = await makeSalesWorld(given.test);
      const own = { ownerId: max.userId, teamId: null };
      const deals = Array.from({ length: 80 }, () => id());
      await ann.do(deals.map((one, place) => deal(one, {}, place % 2 === 0 ? own : {}))); // the others are Mia's, of his team
      await ann.do(Array.from({ length: 400 }, () => made(id(), 'crm/product', { name: 'GTX' })));
      await max.page(400);
      expect(max.holds('crm/deal')).toEqual(deals.slice(30));
    });

    it('[S-8] [A-4] reveals no invisible records that a person’s newest records name', async () => {
      const { moe, deals } = await given60();
      const page = await moe.page(60);
      if (page.kind !== 'page') throw new Error(page.kind);
      expect(page.done).toBe(false);
      expect(page.rows.map(named)).toContain('crm/deal');
      expect(page.rows.map(named)).not.toContain('crm/account');
      expect(page.rows.map(named)).not.toContain('gone');
      await moe.pull(60);
      expect([moe.holds('crm/deal'), moe.holds('crm/account')]).toEqual([deals, []]);
    });

    it('[S-8] [E-3] ends with pages of any size', async () => {
      const { moe, deals } = await given60();
      for (const limit of [1, 2, 3, 7]) {
        const device = moe.twin();
        await device.pull(limit);
        expect(device.holds('crm/deal')).toEqual(deals);
      }
    });
  });
});
