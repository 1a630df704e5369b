import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { withDefinitions } from '../definitions/tenant-definitions.ts';
import { timelineFeedOf } from './timeline-feed.ts';

const { catalogue } = withDefinitions(installedCatalogue, {
  packs: [],
  entities: [{ name: 'visit', label: 'Visit', labelMany: 'Visits', belongsTo: 'crm/account' }],
  retiredEntities: [{ name: 'depot', label: 'Depot', labelMany: 'Depots', belongsTo: 'crm/account' }],
  fields: [{ forEntity: 'crm/deal', name: 'visit', label: 'Visit', type: 'ref', targets: ['own/visit'] }],
});

const feedOf = (name: string) => {
  const { parts, related } = timelineFeedOf(catalogue, name);
  return {
    parts: parts.map(({ entity, parent, at }) => `${entity.name}.${parent} at ${at}`),
    related: related.map(({ entity, list }) => `${entity.name}.${list.by}`),
  };
};

describe('[T-20] the sources of a timeline', () => {
  it('are the declared ones and those of the tenant’s own kinds, without retired kinds', () => {
    expect(feedOf('crm/account')).toEqual({
      parts: [
        'crm/activity.about at happensAt',
        'crm/task.about at createdAt',
        'crm/letter.about at createdAt',
        'platform/file.about at createdAt',
        'platform/share-end.about at createdAt',
        'platform/press.about at createdAt',
        'platform/decision.about at createdAt',
        'crm/enrolment.about at createdAt',
        'own/visit.parent at createdAt',
        'crm/consent.about at givenAt', // of its contacts
        'crm/private-email.about at happensAt', // of its owner alone, and no child
      ],
      related: ['crm/deal.account', 'crm/contact.account', 'own/visit.parent'],
    });
    expect(feedOf('own/visit')).toEqual({
      parts: [
        'crm/activity.about at happensAt',
        'crm/task.about at createdAt',
        'crm/letter.about at createdAt',
        'platform/file.about at createdAt',
        'platform/share-end.about at createdAt',
        'platform/press.about at createdAt',
        'platform/decision.about at createdAt',
        'crm/enrolment.about at createdAt',
        'crm/private-email.about at happensAt',
      ],
      related: ['crm/deal.visit'],
    });
  });
});
