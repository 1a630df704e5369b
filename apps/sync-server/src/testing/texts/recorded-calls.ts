import { expect } from 'vitest';
import { changeEdit, made } from '../test-server.ts';
import { type givenTexts, textsAt } from './texts-world.ts';
import { twilioAccount } from './twilio-server.ts';

/** The beginning of an MP3: a tag (ID3v2.3) of no length, and a frame of 128 kbit/s. */
export const sound = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(1_000)]); // prettier-ignore
/** Returns an attribute of an answer in TwiML. */
export const addressIn = (twiml: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(twiml)?.[1] ?? '').replaceAll('&amp;', '&');

type RecordingThere = { readonly bytes?: Uint8Array; readonly moved?: string; readonly meanwhile?: () => Promise<unknown> }; // prettier-ignore

/** Calls that are recorded, in a world of texts. Every call of a test has a line of its own. */
export function recordedCalls(given: ReturnType<typeof givenTexts>) {
  let count = 0;
  const tell = async (url: string, members: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await given.send(url, { AccountSid: twilioAccount.account, ...members });
    expect([200, 204]).toContain(answer.status);
    return answer.text();
  };
  /** Places a call to a number up to the answer that connects. */
  const connect = async (to: string) => {
    const [deal, call] = [given.w.id(), given.w.id()];
    const happensAt = new Date(given.test.clock.nowMs()).toISOString();
    await given.w.mia.do([
      given.w.deal(deal),
      made(call, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'call', delivery: 'send', number: to, happensAt }),
    ]);
    await given.run();
    const CallSid = `CAc${String((count += 1)).padStart(31, '0')}`;
    const asked = await tell(given.service.taken.at(-1)?.['Url'] ?? textsAt, { CallSid, CallStatus: 'in-progress' });
    const connected = await tell(addressIn(asked, 'action'), { CallSid, CallStatus: 'in-progress', Digits: '1' });
    const screen = /<Number[^>]* url="([^"]*)"/.exec(connected)?.[1]?.replaceAll('&amp;', '&');
    return {
      deal,
      call,
      connected,
      screen,
      /** The other person answers. */
      answer: () => tell(screen ?? textsAt, { CallSid, CallStatus: 'in-progress' }),
      /** They press a key, or none. `asked`: the answer that asked for it. */
      press: (asking: string, Digits: string) => tell(addressIn(asking, 'action'), { CallSid, Digits }),
      end: (status = 'completed') => tell(addressIn(connected, 'action'), { CallSid, DialCallStatus: status, DialCallDuration: '60' }), // prettier-ignore
      /** Makes a recording of its line at the provider. */
      recordedThere({ bytes = sound, ...more }: RecordingThere = {}): string {
        const sid = `RE${String((count += 1)).padStart(32, '0')}`;
        given.service.recordings.set(sid, { callSid: CallSid, bytes, ...more });
        return sid;
      },
    };
  };
  return {
    tell,
    connect,
    /** Changes the settings of the organisation. */
    async organisation(fields: Readonly<Record<string, boolean>>): Promise<void> {
      const [row] = await given.w.tenant.rows<{ id: string; fields: Record<string, boolean> }>(
        'select id, fields from store.platform_organisation',
      );
      const changed = Object.entries(fields).map(([name, to]) => [name, [row?.fields[name] ?? null, to]] as const);
      await given.w.ann.do([changeEdit(row?.id ?? '', 'platform/organisation', Object.fromEntries(changed))]);
    },
    /** Has a call recorded, up to the report of its recording. `to`: the number, in a state of one-party consent. */
    async recorded(to: string, of: RecordingThere & { readonly isReported?: boolean } = {}) {
      const called = await connect(to);
      const begun = await called.answer();
      const sid = called.recordedThere(of);
      const report = () => tell(addressIn(begun, 'recordingStatusCallback'), { RecordingSid: sid, RecordingStatus: 'completed', RecordingUrl: 'http://169.254.169.254/latest' }); // prettier-ignore
      await called.end();
      if (of.isReported !== false) await report();
      return { ...called, sid, report };
    },
    fetched: () => given.service.asked.filter((one) => one.startsWith('GET') && one.endsWith('.mp3')),
    filesOf: async (call: string) => (await given.fields(call))?.['recording'] as readonly string[] | undefined,
  };
}
