import type { Recordings } from '../../jobs/recordings/recording-worker.ts';
import { type TwilioAccount, twilioClient } from './twilio-client.ts';
import { fetchMedia } from './twilio-media.ts';

/** Twilio's ids of recordings and of calls. Only these come into an address. */
const [recordingSids, callSids] = [/^RE[0-9a-f]{32}$/, /^CA[0-9a-f]{32}$/] as const;
/** Whether a text is Twilio's id of a recording. */
export const isRecordingSid = (sid: string): boolean => recordingSids.test(sid);

/** Four hours as an MP3 of 32 kbit/s have 58 MB, and a call is no longer. */
const mostBytes = 60_000_000;
/** Chosen: 60 MB in two minutes are a slow line. */
const timeoutMs = 120_000;

/**
 * Opens the recordings of an account. A recording is fetched from the provider's configured address only. The address in a report is not used, and
 * no redirect is followed.
 */
export function twilioRecordings(account: TwilioAccount): Recordings {
  const client = twilioClient(account, 20_000);
  return {
    async fetch(sid) {
      if (!isRecordingSid(sid)) return { is: 'never', why: 'Its name at the provider is not valid.' };
      const path = `/2010-04-01/Accounts/${account.account}/Recordings/${sid}.mp3`;
      const found = await fetchMedia(account, { path, mostBytes, withinMs: timeoutMs, redirects: 0 });
      if (found.is !== 'here') return found;
      const { bytes, sniffed } = found;
      // Its content decides whether it is a sound: the name at the provider counts nothing.
      return sniffed?.mime.startsWith('audio/')
        ? { is: 'here', bytes, sniffed }
        : { is: 'never', why: 'What the provider gave is no sound.' };
    },
    async ofCall(sid) {
      if (!callSids.test(sid)) return undefined;
      try {
        const found = await client.recordings.list({ callSid: sid, limit: 20 });
        return found.find(({ status, sid: of }) => status === 'completed' && isRecordingSid(of))?.sid;
      } catch {
        return undefined; // it is asked again
      }
    },
    async remove(sid) {
      if (!isRecordingSid(sid)) return true;
      try {
        return await client.recordings(sid).remove();
      } catch (error) {
        return (error as { readonly status?: unknown }).status === 404; // the client's errors have the status
      }
    },
  };
}
