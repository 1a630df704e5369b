import type { Session } from 'electron';
import type { SpellingState } from '../../bridge/shell/shell-port.ts';
import type { MainLog } from '../main-log.ts';
import type { shellChoices } from '../shell-choices.ts';
import { findSystemDictionaries, prepareDictionary } from './system-dictionaries.ts';

/** The parts of the session that are used. */
export type SpellingSession = Pick<
  Session,
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'availableSpellCheckerLanguages'
>;

export type SpellingPorts = {
  readonly platform: NodeJS.Platform;
  readonly session: SpellingSession;
  readonly choices: ReturnType<typeof shellChoices>;
  /** The languages of the system, the most important one first, such as `de-AT`. */
  readonly systemLanguages: readonly string[];
  /** Where Linux has shared data, and where Chromium reads dictionaries. */
  readonly dataFolders: readonly string[];
  readonly dictionaryFolder: string;
  readonly log: MainLog;
};

/**
 * An address that leads nowhere: the network takes no such scheme. Chromium would otherwise ask a server of Google for
 * dictionaries that it does not find (ADR 119).
 */
const nowhere = 'outpost://no-dictionaries/';

/**
 * The check of spelling, with dictionaries of this computer alone. Call it before the first window opens: until `start`
 * nothing is checked.
 */
export function spelling(ports: SpellingPorts): { readonly now: () => SpellingState; readonly start: () => void } {
  const { platform, session, choices, dictionaryFolder, log } = ports;
  const dictionaries = platform === 'linux' ? findSystemDictionaries(ports.dataFolders) : [];
  const available = languagesOf(
    ports,
    dictionaries.map(({ language }) => language),
  );
  if (platform !== 'darwin') {
    session.setSpellCheckerDictionaryDownloadURL(nowhere);
    session.setSpellCheckerLanguages([]); // a language that is set is looked for even while the check is off
  }
  session.setSpellCheckerEnabled(false);
  const chosen = () => {
    const { languages } = choices.now().spelling;
    return languages === null
      ? usual(available, ports.systemLanguages)
      : available.filter((one) => languages.includes(one));
  };
  return {
    now: () => ({
      isOn: choices.now().spelling.isOn,
      languages: available.map((id) => ({ id, isChosen: chosen().includes(id) })),
      isOfSystem: platform === 'darwin',
    }),
    start: () => {
      if (platform === 'darwin') return session.setSpellCheckerEnabled(choices.now().spelling.isOn);
      const languages = choices.now().spelling.isOn ? chosen() : [];
      const ready =
        platform === 'linux'
          ? dictionaries.filter((one) => languages.includes(one.language) && prepareDictionary(one, dictionaryFolder, log)).map(({ language }) => language) // prettier-ignore
          : languages;
      session.setSpellCheckerLanguages([...ready]);
      session.setSpellCheckerEnabled(ready.length > 0);
    },
  };
}

/**
 * The languages that a person can choose: on Linux those of installed dictionaries, on Windows the languages of the
 * system, for which Windows has its own check. macOS finds the language of a text by itself.
 */
function languagesOf(
  { platform, session, systemLanguages }: SpellingPorts,
  installed: readonly string[],
): readonly string[] {
  if (platform === 'darwin') return [];
  if (platform === 'linux') return installed;
  const known = session.availableSpellCheckerLanguages;
  return [...new Set(systemLanguages.flatMap((tag) => nearest(known, tag) ?? []))];
}

/** The languages at first: those of the system. */
const usual = (available: readonly string[], systemLanguages: readonly string[]): readonly string[] => {
  const wanted = new Set(systemLanguages.flatMap((tag) => nearest(available, tag) ?? []));
  return available.filter((one) => wanted.has(one));
};

/** The language itself, else its own without a region, else the first one of another region: `de-AT`, `de`, `de-DE`. */
function nearest(languages: readonly string[], tag: string): string | undefined {
  const [own = ''] = tag.split('-');
  return (
    languages.find((one) => one.toLowerCase() === tag.toLowerCase()) ??
    languages.find((one) => one === own) ??
    languages.find((one) => one.startsWith(`${own}-`))
  );
}
