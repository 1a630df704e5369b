import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type {
  Asked,
  FormLead,
  PageComment,
  PageKey,
  PagePost,
  SocialNetwork,
} from '../../gateway/social/social-network.ts';
import { wasUnsent } from '../../identity/outgoing/was-unsent.ts';

/** Chosen: far below the deadline of an order. */
const timeoutMs = 30_000;
/** Chosen: a page publishes fewer posts between two readings, and a post gets fewer comments (`read-social.ts`). */
const [postsAtOnce, commentsAtOnce, leadsAtOnce] = [50, 100, 100] as const;
/** The most bytes of an answer that are read. The largest usual one has 50 posts with 100 comments each. */
const mostBytes = 16 * 1024 * 1024;

/** An error of the Graph API (https://developers.facebook.com/docs/graph-api/guides/error-handling). */
const errorSchema = z.object({ error: z.object({ message: z.string().default(''), code: z.number().default(0) }) });
/** Numbers of errors: the token, the limits of calls, and the ones that say nothing about whether the post was taken. */
const [tokenCodes, limitCodes, unclearCodes] = [
  new Set([102, 190]),
  new Set([4, 17, 32, 341, 613]),
  new Set([1, 2]),
] as const;

const timeSchema = z.string().transform((text, context) => {
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/u, '$1:$2')); // "2026-11-20T18:00:00+0000"
  if (Number.isFinite(ms)) return new Date(ms).toISOString();
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});
const idSchema = z.string().min(1).max(200);
const urlSchema = z.string().max(1_000).refine((text) => /^https?:\/\//u.test(text)).nullish().catch(null); // prettier-ignore
/** A database stores neither U+0000 nor a lone surrogate. */
const textSchema = z.string().transform((text) => text.replaceAll('\u0000', '').toWellFormed());
const listOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item) });

const pageSchema = z.object({ id: idSchema, name: textSchema, link: urlSchema });
const postedSchema = z.object({ id: idSchema, permalink_url: urlSchema });
const commentSchema = z.object({
  id: idSchema,
  from: z.object({ name: textSchema }).nullish(),
  message: textSchema.default(''),
  created_time: timeSchema,
  permalink_url: urlSchema,
});
const postsSchema = listOf(
  z.object({
    id: idSchema,
    message: textSchema.default(''),
    created_time: timeSchema,
    permalink_url: urlSchema,
    comments: listOf(commentSchema).optional(),
  }),
);
const formsSchema = listOf(
  z.object({
    id: idSchema,
    name: textSchema.default(''),
    leads: listOf(
      z.object({
        id: idSchema,
        created_time: timeSchema,
        field_data: z.array(z.object({ name: textSchema, values: z.array(textSchema) })).default([]),
      }),
    ).optional(),
  }),
);

type Answer = { readonly status: number; readonly body: unknown };
type GraphCall = {
  readonly key: PageKey;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** https://developers.facebook.com/docs/graph-api/guides/secure-requests: it proves that the request comes from the app of the token. */
export const appSecretProof = ({ token, appSecret }: Pick<PageKey, 'token' | 'appSecret'>): string =>
  createHmac('sha256', appSecret).update(token).digest('hex');

/** `at`: the address with the version, such as "https://graph.facebook.com/v23.0". The token is in a header, so no log of addresses has it. */
async function call(
  fetching: typeof fetch,
  at: string,
  { key, path, query = {}, form, signal }: GraphCall,
): Promise<Answer> {
  const url = new URL(`${at.replace(/\/$/u, '')}/${path}`);
  for (const [name, value] of Object.entries({ ...query, appsecret_proof: appSecretProof(key) }))
    url.searchParams.set(name, value);
  const response = await fetching(url, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key.token}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return { status: response.status, body: JSON.parse(await readBounded(response)) };
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error('The answer of the network is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const reasonOf = (message: string, code: number): string =>
  `${message.replaceAll(/\s+/gu, ' ').slice(0, 300) || 'no reason was given'} (number ${code})`;

/**
 * Facebook pages by the Graph API: `/{page-id}/feed` (https://developers.facebook.com/docs/graph-api/reference/page/feed), comments by its
 * field `comments`, leads by `/{page-id}/leadgen_forms`. `at`: its address with the version. The Graph API has no key for repetitions, so a
 * lost answer is unclear (SOC-4).
 */
export function graphNetwork({
  at,
  fetch: fetching,
}: {
  readonly at: string;
  readonly fetch: typeof fetch;
}): SocialNetwork {
  const ask = async <T extends z.ZodType>(schema: T, asked: GraphCall): Promise<Asked<z.output<T>>> => {
    try {
      const { status, body } = await call(fetching, at, asked);
      if (status === 200) {
        const read = schema.safeParse(body);
        return read.success
          ? { ok: true, value: read.data }
          : { ok: false, why: 'Facebook’s answer has another form than expected.', isDenied: false };
      }
      const { message, code } = errorIn(body);
      return { ok: false, why: `Facebook refused it: ${reasonOf(message, code)}.`, isDenied: tokenCodes.has(code) };
    } catch {
      return { ok: false, why: 'Facebook could not be reached.', isDenied: false };
    }
  };
  return {
    async page(key) {
      const asked = await ask(pageSchema, {
        key,
        path: encodeURIComponent(key.pageId),
        query: { fields: 'id,name,link' },
      });
      return asked.ok ? { ok: true, value: { name: asked.value.name, url: asked.value.link ?? null } } : asked;
    },
    async publish(key, { words, link }, signal) {
      const form = { message: words, ...(link ? { link } : {}), fields: 'id,permalink_url' };
      let answer: Answer;
      try {
        answer = await call(fetching, at, { key, path: `${encodeURIComponent(key.pageId)}/feed`, form, signal });
      } catch (error) {
        return wasUnsent(error)
          ? { status: 'later', why: 'Facebook could not be reached', isDown: true }
          : { status: 'unclear', why: lostPost };
      }
      const posted = answer.status === 200 ? postedSchema.safeParse(answer.body) : undefined;
      if (posted?.success) {
        const { id, permalink_url: url } = posted.data;
        return { status: 'done', answer: { id, url: url ?? null }, receipt: id };
      }
      const { message, code } = errorIn(answer.body);
      if (limitCodes.has(code) || answer.status === 429) return { status: 'later', why: 'Facebook asked to publish more slowly' }; // prettier-ignore
      if (answer.status < 400 || answer.status >= 500 || unclearCodes.has(code)) return { status: 'unclear', why: lostPost }; // prettier-ignore
      return { status: 'refused', why: `Facebook did not take it: ${reasonOf(message, code)}.` };
    },
    async posts(key): Promise<Asked<readonly PagePost[]>> {
      const comments = `comments.limit(${commentsAtOnce}).order(reverse_chronological){id,from,message,created_time,permalink_url}`;
      const query = { fields: `id,message,created_time,permalink_url,${comments}`, limit: String(postsAtOnce) };
      const asked = await ask(postsSchema, { key, path: `${encodeURIComponent(key.pageId)}/feed`, query });
      if (!asked.ok) return asked;
      return {
        ok: true,
        value: asked.value.data.map((post) => ({
          id: post.id,
          words: post.message,
          at: post.created_time,
          url: post.permalink_url ?? null,
          comments: (post.comments?.data ?? []).map((comment): PageComment => ({
            id: comment.id,
            author: comment.from?.name ?? '',
            words: comment.message,
            at: comment.created_time,
            url: comment.permalink_url ?? null,
          })),
        })),
      };
    },
    async leads(key): Promise<Asked<readonly FormLead[]>> {
      const query = { fields: `id,name,leads.limit(${leadsAtOnce}){id,created_time,field_data}` };
      const asked = await ask(formsSchema, { key, path: `${encodeURIComponent(key.pageId)}/leadgen_forms`, query });
      if (!asked.ok) return asked;
      const found = asked.value.data.flatMap(({ name, leads }) =>
        (leads?.data ?? []).map((one) => ({ id: one.id, at: one.created_time, form: name, answers: one.field_data })),
      );
      return { ok: true, value: found };
    },
  };
}

const lostPost =
  'It is not clear whether this post was published: Facebook’s answer was lost. Outpost looks for it on the page every few minutes. Look there before you publish it again.';

function errorIn(body: unknown): { readonly message: string; readonly code: number } {
  const read = errorSchema.safeParse(body);
  return read.success ? read.data.error : { message: '', code: 0 };
}
