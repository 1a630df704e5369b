import type { AccessReason } from '@outpost/domain/kernel/access/explain';
import type { SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { type SightReport, sightReportSchema } from '@outpost/domain/kernel/audit/sight-report';
import { pdfText } from '@outpost/domain/kernel/text/font-letters';
import { drawnPdf, type PdfContent, pdfDay, pdfTable } from './pdf-parts.ts';

/** Returns a document of who sees one record as a PDF. */
export function sightPdf(document: Pick<SignedDocument, 'content' | 'signature'>): Promise<Uint8Array> {
  const report = sightReportSchema.parse(JSON.parse(document.content));
  const { organisation, madeAt } = report;
  const drawn = { title: 'Who can see', organisation: organisation.name, madeAt, json: report, parts: partsOf(report) };
  return drawnPdf(drawn, document);
}

const ruleWords = {
  everyone: 'open to everyone',
  own: 'a record of their own',
  open: 'an open kind of record',
} as const;
const reachWords = { everything: 'all records', team: 'records of the team', owner: 'own records', shared: 'shared records' } as const; // prettier-ignore

/** Returns a reason in words: "role member, records of the team". */
const reasonWords = (reason: AccessReason): string =>
  reason.by === 'grant'
    ? `role ${reason.role}, ${reachWords[reason.reach]}`
    : reason.by === 'open-reach'
      ? reachWords[reason.reach]
      : ruleWords[reason.by];

const wordsOf = (reasons: readonly AccessReason[]): string => [...new Set(reasons.map(reasonWords))].join('; ');

const ofWords = (of: SightReport['of']): string =>
  of === null ? '' : 'role' in of ? `the role ${of.role}` : pdfText(of.name);

function partsOf({ record, madeAt, madeBy, head, of, rights, seenBy }: SightReport): readonly PdfContent[] {
  const { people, count, machines } = seenBy;
  return [
    `${record.label}, ${record.id}`,
    `As of ${pdfDay(madeAt)}, asked by ${pdfText(madeBy.name)}, with the journal up to number ${head.n}`,
    ...(rights === null
      ? []
      : pdfTable(`Rights of ${ofWords(of)}`, ['May', 'Answer', 'Because'], rights.actions.map(({ action, may, reasons }) => [action, may ? 'yes' : 'no', wordsOf(reasons)]))),
    ...pdfTable('People who see it', ['Name', 'Because', 'May also'], people.map(({ name, reasons, actions }) => [name, wordsOf(reasons), actions.join(', ')])),
    people.length < count ? `${count} people see it. The first ${people.length} by name are listed.` : `${count === 1 ? 'One person sees' : `${count} people see`} it.`,
    ...(machines.length === 0
      ? []
      : pdfTable('API keys that see it', ['Name', 'Made by', 'May also'], machines.map((key) => [key.name, key.madeBy.name, key.actions.join(', ')]))),
  ]; // prettier-ignore
}
