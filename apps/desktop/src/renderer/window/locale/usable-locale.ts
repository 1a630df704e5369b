/**
 * Returns the first of a browser's languages that Intl accepts. Systems report some that it refuses ("en-US@posix" under a bare C
 * locale).
 */
export function usableLocale(languages: readonly string[]): string {
  for (const language of languages) {
    const [plain = ''] = language.split(/[@.]/);
    try {
      const [known] = Intl.getCanonicalLocales(plain);
      if (known !== undefined) return known;
    } catch {
      continue; // not a language tag; try the next one
    }
  }
  return 'en-US';
}
