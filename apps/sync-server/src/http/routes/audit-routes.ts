import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  auditAnswerSchema,
  auditExportFormats,
  auditFileSchema,
  auditQuestionSchema,
} from '@outpost/domain/kernel/audit/audit-log';
import { auditDaysSchema, monthSchema } from '@outpost/domain/kernel/audit/audit-days';
import {
  auditDocumentSchema,
  auditPeriodSchema,
  auditReportKinds,
  reportReceiversSchema,
  signedDocumentSchema,
} from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind } from '@outpost/domain/kernel/audit/sight-report';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import type { AuditPorts } from '../../journal/exports/export-journal.ts';
import { exportJournal } from '../../journal/exports/export-journal.ts';
import { listDocuments, readDocument } from '../../journal/reports/documents.ts';
import { makeReport } from '../../journal/reports/make-report.ts';
import { signedReportPdf } from '../../journal/reports/report-pdf.ts';
import { askAuditDays } from '../../journal/search/ask-audit-days.ts';
import { askAuditLog } from '../../journal/search/ask-audit-log.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

export type AuditRoutePorts = Omit<AuditPorts, 'origin'> & {
  readonly ids: IdSource;
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

const prefix = '/api/v1/audit';
const number = z.coerce.number('must be a number').int();
/** The question as parameters of an address: numbers are text. */
const logsQuery = auditQuestionSchema.extend({
  before: number.min(1).optional(),
  limit: number.min(1).max(500).default(100),
});
const ofOneClass = logsQuery.omit({ class: true });

/** Adds the routes of the audit log: the two classes, the numbers by day, exports, and reports. */
export function addAuditRoutes(app: OpenAPIHono<HttpEnv>, ports: AuditRoutePorts): void {
  const common = { tags: ['Audit'], middleware: ports.signedIn };
  const from = (c: Context<HttpEnv>): AuditPorts => ({ ...ports, origin: originOf(c) });
  const answerSchema = documented('AuditAnswer', 'output', auditAnswerSchema);
  for (const entryClass of ['security', 'compliance'] as const) {
    const route = createRoute({
      ...common,
      method: 'get',
      path: `${prefix}/${entryClass}-events`,
      summary: `Entries of the class ${entryClass}, newest first`,
      request: { query: ofOneClass },
      responses: responsesOf('Entries, and the place where the next page begins.', answerSchema),
    });
    app.openapi(
      route,
      async (c) =>
        answer(c, await askAuditLog(ports, c.get('caller'), { ...c.req.valid('query'), class: entryClass })) as never,
    ); // as above
  }

  const daysRoute = createRoute({
    ...common,
    method: 'get',
    path: `${prefix}/days`,
    summary: 'The number of entries on each day of a month, by class',
    request: { query: z.object({ month: monthSchema.optional() }) },
    responses: responsesOf('A line for each day until today.', documented('AuditDays', 'output', auditDaysSchema)),
  });
  app.openapi(daysRoute, async (c) => answer(c, await askAuditDays(ports, c.get('caller'), c.req.valid('query'))));

  const exportRoute = createRoute({
    ...common,
    method: 'post',
    path: `${prefix}/exports`,
    summary: 'A file of entries, signed by the server; a JSON file also proves their place in the chain',
    request: {
      body: jsonBody(
        z.strictObject({
          format: z.enum(auditExportFormats),
          question: auditQuestionSchema.omit({ before: true, limit: true }).default({}),
        }),
      ),
    },
    responses: responsesOf('The file, and its detached signature.', documented('AuditFile', 'output', auditFileSchema)),
  });
  app.openapi(exportRoute, async (c) => answer(c, await exportJournal(from(c), c.get('caller'), c.req.valid('json'))));

  addReportRoutes(app, ports, { common, from });
}

type Adding = {
  readonly common: { readonly tags: string[]; readonly middleware: AuditRoutePorts['signedIn'] };
  readonly from: (c: Context<HttpEnv>) => AuditPorts;
};

/** Adds the routes of reports: making one, the list, one with its signature, and its PDF. */
function addReportRoutes(app: OpenAPIHono<HttpEnv>, ports: AuditRoutePorts, { common, from }: Adding): void {
  const documentReply = documented('SignedDocument', 'output', signedDocumentSchema);
  const params = z.object({ id: z.uuid() });
  const makeRoute = createRoute({
    ...common,
    method: 'post',
    path: `${prefix}/reports`,
    summary: 'Makes a report of a period, and signs it',
    request: {
      body: jsonBody(
        auditPeriodSchema.extend({ kind: z.enum(auditReportKinds), receivers: reportReceiversSchema.default([]) }),
      ),
    },
    responses: responsesOf('The report as JSON text, and its detached signature.', documentReply),
  });
  app.openapi(makeRoute, async (c) => {
    const order = c.req.valid('json');
    return answer(c, await makeReport({ ...from(c), ids: ports.ids }, c.get('caller'), order));
  });

  const listRoute = createRoute({
    ...common,
    method: 'get',
    path: `${prefix}/reports`,
    summary: 'The reports and certificates that were made, newest first',
    responses: responsesOf('Without their content.', z.object({ reports: z.array(auditDocumentSchema) })),
  });
  app.openapi(listRoute, async (c) => {
    const found = await listDocuments(ports, c.get('caller'));
    return answer(c, found.ok ? accept({ reports: [...found.value] }) : found);
  });

  const oneRoute = createRoute({
    ...common,
    method: 'get',
    path: `${prefix}/reports/{id}`,
    summary: 'One report or certificate, with its signature',
    request: { params },
    responses: responsesOf('The document.', documentReply),
  });
  app.openapi(oneRoute, async (c) => answer(c, await readDocument(ports, c.get('caller'), c.req.valid('param').id)));

  const pdfRoute = createRoute({
    ...common,
    method: 'get',
    path: `${prefix}/reports/{id}/pdf`,
    summary: 'A report as a PDF',
    request: { params },
    responses: responsesOf('A PDF (application/pdf).', z.unknown()),
  });
  app.openapi(pdfRoute, async (c) => {
    const { id } = c.req.valid('param');
    const found = await readDocument(ports, c.get('caller'), id);
    if (!found.ok) return answer(c, found) as never; // the file is not JSON
    const isReport = [...auditReportKinds, sightReportKind].some((kind) => kind === found.value.kind);
    if (!isReport) return answer(c, refuse('records/not-found', 'This document has no PDF.', { id })) as never;
    const headers = {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${found.value.kind}-report.pdf"`,
    };
    return c.body(new Uint8Array(await signedReportPdf(found.value)), 200, headers) as never;
  });
}
