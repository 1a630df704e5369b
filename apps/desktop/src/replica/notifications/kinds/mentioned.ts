import { newMention } from '@outpost/domain/kernel/notifications/mentions';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { JournalNotificationKind } from '../notification-kind.ts';

/** Chosen: two lines of a panel. */
const mostQuoted = 200;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Returns a text as a pattern of LIKE, which takes % and _ for any characters. */
const asPattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Somebody else has written the person's name after an @, in a text of several lines of any record. */
export const mentioned: JournalNotificationKind = {
  id: 'mentioned',
  source: 'journal',
  where: ({ name }) => {
    const [first = ''] = name.trim().split(/\s+/);
    return first === '' ? undefined : { sql: `data like ? escape '\\'`, values: [asPattern(`@${first}`)] };
  },
  of: ({ entity, changed }, { device, name }) => {
    const fields = device.catalogue.entities.get(entity)?.fields ?? {};
    for (const [field, [from, to]] of Object.entries(changed)) {
      const declared = fields[field];
      if (declared?.type !== 'text' || !declared.multiline) continue;
      const line = newMention(textOf(from), textOf(to), name);
      if (line !== undefined) return { field, quote: cutText(line.trim(), mostQuoted) };
    }
    return undefined;
  },
};
