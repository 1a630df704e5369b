/** The first of a browser's languages that Intl takes: systems name some that it refuses ("en-US@posix" under a bare C locale). */
export function usableLocale(languages: readonly string[]): string {
  for (const language of languages) {
    const [plain = ''] = language.split(/[@.]/);
    try {
      const [known] = Intl.getCanonicalLocales(plain);
      if (known !== undefined) return known;
    } catch {
      continue; // no language tag: the next one may be
    }
  }
  return 'en-US';
}
