import { rule } from '../../../kernel/entities/rule.ts';
import { isLanguage, isShortcut } from '../../../kernel/templates/snippets.ts';
import { snippet } from '../entities/templates/snippet.entity.ts';

/** PSH-1: a shortcut is one word that begins with a semicolon, so that no ordinary word is replaced. A language is a tag of BCP 47. */
export const shortcutIsTypable = rule(snippet, {
  id: 'PSH-1',
  check: ({
    record: {
      fields: { shortcut, language },
    },
  }) => {
    if (!isShortcut(shortcut))
      return {
        message: 'Begin the shortcut with a semicolon; then come 1 to 24 letters, digits or hyphens, such as ;addr.',
        field: 'shortcut',
      };
    return language === null || language === undefined || isLanguage(language)
      ? undefined
      : { message: 'Name the language by its tag, such as en, es or de-CH.', field: 'language' };
  },
});
