import { entity } from '../../../../kernel/entities/entity.ts';
import { choice, text } from '../../../../kernel/entities/fields.ts';
import { SocialAccountId } from '../../ids.ts';
import { networkChoices } from '../../social-networks.ts';

/**
 * A page of the organisation at a social network (SOC-1). The server makes it when an administrator connects the page, and keeps the page's
 * token beside it, sealed. Devices hold the name only, so posts can be written without a network.
 */
export const socialAccount = entity(SocialAccountId, {
  label: { one: 'Social account', many: 'Social accounts' },
  describes: 'A page of the organisation at a social network, on which it publishes posts.',
  icon: 'megaphone',
  title: 'name',
  audience: 'tenant',
  byWildcard: true,
  governed: true, // an administrator connects it
  fields: {
    name: text({ required: true, searched: true, maxChars: 200 }),
    network: choice(networkChoices, { required: true, merge: 'fixed', label: 'Network' }),
    /** The network's own id of the page. */
    pageId: text({ required: true, merge: 'fixed', maxChars: 100, label: 'Id of the page' }),
    url: text({ format: 'website', maxChars: 500, label: 'Address of the page' }),
    status: choice(
      [
        { value: 'connected', label: 'Connected' },
        { value: 'refused', label: 'Refused by the network' },
        { value: 'disconnected', label: 'Disconnected' },
      ],
      { required: true },
    ),
    /** The network's words when it refused the token. */
    problem: text({ maxChars: 500, label: 'What is wrong' }),
  },
  indexes: [['name'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'network', 'status', 'url'],
});
