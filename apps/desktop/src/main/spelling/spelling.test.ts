import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shellChoices } from '../shell-choices.ts';
import { spelling, type SpellingPorts } from './spelling.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-spelling-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Installs a dictionary with one word, as a distribution does. */
function install(name: string, word = 'hello', { aff = 'SET UTF-8\n', at = 'hunspell' } = {}): void {
  mkdirSync(join(folder, 'share', at), { recursive: true });
  writeFileSync(join(folder, 'share', at, `${name}.aff`), aff);
  writeFileSync(join(folder, 'share', at, `${name}.dic`), `1\n${word}\n`);
}
/** The file in Chromium's form. The first byte of a word is in the tree, the others follow as text. */
const written = (file: string) => readFileSync(join(folder, 'Dictionaries', file), 'latin1');

/** A computer with Linux and English, and its calls to the session. */
function given(change: Partial<SpellingPorts> = {}) {
  const session = {
    setSpellCheckerEnabled: vi.fn(),
    setSpellCheckerLanguages: vi.fn(),
    setSpellCheckerDictionaryDownloadURL: vi.fn(),
    availableSpellCheckerLanguages: ['de', 'en-US', 'en-GB', 'fr', 'fr-FR'],
  };
  const choices = shellChoices(join(folder, 'choices.json'), { log: () => undefined, changed: () => undefined });
  const log = vi.fn();
  const words = spelling({
    platform: 'linux',
    session,
    choices,
    systemLanguages: ['en-US'],
    dataFolders: [join(folder, 'none'), join(folder, 'share')],
    dictionaryFolder: join(folder, 'Dictionaries'),
    log,
    ...change,
  });
  const languages = () => session.setSpellCheckerLanguages.mock.lastCall?.[0] as unknown;
  return { words, session, choices, log, languages, isOn: () => session.setSpellCheckerEnabled.mock.lastCall?.[0] as unknown }; // prettier-ignore
}

describe('the check of spelling on Linux', () => {
  it('uses the installed dictionaries of the system’s languages, and offers the others', () => {
    install('en_US');
    install('de_DE', 'hallo', { at: 'myspell/dicts' });
    install('tlh', 'nuqneH'); // a language that Chromium does not check
    const { words, languages, isOn } = given();
    expect(isOn()).toBe(false); // until the dictionaries are prepared
    words.start();
    expect([languages(), isOn()]).toEqual([['en-US'], true]);
    expect(words.now().languages).toEqual([
      { id: 'de-DE', isChosen: false },
      { id: 'en-US', isChosen: true },
    ]);
    expect(written('en-US-10-1.bdic')).toContain('ello');
  });

  it('follows the person’s choice, and is off without a language', () => {
    install('en_US');
    install('fr', 'bonjour');
    const { words, choices, languages, isOn } = given();
    choices.set({ spelling: { isOn: true, languages: ['fr', 'xx'] } });
    words.start();
    expect([languages(), isOn(), written('fr-FR-3-0.bdic').includes('onjour')]).toEqual([['fr'], true, true]);
    choices.set({ spelling: { isOn: false, languages: ['fr'] } });
    words.start();
    expect([languages(), isOn()]).toEqual([[], false]);
  });

  it('prepares a dictionary again when the system has changed it, and only then', () => {
    install('en_US');
    given().words.start();
    install('en_US', 'goodbye');
    utimesSync(join(folder, 'share/hunspell/en_US.dic'), 2_000_000_000, 2_000_000_000);
    given().words.start();
    expect(written('en-US-10-1.bdic')).toContain('oodbye');
    install('en_US', 'third');
    utimesSync(join(folder, 'share/hunspell/en_US.dic'), 2_000_000_000, 2_000_000_000);
    given().words.start();
    expect(written('en-US-10-1.bdic')).toContain('oodbye');
  });

  it('goes on without a dictionary that cannot be used, and is off without any', () => {
    install('en_US', 'hello', { aff: 'IGNORE x\n' });
    const { words, log, isOn } = given();
    words.start();
    expect([isOn(), log.mock.calls]).toEqual([false, [['dictionary-not-usable', { language: 'en-US' }]]]);
    const none = given({ dataFolders: [join(folder, 'none')] });
    none.words.start();
    expect([none.isOn(), none.words.now().languages]).toEqual([false, []]);
  });
});

describe('the check of spelling of the system', () => {
  it('on Windows follows the languages of the system', () => {
    const { words, languages, session } = given({ platform: 'win32', systemLanguages: ['de-AT', 'en-GB', 'ja'] });
    words.start();
    expect([languages(), words.now().languages.map(({ id }) => id)]).toEqual([
      ['de', 'en-GB'],
      ['de', 'en-GB'],
    ]);
    expect(session.setSpellCheckerDictionaryDownloadURL).toHaveBeenCalledWith('outpost://no-dictionaries/');
  });

  it('on macOS is only turned on and off', () => {
    const { words, choices, session, isOn } = given({ platform: 'darwin' });
    words.start();
    expect([isOn(), words.now()]).toEqual([true, { isOn: true, isOfSystem: true, languages: [] }]);
    choices.set({ spelling: { isOn: false, languages: null } });
    words.start();
    expect([isOn(), session.setSpellCheckerLanguages.mock.calls]).toEqual([false, []]);
  });
});
