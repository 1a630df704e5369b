import { describe, expect, it } from 'vitest';
import { readArchiveCommand } from './read-archive-command.ts';

const id = '0190b1f2-7c00-7000-8000-0000000000f1';
const read = (line: string) => readArchiveCommand(line.split(' '));

describe('[PLT-45b] the operator’s command for the archive of an organisation', () => {
  it('reads the organisation and the file', () => {
    expect(read(`--organisation ${id} --to all.zip`)).toEqual({ organisation: id, to: 'all.zip' });
  });

  it('reads the archive that is opened', () => {
    expect(read('--open all.sealed --to all.zip')).toEqual({ open: 'all.sealed', to: 'all.zip' });
  });

  it.each([
    '--open all.sealed',
    `--open all.sealed --organisation ${id} --to all.zip`,
    `--organisation ${id}`,
    '--to all.zip',
    '--organisation x --to all.zip',
    `--organisation ${id} --to all.zip more`,
  ])('does not read "%s"', (line) => {
    expect(read(line)).toBeUndefined();
  });
});
