import { given } from '@outpost/domain/kernel/acts/given';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import { socialAccount } from '@outpost/domain/packs/crm/entities/social/social-account.entity';
import { socialComment } from '@outpost/domain/packs/crm/entities/social/social-comment.entity';
import { socialPost } from '@outpost/domain/packs/crm/entities/social/social-post.entity';
import { leadOfForm } from '@outpost/domain/packs/crm/lead-of-form';
import type { JobSchedule } from '../../../jobs/schedules/schedule.ts';
import type { Service } from '../../../jobs/service/service.ts';
import type { EnteredLead, ShownPost, SocialPageKey, SocialPages } from '../../../jobs/service/social-pages.ts';

type Account = RecordOf<typeof socialAccount>;
type Post = RecordOf<typeof socialPost>;

/** Clocks of the network and of this server may differ so much, and a request may last so long. */
const aroundMs = 10 * 60_000;

/**
 * SOC-4 to SOC-6: asks the networks about each connected page: the posts whose outcome is unknown, new comments, and new leads of forms. A page
 * that fails does not stop the others.
 */
export const readSocial: JobSchedule = {
  name: 'read-social',
  doing: 'reading comments and leads of social networks',
  everyMinutes: 5,
  run: async (service) => {
    const { social } = service;
    if (!social) return accept(null);
    const ids = await social.connected();
    if (ids.length === 0) return accept(null);
    const accounts = await service.list(socialAccount, { where: { field: 'id', op: 'one-of', value: ids } });
    if (!accounts.ok) return accounts;
    let first: Result<unknown> = accept(null);
    for (const account of accounts.value) {
      const done = await readAccount(service, { social, account });
      if (!done.ok && first.ok) first = done;
    }
    return first;
  },
};

type Reading = { readonly social: SocialPages; readonly account: Account };

async function readAccount(service: Service, { social, account }: Reading): Promise<Result<unknown>> {
  const key = await social.keyOf(account.id);
  if (!key) return accept(null);
  const posts = await social.network.posts(key);
  const said = await noteStanding(service, account, posts);
  if (!said.ok || !posts.ok) return said;
  const settled = await settleUnknown(service, { social, account, shown: posts.value });
  if (!settled.ok) return settled;
  const commented = await keepComments(service, posts.value);
  return commented.ok ? readLeads(service, { social, account, key }) : commented;
}

/** Notes on the account that the network no longer accepts its token, or accepts it again. */
async function noteStanding(
  service: Service,
  account: Account,
  asked: { readonly ok: boolean; readonly why?: string; readonly isDenied?: boolean },
): Promise<Result<unknown>> {
  const status = asked.ok ? 'connected' : asked.isDenied ? 'refused' : account.fields.status;
  const problem = asked.ok ? null : asked.isDenied ? cutText(asked.why ?? '', 500) : (account.fields.problem ?? null);
  if (account.fields.status === 'disconnected') return accept(null);
  if (status === account.fields.status && problem === (account.fields.problem ?? null)) return accept(null);
  return service.act({
    once: ['social-standing', account.id, `${account.version}`],
    label: status === 'refused' ? `${account.fields.name} was refused by its network` : `${account.fields.name} is connected`,
    edits: [{ id: account.id, entity: socialAccount.name, seen: account.version, fields: { status: [account.fields.status, status], problem: [account.fields.problem ?? null, problem] } }],
  }); // prettier-ignore
}

const wordsOf = (text: string): string => text.trim().replaceAll(/\s+/gu, ' ');

/**
 * SOC-4: a post whose answer was lost is published where the page shows a post with its words, made between the time when it
 * was due and its outcome, which is no other post of ours. Where there are several such posts, nobody can say which one it is, so a person decides.
 */
async function settleUnknown(
  service: Service,
  { social, account, shown }: Reading & { readonly shown: readonly ShownPost[] },
): Promise<Result<unknown>> {
  const unknown = await service.list(socialPost, {
    where: { and: [{ field: 'account', op: 'is', value: account.id }, { field: 'status', op: 'is', value: 'unknown' }] },
    limit: 200,
  }); // prettier-ignore
  if (!unknown.ok || unknown.value.length === 0) return unknown;
  const known = await ofRemote(service, shown);
  if (!known.ok) return known;
  const free = shown.filter(({ id }) => !known.value.has(id));
  for (const post of unknown.value) {
    const found = free.filter((one) => isPossibly(post, one));
    const rivals = unknown.value.filter((other) => found.some((one) => isPossibly(other, one)));
    const [only] = found;
    if (!only || found.length > 1 || rivals.length > 1) continue;
    await social.noteFound({ entity: socialPost.name, record: post.id, answer: { id: only.id, url: only.url } });
  }
  return accept(null);
}

/** The request left after the post was due, and before its outcome was noted. That may be much later, where a server stopped in between. */
function isPossibly({ createdAt, fields: { words, publishAt, outcomeAt } }: Post, shown: ShownPost): boolean {
  if (outcomeAt === undefined || wordsOf(shown.words) !== wordsOf(words)) return false;
  const [at, due, end] = [Date.parse(shown.at), Date.parse(publishAt ?? createdAt), Date.parse(outcomeAt)];
  return at >= due - aroundMs && at <= end + aroundMs;
}

/** Returns our records of posts by the network's ids. */
async function ofRemote(
  service: Service,
  shown: readonly { readonly id: string }[],
): Promise<Result<ReadonlyMap<string, Post>>> {
  if (shown.length === 0) return accept(new Map());
  const found = await service.list(socialPost, { where: { field: 'remoteId', op: 'one-of', value: shown.map(({ id }) => id) } }); // prettier-ignore
  return found.ok ? accept(new Map(found.value.map((post) => [post.fields.remoteId ?? '', post]))) : found;
}

/** SOC-5: keeps each comment on our posts once, by its id at the network. */
async function keepComments(service: Service, shown: readonly ShownPost[]): Promise<Result<unknown>> {
  const ours = await ofRemote(service, shown);
  if (!ours.ok) return ours;
  for (const { id: remote, comments } of shown) {
    const post = ours.value.get(remote);
    if (!post || comments.length === 0) continue;
    const ids = comments.map(({ id }) => service.idOf(socialComment, 'social', id));
    const kept = await service.list(socialComment, { where: { field: 'id', op: 'one-of', value: ids } });
    if (!kept.ok) return kept;
    const has = new Set<string>(kept.value.map(({ id }) => id));
    for (const comment of comments.toReversed()) {
      const id = service.idOf(socialComment, 'social', comment.id);
      if (has.has(id) || comment.words.trim() === '') continue; // a sticker or a picture alone
      const made = given(
        socialComment,
        id,
        { post: post.id, name: cutText(comment.author || 'Somebody', 200), words: cutText(comment.words, 10_000), writtenAt: moment(comment.at), remoteId: comment.id, ...(comment.url === null ? {} : { url: comment.url }) },
        { ownerId: post.ownerId },
      ); // prettier-ignore
      const done = await service.act({
        once: ['social-comment', comment.id],
        label: 'A comment came in',
        edits: [made],
      });
      if (!done.ok) return done;
    }
  }
  return accept(null);
}

/** SOC-6: makes each lead of a form once. It belongs to nobody, so the assignment rules of the organisation can give it away. */
async function readLeads(
  service: Service,
  { social, account, key }: Reading & { readonly key: SocialPageKey },
): Promise<Result<unknown>> {
  const asked = await social.network.leads(key);
  if (!asked.ok) return accept(null); // a token without the right to leads still publishes
  const ids = asked.value.map(({ id }) => service.idOf(lead, 'social', id));
  if (ids.length === 0) return accept(null);
  const kept = await service.list(lead, { where: { field: 'id', op: 'one-of', value: ids } });
  if (!kept.ok) return kept;
  const has = new Set<string>(kept.value.map(({ id }) => id));
  for (const one of asked.value.toReversed()) {
    const id = service.idOf(lead, 'social', one.id);
    if (has.has(id)) continue;
    const done = await keepLead(service, { account, one });
    if (!done.ok) return done;
  }
  return accept(null);
}

function keepLead(
  service: Service,
  { account, one }: { readonly account: Account; readonly one: EnteredLead },
): Promise<Result<unknown>> {
  const { about, ...values } = leadOfForm(one.answers, {
    form: one.form,
    context: { currency: 'USD', timeZone: service.timeZone },
  });
  const from = `By a form of ${account.fields.name}.`;
  const made = given(
    lead,
    service.idOf(lead, 'social', one.id),
    { ...values, status: 'new', source: 'social', about: about === undefined ? from : `${from}\n\n${about}` },
    { ownerId: null },
  );
  return service.act({ once: ['social-lead', one.id], label: 'A lead came in by a form', edits: [made] });
}
