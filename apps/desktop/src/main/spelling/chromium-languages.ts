/**
 * The languages whose spelling Chromium checks, and the beginning of the name of each one's file. Source:
 * `components/spellcheck/common/spellcheck_common.cc` of Chromium. A test in Electron checks that it knows all of them.
 */
const fileOf: Readonly<Record<string, string>> = {
  af: 'af-ZA', bg: 'bg-BG', ca: 'ca-ES', cs: 'cs-CZ', cy: 'cy-GB', da: 'da-DK', de: 'de-DE', 'de-DE': 'de-DE',
  el: 'el-GR', en: 'en-US', 'en-AU': 'en-AU', 'en-CA': 'en-CA', 'en-GB': 'en-GB', 'en-GB-oxendict': 'en-GB-oxendict',
  'en-US': 'en-US', es: 'es-ES', 'es-419': 'es-ES', 'es-AR': 'es-ES', 'es-ES': 'es-ES', 'es-MX': 'es-ES',
  'es-US': 'es-ES', et: 'et-EE', fa: 'fa-IR', fo: 'fo-FO', fr: 'fr-FR', 'fr-FR': 'fr-FR', he: 'he-IL', hi: 'hi-IN',
  hr: 'hr-HR', hu: 'hu-HU', hy: 'hy', id: 'id-ID', it: 'it-IT', 'it-IT': 'it-IT', ko: 'ko', lt: 'lt-LT', lv: 'lv-LV',
  nb: 'nb-NO', nl: 'nl-NL', pl: 'pl-PL', pt: 'pt-BR', 'pt-BR': 'pt-BR', 'pt-PT': 'pt-PT', ro: 'ro-RO', ru: 'ru-RU',
  sh: 'sh', sk: 'sk-SK', sl: 'sl-SI', sq: 'sq', sr: 'sr', sv: 'sv-SE', ta: 'ta-IN', tg: 'tg-TG', tr: 'tr-TR',
  uk: 'uk-UA', vi: 'vi-VN',
}; // prettier-ignore

/** Files whose name ends with another version than the usual one. */
const versionOf: Readonly<Record<string, string>> = {
  'tr-TR': '4-0', 'tg-TG': '5-0', 'cy-GB': '1-0', hy: '1-0', sh: '4-0', sr: '4-0', 'fa-IR': '9-0', 'en-AU': '10-1',
  'en-CA': '10-1', 'en-GB': '10-1', 'en-GB-oxendict': '10-1', 'en-US': '10-1', 'uk-UA': '5-0',
}; // prettier-ignore

/** The codes of all these languages. */
export const chromiumLanguages: readonly string[] = Object.keys(fileOf);

/**
 * Returns the language of a Hunspell dictionary by the name of its file, such as `de_DE` or `fr`, as Chromium calls it;
 * undefined for a language that Chromium does not check.
 */
export function languageOf(name: string): string | undefined {
  const tag = name.replaceAll('_', '-');
  if (Object.hasOwn(fileOf, tag)) return tag;
  return chromiumLanguages.find((language) => fileOf[language] === tag);
}

/** Returns the name of the file from which Chromium reads a language. Two languages may have the same one. */
export function dictionaryFileOf(language: string): string {
  const file = fileOf[language] ?? language;
  return `${file}-${versionOf[file] ?? '3-0'}.bdic`;
}
