import { describe, expect, it } from 'vitest';
import { hasTrayHost, type RunProgram } from './tray-host.ts';

const none: RunProgram = () => Promise.reject(new Error('not found'));
/** A computer that has one of the two programs, which gives an answer. */
const only =
  (name: string, answer: string): RunProgram =>
  (program) =>
    program === name ? Promise.resolve(answer) : none(program, []);

describe('whether the desktop shows tray icons', () => {
  it('is sure on Windows and macOS, without a question', async () => {
    expect([await hasTrayHost('win32', none), await hasTrayHost('darwin', none)]).toEqual([true, true]);
  });

  it.each([
    ['busctl', 'b true\n', true],
    ['busctl', 'b false\n', false],
    ['gdbus', '(<true>,)\n', true],
    ['gdbus', '(<false>,)\n', false],
  ])('on Linux follows the answer of %s: %j', async (program, answer, expected) => {
    expect(await hasTrayHost('linux', only(program, answer))).toBe(expected);
  });

  it('is no on Linux where nothing answers: a desktop without a tray, or without both programs', async () => {
    expect(await hasTrayHost('linux', none)).toBe(false);
  });
});
