import { foldMail } from '@outpost/domain/kernel/messages/fold-mail';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { simpleParser } from 'mailparser';

/** An attachment. `bytes` undefined: only its beginning was read. */
export type MailAttachment = { readonly name: string; readonly bytes: Uint8Array | undefined };

/** The words of an e-mail that came in. `left`: a sentence about what of it was not read; empty: nothing. */
export type MailWords = {
  readonly subject: string;
  readonly said: string;
  readonly quoted: string;
  /** Its attachments. Pictures that its layout shows, such as those of a signature, are left out. */
  readonly attachments: readonly MailAttachment[];
  readonly left: string;
};

/** Chosen: HTML above it is not turned into text. It takes tenths of a second. */
const mostHtmlChars = 500_000;
/** As the fields of an activity allow. */
const [mostSubject, mostText] = [400, 19_000];
/** Chosen: longer names are cut. Their ending decides less than their content. */
const mostName = 400;

/** Returns a name for an attachment without one. */
const nameOfType = (contentType: string): string =>
  contentType === 'message/rfc822' ? 'E-mail.eml' : contentType === 'text/calendar' ? 'Invitation.ics' : 'File';

const unread = (why: string): MailWords => ({
  subject: '',
  said: '',
  quoted: '',
  attachments: [],
  left: `${why} Read it in your mail program.`,
});

/**
 * Reads the words of an e-mail, in whatever character set they are. `isCut`: these are its first bytes only. An e-mail that cannot be read, such as
 * one with more than a thousand parts, has a sentence in place of its words.
 */
export async function readMail(source: Buffer, { isCut }: { readonly isCut: boolean }): Promise<MailWords> {
  try {
    const mail = await simpleParser(source, {
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      maxHtmlLengthToParse: mostHtmlChars,
    });
    const { said, folded } = foldMail(clean(mail.text ?? ''));
    const attachments = mail.attachments
      .filter(
        ({ related, contentDisposition, contentType }) =>
          !(related && contentDisposition !== 'attachment' && contentType.startsWith('image/')),
      ) // prettier-ignore
      .map(({ filename, contentType, content }) => ({
        name: cutText(clean(filename ?? nameOfType(contentType)).replaceAll('\n', ' '), mostName),
        bytes: isCut ? undefined : content,
      }));
    return {
      subject: cutText(clean(mail.subject ?? '').replaceAll('\n', ' '), mostSubject),
      said: cutText(said, mostText),
      quoted: cutText(folded, mostText),
      attachments,
      left: isCut || said.length > mostText ? 'It is longer than this. Read the rest in your mail program.' : '',
    }; // prettier-ignore
  } catch (error) {
    const { code } = error as { readonly code?: unknown }; // of mailparser: a limit that the e-mail exceeds
    return unread(code === 'EMAXLEN' ? 'It has too many parts.' : 'It could not be read.');
  }
}

/** Returns a text without the control characters that no field takes, and without halves of characters. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    // eslint-disable-next-line no-control-regex -- these are the characters that are removed
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
