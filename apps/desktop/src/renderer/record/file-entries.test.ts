import { describe, expect, it } from 'vitest';
import type { FileRow } from '../files/file-rows.ts';
import { givenRecord } from '../testing/given-record.ts';
import { fileEntries } from './file-entries.ts';

const row = (
  id: string,
  title: string,
  isPicture: boolean,
  record: { createdAt: string; createdBy: string },
): FileRow => ({
  id,
  title,
  caption: '',
  isPicture,
  file: { id, name: title, sizeBytes: 5, mediaType: isPicture ? 'image/png' : 'text/plain', sha256: 'a'.repeat(64) },
  record: { ...givenRecord(), ...record },
});
const at = '2026-11-20T08:00:00.000Z';

describe('files on a timeline', () => {
  it('are one entry where one person added them at one moment, with the names and numbers of people', () => {
    const mine = { createdAt: at, createdBy: 'me' };
    const entries = fileEntries(
      [
        row('1', 'a.png', true, mine),
        row('2', 'b.png', true, mine),
        row('3', 'plan.txt', false, { createdAt: at, createdBy: 'dana' }),
      ],
      { me: 'me', nameOf: () => 'Dana' },
    );
    expect(
      entries.map((entry) => [entry.kind === 'event' ? entry.title : '', entry.kind === 'event' ? entry.icon : '']),
    ).toEqual([
      ['You added 2 photos', 'photo'],
      ['Dana added plan.txt', 'paperclip'],
    ]);
  });
});
