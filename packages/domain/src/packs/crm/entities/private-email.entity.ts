import { entity } from '../../../kernel/entities/entity.ts';
import { choice, email, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { ContactId, PrivateEmailId } from '../ids.ts';

/**
 * An e-mail that came in to a mailbox whose person keeps new e-mails private (MBX-16, ADR 165). Only that person has it (A-3c): no right of
 * anybody else reaches it, and no automation, report or export reads it. Sharing it makes an activity of it and removes it
 * (`sharing-of-email.ts`).
 */
export const privateEmail = entity(PrivateEmailId, {
  label: { one: 'Private e-mail', many: 'Private e-mails' },
  describes: 'An e-mail that came in for one person, who alone has it until they share it.',
  icon: 'lock',
  title: 'subject',
  audience: 'own',
  fields: {
    /** The record on whose timeline its owner sees it. Others who see that record see nothing of it. */
    about: ref(whatCarries('activities'), { merge: 'fixed', label: 'About' }),
    with: ref(ContactId, { merge: 'fixed', label: 'With' }),
    /** An automatic e-mail, and one with a forged sender, is a note (MBX-3, MBX-5). */
    kind: choice(
      [
        { value: 'email', label: 'E-mail' },
        { value: 'note', label: 'Note' },
      ],
      { merge: 'fixed', label: 'Kind' },
    ),
    fromAddress: email({ merge: 'fixed', label: 'From' }),
    subject: text({ searched: true, merge: 'fixed', label: 'Subject' }),
    body: text({ multiline: true, searched: true, merge: 'fixed', label: 'Text' }),
    quoted: text({ multiline: true, merge: 'fixed', label: 'Quoted text' }),
    happensAt: instant({ merge: 'fixed', label: 'When' }),
    /** The id of the activity that sharing makes. Copies of one e-mail in several mailboxes have the same, so it is shared once. */
    sharedAs: text({ maxChars: 36, merge: 'fixed', label: 'Shared as' }),
  },
  indexes: [['about', 'happensAt'], ['happensAt'], ['createdAt'], ['updatedAt']],
  listed: ['subject', 'about', 'fromAddress', 'happensAt'],
});
