import { describe, expect, it } from 'vitest';
import { readHorizonCommand } from './read-command.ts';

const organisation = '0190b1f2-7c00-7000-8000-000000000001';
const read = (line: string) => readHorizonCommand(line.split(' ').filter(Boolean));

describe("an operator's command about the horizon", () => {
  it('[E-2] reads each of its forms', () => {
    expect(read('status')).toEqual({ kind: 'status' });
    expect(read('resume')).toEqual({ kind: 'resume' });
    expect(read(`pass --organisation ${organisation} --up-to 12`)).toEqual({
      kind: 'pass',
      organisation,
      upTo: 12,
      isDry: false,
    });
    expect(read(`pass --organisation ${organisation} --up-to 12 --dry-run`)).toMatchObject({ isDry: true });
  });

  it.each([
    '',
    'status --dry-run',
    'resume now',
    'pass',
    'pass --up-to 12',
    `pass --organisation ${organisation}`,
    `pass --organisation ${organisation} --up-to 0`,
    `pass --organisation ${organisation} --up-to 1e3`,
    'pass --organisation acme --up-to 3',
    'status --verbose',
  ])('[E-2] refuses "%s"', (line) => {
    expect(read(line)).toBeUndefined();
  });
});
