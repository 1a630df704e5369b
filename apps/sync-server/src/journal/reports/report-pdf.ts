import { type AuditReport, auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind } from '@outpost/domain/kernel/audit/sight-report';
import { pdfText } from '@outpost/domain/kernel/text/font-letters';
import { drawnPdf, type PdfContent, pdfDay, pdfTable } from './pdf-parts.ts';
import { messageParts } from './message-parts.ts';
import { sightPdf } from './sight-pdf.ts';

const titles: Readonly<Record<AuditReport['kind'], string>> = {
  security: 'Security report',
  compliance: 'Compliance report',
  messages: 'Messages that were sent, and by what right',
};

/** Returns a report as a PDF, A4. It names the digest and the signature of the JSON that it was made from. */
export function signedReportPdf(document: Pick<SignedDocument, 'kind' | 'content' | 'signature'>): Promise<Uint8Array> {
  if (document.kind === sightReportKind) return sightPdf(document);
  const report = auditReportSchema.parse(JSON.parse(document.content));
  const { kind, organisation, madeAt } = report;
  const drawn = { title: titles[kind], organisation: organisation.name, madeAt, json: report, parts: partsOf(report) };
  return drawnPdf(drawn, document);
}

function partsOf(report: AuditReport): readonly PdfContent[] {
  const { period, madeAt, madeBy, head, actions, rights, addresses, acts, kinds, retention } = report;
  return [
    `From ${pdfDay(period.from)} until ${pdfDay(period.until)}`,
    `Made ${pdfDay(madeAt)} by ${pdfText(madeBy.name)}, from the journal up to number ${head.n}`,
    ...(report.kind === 'messages' ? messageParts(report.messages) : []),
    ...pdfTable('Event', ['Entry', 'Outcome', 'Times'], actions.map((one) => [one.label, one.outcome, one.times])),
    ...pdfTable('Changes of rights', ['No.', 'When', 'What'], rights.map((one) => [one.n, pdfDay(one.at), one.label])),
    ...pdfTable('Refused from', ['Network address', 'Times'], addresses.map((one) => [one.address, one.times])),
    ...pdfTable('Erasures and exports', ['No.', 'When', 'What', 'Details'], acts.map((one) => [one.n, pdfDay(one.at), one.label, wordsOf(one.details)])),
    ...pdfTable('Changes by kind', ['Kind', 'Created', 'Changed'], kinds.map((one) => [one.label, one.created, one.changed])),
    ...pdfTable('Kept for', ['Class', 'Days'], Object.entries(retention).map(([name, days]) => [name, days ?? 'for ever'])),
  ]; // prettier-ignore
}

const wordsOf = (details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .flatMap(([name, value]) =>
      value === null ? [] : [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
    )
    .join(', ');
