import { installedCatalogue } from '@outpost/domain/installed-packs';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../../replica/testing/for-test.ts';
import { givenMembership, givenPerson } from '../../replica/testing/given-tenant.ts';
import { exampleRequests } from './example-requests.ts';

describe('the example data', () => {
  it.each(['owner', 'admin'])(
    'is made on a device without a network by a person with the role %s, and removed by one undo',
    async (role) => {
      const { tenant } = await tenantForTest({ membership: givenMembership(role) });
      const { newId } = tenant.device.ports.ids;
      const group = newId();
      const requests = exampleRequests(installedCatalogue, {
        me: givenPerson.id,
        teamId: null,
        today: '2026-11-20',
        timeZone: 'Europe/Oslo',
        group,
        newId: () => newId(),
      });
      const refused: string[] = [];
      for (const request of requests) {
        const done = await tenant.acts.perform(actRequestSchema.parse(request));
        if (!done.ok) refused.push(`${request.label}: ${done.message}`);
      }
      expect(refused).toEqual([]);
      const deals = async () => {
        const found = await tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal', limit: 200 }));
        return found.ok ? found.value.rows.length : found.code;
      };
      expect(await deals()).toBe(40);
      const undone = await tenant.acts.undoGroup(group);
      expect([undone.ok, await deals()]).toEqual([true, 0]);
    },
  );
});
