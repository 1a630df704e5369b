import { sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { fileTypeFromBuffer } from 'file-type';
import type { FetchedRecording, Recordings } from '../../jobs/recordings/recording-worker.ts';
import { type TwilioAccount, twilioClient } from './twilio-client.ts';

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
  const authorization = `Basic ${Buffer.from(`${account.account}:${account.token}`).toString('base64')}`;
  return {
    async fetch(sid) {
      if (!isRecordingSid(sid)) return { is: 'never', why: 'Its name at the provider is not valid.' };
      const path = `/2010-04-01/Accounts/${account.account}/Recordings/${sid}.mp3`;
      try {
        const answer = await fetch(new URL(path, account.url ?? 'https://api.twilio.com'), {
          headers: { authorization },
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (answer.status === 410) return { is: 'never', why: 'The provider has deleted it.' };
        if (!answer.ok || !answer.body) return { is: 'later' }; // 404: it is not ready yet
        return await readRecording(answer.body);
      } catch {
        return { is: 'later' };
      }
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

/** Reads a recording into one buffer, up to the most bytes. Its content decides whether it is a sound: the name at the provider counts nothing. */
async function readRecording(body: ReadableStream<Uint8Array>): Promise<FetchedRecording> {
  const whole = new Uint8Array(mostBytes); // memory is taken only for the pages that are written
  let size = 0;
  for await (const piece of body) {
    if (size + piece.length > mostBytes) return { is: 'never', why: `It has more than ${mostBytes / 1_000_000} MB.` };
    whole.set(piece, size);
    size += piece.length;
  }
  if (size === 0) return { is: 'later' };
  const bytes = whole.subarray(0, size);
  const sniffed = await fileTypeFromBuffer(bytes.subarray(0, sniffedBytes));
  if (!sniffed?.mime.startsWith('audio/')) return { is: 'never', why: 'What the provider gave is no sound.' };
  return { is: 'here', bytes, sniffed };
}
