import twilio from 'twilio';
import type { LineEnd } from '@outpost/domain/kernel/catalogue/intents/call-intent';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { Calls } from './calls.ts';
import { signedReader, type SignedMembers } from './signed-members.ts';
import { type TwilioAccount, twilioClient } from './twilio-client.ts';
import { isRecordingSid, twilioRecordings } from './twilio-recordings.ts';
import { reasonsIn, twilioFailure } from './twilio-failures.ts';

/** Chosen: a person waits beside their telephone. */
const timeoutMs = 20_000;
/** Chosen: how long the person's own telephone and that of the other one ring. */
const [ownRings, otherRings] = [30, 40] as const;
/** Chosen: a call that was forgotten ends after four hours, which is Twilio's own limit. */
const longestSeconds = 4 * 3_600;
/** The time to press a key. */
const keyWithin = 15;

/** Chosen: a message of at most two minutes, which ends after eight seconds of silence. */
const [longestMessage, silenceEnds] = [120, 8] as const;

const reasonOf = reasonsIn(
  new Map([
    [21_210, 'our number is not one of the account at Twilio'],
    [21_211, 'your own number is not valid'],
    [21_214, 'your own number cannot be called'],
    [21_215, 'calls to this country are not allowed by the account at Twilio'],
    [21_216, 'calls to your own number are not allowed by the account at Twilio'],
  ]),
);

/** How Twilio names the ends of the line to the other person. */
const lines: ReadonlyMap<unknown, LineEnd> = new Map([
  ['completed', 'answered'],
  ['answered', 'answered'],
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['canceled', 'no-answer'], // the person hung up before anybody answered
  ['failed', 'failed'],
]);

const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : ''; // a database stores neither

const secondsOf = (value: unknown): number => Number(/^\d{1,6}$/.exec(String(value))?.[0] ?? 0);

/** Returns what a report says about the line to the other person. */
function endOfOther(members: SignedMembers): ReportedEnd | undefined {
  const line = lines.get(members['DialCallStatus'] ?? members['CallStatus']);
  if (line === undefined) return undefined;
  const seconds = line === 'answered' ? secondsOf(members['DialCallDuration'] ?? members['CallDuration']) : 0;
  return { is: 'delivered', line, seconds };
}

/** Why the person's own telephone was not reached, by Twilio's state of the call. */
const ownReasons: ReadonlyMap<unknown, string> = new Map([
  ['busy', 'Your own telephone was busy, so nobody else was called.'],
  ['no-answer', 'Your own telephone was not answered, so nobody else was called.'],
  ['failed', 'Your own telephone could not be reached, so nobody else was called.'],
  ['canceled', 'The call was cancelled before your own telephone was answered.'],
]);

/** Returns what a report says about the call to the person's own telephone. */
function endOfOwn({ CallStatus: status }: SignedMembers): ReportedEnd | undefined {
  const why = ownReasons.get(status);
  return why === undefined ? { is: 'sent' } : { is: 'failed', why };
}

/** Opens the calls of organisations. `senders`: a number or a messaging service by the organisation's id, each only once. */
export function twilioCalls(account: TwilioAccount, senders: Readonly<Record<string, string>>): Calls {
  const client = twilioClient(account, timeoutMs);
  const read = signedReader(account);
  const answer = (fill: (response: InstanceType<typeof twilio.twiml.VoiceResponse>) => void): string => {
    const response = new twilio.twiml.VoiceResponse();
    fill(response);
    return response.toString();
  };
  return {
    numberOf(orgId) {
      const sender = senders[orgId];
      return sender?.startsWith('+') ? sender : undefined;
    },
    async place({ to, from, askAt, reportTo }) {
      try {
        const { sid } = await client.calls.create({
          to,
          from,
          url: askAt,
          statusCallback: reportTo,
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: ownRings,
        });
        return { status: 'done', answer: null, receipt: sid };
      } catch (error) {
        return twilioFailure(error, {
          reasonOf,
          unclear:
            'It is not clear whether this call was placed: Twilio’s answer was lost. A later report may tell. Look at your telephone before you call again.',
        });
      }
    },
    read(sent, leg) {
      const members = read(sent);
      if (!members || members['AccountSid'] !== account.account) return undefined;
      const key = members['Digits'];
      return {
        key: typeof key === 'string' ? key : '',
        end: leg === 'own' ? endOfOwn(members) : endOfOther(members),
        sid: wordOf(members['CallSid']),
      };
    },
    readIncoming(sent) {
      const members = read(sent);
      if (!members || members['AccountSid'] !== account.account) return undefined;
      const to = wordOf(members['To']);
      const orgId = Object.entries(senders).find(([, own]) => own === to)?.[0];
      const isAnswered = members['DialCallStatus'] === 'completed' && members['DialBridged'] !== 'false';
      const ended = { isAnswered, seconds: isAnswered ? secondsOf(members['DialCallDuration']) : 0 };
      return { orgId, call: { sid: wordOf(members['CallSid']), from: wordOf(members['From']) }, ended, key: wordOf(members['Digits']) }; // prettier-ignore
    },
    readRecording(sent) {
      const members = read(sent);
      if (!members || members['AccountSid'] !== account.account) return undefined;
      const sid = wordOf(members['RecordingSid']);
      return { sid: members['RecordingStatus'] === 'completed' && isRecordingSid(sid) ? sid : undefined };
    },
    recordings: twilioRecordings(account),
    answers: {
      askForKey: ({ connectAt }) =>
        answer((response) => {
          const gather = response.gather({ numDigits: 1, timeout: keyWithin, action: connectAt, method: 'POST', actionOnEmptyResult: true }); // prettier-ignore
          gather.say('This is your call from Outpost. Press any key to be connected.');
        }),
      connect: ({ to, from }, { endedAt, reportTo, screenedAt, isScreened }) =>
        answer((response) => {
          if (isScreened) response.say('This call can be recorded.'); // the consent of the person who asked for it
          const dial = response.dial({ callerId: from, timeout: otherRings, timeLimit: longestSeconds, action: endedAt, method: 'POST', answerOnBridge: true }); // prettier-ignore
          dial.number({ statusCallback: reportTo, statusCallbackEvent: ['completed'], ...(isScreened ? { url: screenedAt, method: 'POST' } : {}) }, to); // prettier-ignore
        }),
      askToRecord: ({ agreedAt }) =>
        answer((response) => {
          const gather = response.gather({ numDigits: 1, timeout: keyWithin, action: agreedAt, method: 'POST', actionOnEmptyResult: true }); // prettier-ignore
          gather.say('This call can be recorded. Press 1 if you agree. Without the key you are connected, and nothing is recorded.'); // prettier-ignore
        }),
      record: ({ recordedAt }, { isAnnounced }) =>
        answer((response) => {
          if (isAnnounced) response.say('This call is recorded.');
          response.start().recording({ channels: 'dual', track: 'both', recordingStatusCallback: recordedAt, recordingStatusCallbackMethod: 'POST', recordingStatusCallbackEvent: ['completed'] }); // prettier-ignore
        }),
      ring: (to, { screenAt, endedAt }) =>
        answer((response) => {
          const dial = response.dial({ timeout: ownRings, timeLimit: longestSeconds, action: endedAt, method: 'POST', answerOnBridge: true }); // prettier-ignore
          dial.number({ url: screenAt, method: 'POST' }, to);
        }),
      screen: (acceptAt) =>
        answer((response) => {
          const gather = response.gather({ numDigits: 1, timeout: keyWithin, action: acceptAt, method: 'POST' });
          gather.say('A customer calls. Press any key to take the call.');
          response.hangup();
        }),
      join: () => answer(() => undefined),
      takeMessage: ({ leftAt, recordedAt }) =>
        answer((response) => {
          response.say('Nobody can take your call at the moment. You can leave a message after the tone, of at most two minutes. It is recorded. Press the pound key at its end.'); // prettier-ignore
          response.record({ action: leftAt, method: 'POST', maxLength: longestMessage, timeout: silenceEnds, finishOnKey: '#', playBeep: true, recordingStatusCallback: recordedAt, recordingStatusCallbackMethod: 'POST', recordingStatusCallbackEvent: ['completed'] }); // prettier-ignore
          response.hangup(); // nothing was said
        }),
      refuse: (sentence) =>
        answer((response) => {
          response.say(sentence);
          response.hangup();
        }),
      hangUp: () => answer((response) => response.hangup()),
    },
  };
}
