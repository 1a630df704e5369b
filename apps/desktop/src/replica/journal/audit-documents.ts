import {
  type AuditDocument,
  auditDocumentSchema,
  auditReportKinds,
  type SignedDocument,
  signedDocumentSchema,
} from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind } from '@outpost/domain/kernel/audit/sight-report';
import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { dayIn } from '../device/day-in.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/audit/reports';
const listSchema = z.object({ reports: z.array(auditDocumentSchema) });

/** Asks the server for the signed documents of the organisation. Nothing of the answer is stored. */
export async function auditDocuments({ link, device }: OpenTenant): Promise<Result<CallOutput<'audit.documents'>>> {
  const answer = askedValue(await link.ask(path, undefined, listSchema));
  if (!answer.ok) return answer;
  const { reports: documents } = answer.value;
  const { people } = device.catalogue;
  const names: Record<string, string> = {};
  for (const id of new Set(documents.map(({ madeBy }) => madeBy))) {
    const name = people && device.lookups.shown(people.person, id)?.fields['name'];
    if (typeof name === 'string') names[id] = name;
  }
  return accept({ documents, names });
}

/** Has the server make a report of whole days in the organisation's time zone. */
export async function makeAuditReport(
  { link, session }: OpenTenant,
  { kind, from, until, receivers }: CallInput<'audit.makeReport'>,
): Promise<Result<CallOutput<'audit.makeReport'>>> {
  const { timeZone } = session.organisation;
  const order = { kind, from: startOfDay(from, timeZone), until: startOfDay(addDays(until, 1), timeZone), ...(receivers ? { receivers } : {}) }; // prettier-ignore
  const made = askedValue(await link.ask(path, order, signedDocumentSchema));
  return made.ok ? accept(auditDocumentSchema.parse(made.value)) : made;
}

/** Asks the server for one document, to be saved with its signature. */
export async function auditDocument(
  open: OpenTenant,
  { id }: CallInput<'audit.document'>,
): Promise<Result<CallOutput<'audit.document'>>> {
  const found = await documentOf(open, id);
  if (!found.ok) return found;
  const { content, signature } = found.value;
  return accept({ fileName: `${fileNameOf(open, found.value)}.json`, content, signature });
}

/** Asks the server for a report as a PDF. */
export async function auditReportPdf(
  open: OpenTenant,
  { id }: CallInput<'audit.reportPdf'>,
): Promise<Result<CallOutput<'audit.reportPdf'>>> {
  const found = await documentOf(open, id);
  if (!found.ok) return found;
  const answer = askedValue(await open.link.transfer({ method: 'GET', path: `${path}/${id}/pdf`, headers: {} }));
  if (!answer.ok) return answer;
  const { header, bytes } = answer.value;
  if (!(header('content-type') ?? '').startsWith('application/pdf'))
    return refuse('sync/offline', "The server can't be reached. Another program answers in its place.", {});
  return accept({ fileName: `${fileNameOf(open, found.value)}.pdf`, base64: Buffer.from(bytes).toString('base64') });
}

const documentOf = async ({ link }: OpenTenant, id: string): Promise<Result<SignedDocument>> =>
  askedValue(await link.ask(`${path}/${id}`, undefined, signedDocumentSchema));

/**
 * Returns the name of a document's file without its ending: "security-report-2026-11-01-2026-11-30-3f9a2c". The end of the id tells two
 * reports of one period apart.
 */
function fileNameOf({ session }: OpenTenant, { id, kind, from, until, madeAt }: AuditDocument): string {
  const { timeZone } = session.organisation;
  const mark = id.slice(-6);
  if (kind === sightReportKind) return `who-can-see-${dayIn(timeZone, Date.parse(madeAt))}-${mark}`;
  if (!auditReportKinds.some((one) => one === kind))
    return `${kind}-certificate-${dayIn(timeZone, Date.parse(madeAt))}-${mark}`;
  const last = dayIn(timeZone, Date.parse(until) - 1); // the end is not part of the period
  return `${kind}-report-${dayIn(timeZone, Date.parse(from))}-${last}-${mark}`;
}
