import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { socialAccount } from '@outpost/domain/packs/crm/entities/social/social-account.entity';
import { z } from 'zod';
import { packRoute } from '../../../http/packs/pack-route.ts';

const noNetwork = (): Result<never> =>
  refuse('request/invalid', 'This server is not set up for social networks. Its operator sets the address of the Graph API.', { path: 'body' }); // prettier-ignore

const connecting = z.strictObject({
  network: z.literal('facebook'),
  pageId: z.string().trim().regex(/^\d{1,30}$/u, 'The id of a page consists of digits.'),
  token: z.string().trim().min(1).max(1_000),
  appSecret: z.string().trim().min(1).max(200),
}); // prettier-ignore

type Standing = Readonly<Record<'name' | 'url' | 'status' | 'problem', string | null>>;

/** Returns an edit's fields that give a record these values. */
const changesTo = (was: Partial<Standing>, to: Standing): Record<string, [string | null, string | null]> =>
  Object.fromEntries(
    (['name', 'url', 'status', 'problem'] as const).map((name) => [name, [was[name] ?? null, to[name]]]),
  );

/** SOC-1: connects a page. The network is asked first, so a wrong token is refused at once and nothing is kept. */
export const connectSocial = packRoute({
  name: 'connect-social-account',
  summary: 'Connects a page at a social network, with the token of the page',
  asks: `${socialAccount.name}:administer@org`,
  takes: connecting,
  gives: z.strictObject({ id: idSchema, name: z.string() }),
  work: async (service, { network, pageId, token, appSecret }, { userId }) => {
    const { social } = service;
    if (!social) return noNetwork();
    const page = await social.network.page({ pageId, token, appSecret });
    if (!page.ok) return refuse('request/invalid', page.why, { path: page.isDenied ? 'body.token' : 'body.pageId' });
    const id = service.idOf(socialAccount, network, pageId);
    await social.keep(id, { pageId, token, appSecret }); // first: a record that says "connected" always has its key
    const before = await service.list(socialAccount, { where: { field: 'id', op: 'is', value: id }, limit: 1 });
    if (!before.ok) return before;
    const { name, url } = page.value;
    const fields = { name: name || pageId, url, status: 'connected', problem: null } as const;
    const [was] = before.value;
    const edits: readonly Edit[] = was
      ? [{ id, entity: socialAccount.name, seen: was.version, fields: changesTo(was.fields, fields) }]
      : [given(socialAccount, id, { name: fields.name, network, pageId, status: 'connected', ...(url === null ? {} : { url }) }, { ownerId: userId })]; // prettier-ignore
    const done = await service.act({ once: ['connect-social', id, service.now], label: `Connected ${fields.name}`, edits }); // prettier-ignore
    return done.ok ? accept({ id, name: fields.name }) : done;
  },
});

/** SOC-1: disconnects a page: its token is deleted. Posts that wait for it fail with that reason. What it brought stays. */
export const disconnectSocial = packRoute({
  name: 'disconnect-social-account',
  summary: 'Disconnects a page at a social network, and deletes its token',
  asks: `${socialAccount.name}:administer@org`,
  takes: z.strictObject({ id: idSchema }),
  gives: z.strictObject({ done: z.literal(true) }),
  work: async (service, { id }) => {
    if (!service.social) return noNetwork();
    await service.social.forget(id);
    const found = await service.list(socialAccount, { where: { field: 'id', op: 'is', value: id }, limit: 1 });
    if (!found.ok) return found;
    const [was] = found.value;
    if (!was) return refuse('records/not-found', 'This account does not exist.', { id });
    if (was.fields.status !== 'disconnected') {
      const done = await service.act({
        once: ['disconnect-social', id, `${was.version}`],
        label: `Disconnected ${was.fields.name}`,
        edits: [{ id, entity: socialAccount.name, seen: was.version, fields: { status: [was.fields.status, 'disconnected'] } }],
      }); // prettier-ignore
      if (!done.ok) return done;
    }
    return accept({ done: true as const });
  },
});
