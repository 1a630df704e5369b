import { describe, expect, it } from 'vitest';
import { rescueWords } from './rescue-words.ts';

const none = { saved: 0, lost: 0 };
const at = '2026-11-20T08:00:00.000Z';

describe('the message after a damaged file', () => {
  it('[S-5] names the saved data if nothing was lost', () => {
    const words = rescueWords({
      at,
      acts: { saved: 3, lost: 0 },
      remade: 0,
      tray: { saved: 1, lost: 0 },
      local: { saved: 4, lost: 0 },
      records: { saved: 900, lost: 12 },
    });
    expect(words.join(' ')).toBe(
      'The data on this device was damaged. Outpost has made it anew from the readable data. Saved: 3 changes to send, 1 change that needs you, your drafts and views. Records that could not be read come from the server.',
    );
  });

  it('[S-5] gives the numbers of unreadable records', () => {
    const words = rescueWords({
      at,
      acts: { saved: 1, lost: 2 },
      remade: 0,
      tray: none,
      local: { saved: 0, lost: 1 },
      records: none,
    });
    expect(words[1]).toBe('Saved: 1 change to send.');
    expect(words[2]).toMatch(/^Could not be read: 2 changes to send, 1 draft or view\./);
  });

  it('[S-5] states that the number is unknown if the damage hides it', () => {
    const words = rescueWords({
      at,
      acts: { saved: 0, lost: null },
      remade: 0,
      tray: none,
      local: none,
      records: { saved: 0, lost: null },
    });
    expect(words[1]).toMatch(/Other unsent changes may have been lost/);
  });
});
