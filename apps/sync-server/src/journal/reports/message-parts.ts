import type { AuditReport } from '@outpost/domain/kernel/audit/audit-report';
import type { LoggedMessage } from '@outpost/domain/kernel/audit/logged-message';
import { pdfText } from '@outpost/domain/kernel/text/font-letters';
import { type PdfContent, pdfDay, pdfTable } from './pdf-parts.ts';

const stateWords: Readonly<Record<LoggedMessage['state'], string>> = {
  leaving: 'on its way',
  sent: 'sent',
  delivered: 'delivered',
  failed: 'not taken',
  returned: 'came back',
  unclear: 'not known',
  refused: 'not sent',
};

/** Returns the beginning and the end of a hash. The JSON file has all of it. */
const short = (hash: string | null): string => (hash === null ? '' : `${hash.slice(0, 6)}…${hash.slice(-4)}`);

const rightOf = ({ rule, ground, consent, optedOutAt }: LoggedMessage): string => {
  const right = rule ?? (ground === 'consent' ? `consent ${short(consent)}` : ground === 'interest' ? 'legitimate interest' : (ground ?? ''));
  return optedOutAt === null ? right : `${right}; opted out ${pdfDay(optedOutAt)}`;
}; // prettier-ignore

/** Returns the files of a message: "plan.pdf 3fa1c2…99ab, 120000 bytes" (MSG-45). */
const filesOf = ({ files }: LoggedMessage): readonly string[] =>
  (files ?? []).map(({ name, sha256, sizeBytes }) => `${pdfText(name)} ${short(sha256)}, ${sizeBytes} bytes`);

/** Returns the messages of a report as parts of its PDF (MSG-34). */
export function messageParts({ receivers, more, lines }: AuditReport['messages']): readonly PdfContent[] {
  const erased = lines.filter(({ receiver }) => receiver === null).length;
  return [
    receivers.length === 0 ? 'Messages to all receivers' : `Messages to ${receivers.map(pdfText).join(', ')}`,
    ...(lines.length === 0 ? ['The log has no message in this period.'] : []),
    ...(more ? [`There are more. The first ${lines.length} are listed: choose a shorter period for the others.`] : []),
    ...(erased === 0 ? [] : [`${erased === 1 ? 'The receiver of one message was' : `The receivers of ${erased} messages were`} erased by law.`]),
    ...pdfTable('Messages', ['When', 'What for', 'To', 'Outcome', 'Rule or right', 'Template', 'Hash', 'By'], lines.map((line) => [
      pdfDay(line.at),
      `${line.channel}, ${line.purpose}`,
      line.receiver ?? 'erased by law',
      stateWords[line.state],
      rightOf(line),
      short(line.template),
      [short(line.html ?? line.text) || 'nothing sent', ...filesOf(line)].join('; '),
      line.author.name,
    ])),
  ];
} // prettier-ignore
