import { sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { fileTypeFromBuffer } from 'file-type';
import type { FetchedMedia } from './texts.ts';
import type { TwilioAccount } from './twilio-client.ts';

type Asked = {
  /** The path at the provider's configured address. */
  readonly path: string;
  readonly mostBytes: number;
  readonly withinMs: number;
  /** How many redirects are followed. Each leads to a host of the provider, or none is followed. */
  readonly redirects: number;
};

/** Twilio keeps media in its own stores, and gives a signed address there (https://www.twilio.com/docs/messaging/api/media-resource). */
function isTwilioStore({ protocol, port, hostname, pathname }: URL): boolean {
  const isOwn = hostname.endsWith('.twilio.com') || hostname.endsWith('.twiliocdn.com');
  const isBucket =
    /^s3(?:-external-1)?\.amazonaws\.com$/.test(hostname) && pathname.startsWith('/media.twiliocdn.com/');
  return protocol === 'https:' && port === '' && (isOwn || isBucket);
}

/**
 * Fetches a content from the configured provider. No address in a report is used. A redirect is followed only to a host of the provider, and the
 * account's token goes to the configured address only.
 */
export async function fetchMedia(account: TwilioAccount, { path, mostBytes, withinMs, redirects }: Asked): Promise<FetchedMedia> {
  const first = new URL(path, account.url ?? 'https://api.twilio.com');
  const authorization = `Basic ${Buffer.from(`${account.account}:${account.token}`).toString('base64')}`;
  const signal = AbortSignal.timeout(withinMs);
  try {
    let url = first;
    for (let left = redirects; ; left -= 1) {
      const isFirst = url.origin === first.origin;
      const answer = await fetch(url, { headers: isFirst ? { authorization } : {}, redirect: 'manual', signal });
      const to = answer.headers.get('location');
      if (answer.status >= 300 && answer.status < 400 && to !== null) {
        await answer.body?.cancel();
        url = new URL(to, url);
        if (left <= 0 || !(url.origin === first.origin || isTwilioStore(url))) return { is: 'later' };
        continue;
      }
      if (answer.status === 410) return { is: 'never', why: 'The provider has deleted it.' };
      if (!answer.ok || !answer.body) return { is: 'later' }; // 404: it is not ready yet
      return await readBounded(answer.body, mostBytes);
    }
  } catch {
    return { is: 'later' };
  }
} // prettier-ignore

/** Reads a content into one buffer, up to the most bytes. */
async function readBounded(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<FetchedMedia> {
  const whole = new Uint8Array(mostBytes); // memory is taken only for the pages that are written
  let size = 0;
  for await (const piece of body) {
    if (size + piece.length > mostBytes) return { is: 'never', why: `It has more than ${mostBytes / 1_000_000} MB.` };
    whole.set(piece, size);
    size += piece.length;
  }
  if (size === 0) return { is: 'later' };
  const bytes = whole.subarray(0, size);
  return { is: 'here', bytes, sniffed: await fileTypeFromBuffer(bytes.subarray(0, sniffedBytes)) };
}
