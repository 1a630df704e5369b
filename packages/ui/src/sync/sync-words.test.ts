import { describe, expect, it } from 'vitest';
import { createFormats } from '../formats/formats.ts';
import { syncWords } from './sync-words.ts';

const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC' });
const none = { toSend: 0, needsYou: 0 };

describe('the words for sync', () => {
  it.each([
    [
      { state: 'up-to-date', since: '2026-11-19T14:12:00Z', ...none },
      { shape: 'dot', text: 'Up to date, 14:12' },
    ],
    [
      { state: 'offline', ...none },
      { shape: 'hollow', text: 'Offline, working from this device' },
    ],
    [
      { state: 'offline', toSend: 6, needsYou: 0 },
      { shape: 'hollow', text: 'Offline, working from this device', detail: '6 changes to send' },
    ],
    [
      { state: 'connecting', ...none },
      { shape: 'hollow', text: 'Connecting' },
    ],
    [
      { state: 'halted', what: 'Sign in again to send and receive', toSend: 2, needsYou: 1 },
      { shape: 'need', text: 'Sign in again to send and receive', detail: '1 change needs you, 2 changes to send' },
    ],
    [
      { state: 'sending', done: 3, toSend: 1, needsYou: 0 },
      { shape: 'ring', text: 'Sending 1 change', part: 0.75 },
    ],
    [
      { state: 'receiving', done: 0, total: 0, ...none },
      { shape: 'ring', text: 'Receiving', part: 0 },
    ],
    [
      { state: 'to-send', toSend: 3, needsYou: 0 },
      { shape: 'wait', count: 3, text: '3 changes to send' },
    ],
    [
      { state: 'to-send', toSend: 1, needsYou: 0 },
      { shape: 'wait', count: 1, text: '1 change to send' },
    ],
    [
      { state: 'sending', toSend: 3, needsYou: 0 },
      { shape: 'ring', text: 'Sending 3 changes' },
    ],
    [
      { state: 'receiving', done: 1_240, total: 80_000, ...none },
      { shape: 'ring', text: 'Receiving 1,240 of 80,000', part: 1_240 / 80_000 },
    ],
  ] as const)('[S-3] describe %j', (status, words) => {
    expect(syncWords(status, formats)).toEqual(words);
  });

  it('[S-5] shows a change that needs the person first, and then the rest', () => {
    expect(syncWords({ state: 'up-to-date', toSend: 0, needsYou: 1 }, formats)).toEqual({
      shape: 'need',
      count: 1,
      text: '1 change needs you',
    });
    expect(syncWords({ state: 'offline', toSend: 9, needsYou: 1 }, formats)).toEqual({
      shape: 'need',
      count: 1,
      text: '1 change needs you',
      detail: 'Offline, 9 to send',
    });
    expect(syncWords({ state: 'sending', toSend: 2, needsYou: 2 }, formats)).toEqual({
      shape: 'need',
      count: 2,
      text: '2 changes need you',
      detail: '2 changes to send',
    });
  });

  it('[S-6] never shows "up to date" while acts wait', () => {
    expect(syncWords({ state: 'up-to-date', toSend: 2, needsYou: 0 }, formats).text).toBe('2 changes to send');
  });
});
