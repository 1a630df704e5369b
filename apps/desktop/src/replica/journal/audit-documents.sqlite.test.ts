import { beforeEach, describe, expect, it } from 'vitest';
import type { BytesRequest, HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenOrganisation, givenPerson } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { auditDocument, auditDocuments, auditReportPdf, makeAuditReport } from './audit-documents.ts';

let server: ScriptedServer;
let device: GivenTenant;
let asked: HttpRequest[];
let pdf: { readonly contentType: string; readonly bytes: Uint8Array };

const report = {
  id: '0190b1f2-7c00-7000-8000-00000000ad01',
  kind: 'security',
  from: '2026-10-01T04:00:00.000Z',
  until: '2026-11-01T04:00:00.000Z',
  madeAt: '2026-11-02T02:00:00.000Z',
  madeBy: givenPerson.id,
};
const signed = { ...report, content: '{"form":1}\n', signature: 'a..b' };

beforeEach(async () => {
  server = new ScriptedServer();
  asked = [];
  pdf = { contentType: 'application/pdf', bytes: new TextEncoder().encode('%PDF-') };
  const transport: Transport = {
    ...server.transport,
    request: (request, signal) => {
      asked.push(request);
      return server.transport.request(request, signal);
    },
    transfer: async ({ path }: BytesRequest) => {
      expect(path).toBe(`/api/v1/audit/reports/${report.id}/pdf`);
      return { status: 200, header: () => pdf.contentType, bytes: pdf.bytes };
    },
  };
  device = await tenantForTest({
    transport,
    membership: givenMembership('admin'),
    organisation: { ...givenOrganisation, timeZone: 'America/New_York' },
  });
});

describe('the signed documents of the journal, asked at the server', () => {
  it('[PLT-21] are listed without names that this device does not know', async () => {
    server.answers.push(jsonReply({ reports: [report] }));
    expect(await auditDocuments(device.tenant)).toEqual({ ok: true, value: { documents: [report], names: {} } });
  });

  it('[PLT-21] are made of whole days in the organisation’s time zone, and the answer has no content', async () => {
    server.answers.push(jsonReply(signed));
    const made = await makeAuditReport(device.tenant, { kind: 'security', from: '2026-10-01', until: '2026-10-31' });
    expect(made).toEqual({ ok: true, value: report });
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({ kind: 'security', from: report.from, until: report.until });
  });

  it('[PLT-21] are named by kind and days, with their signature, or as a PDF', async () => {
    server.answers.push(
      jsonReply(signed),
      jsonReply({ ...signed, kind: 'erasure' }),
      jsonReply({ ...signed, kind: 'sight' }),
      jsonReply(signed),
      jsonReply(signed),
    );
    expect(await auditDocument(device.tenant, { id: report.id })).toEqual({
      ok: true,
      value: { fileName: 'security-report-2026-10-01-2026-10-31-00ad01.json', content: '{"form":1}\n', signature: 'a..b' },
    }); // prettier-ignore
    expect(await auditDocument(device.tenant, { id: report.id })).toMatchObject({
      value: { fileName: 'erasure-certificate-2026-11-01-00ad01.json' },
    });
    expect(await auditDocument(device.tenant, { id: report.id })).toMatchObject({
      value: { fileName: 'who-can-see-2026-11-01-00ad01.json' },
    });
    expect(await auditReportPdf(device.tenant, { id: report.id })).toEqual({
      ok: true,
      value: { fileName: 'security-report-2026-10-01-2026-10-31-00ad01.pdf', base64: btoa('%PDF-') },
    });
    pdf = { contentType: 'text/html', bytes: new TextEncoder().encode('<h1>Sign in to this network</h1>') };
    expect(await auditReportPdf(device.tenant, { id: report.id })).toMatchObject({ ok: false, code: 'sync/offline' });
  });

  it('say that the server is out of reach', async () => {
    server.answers.push(new Error('No network.'), new Error('No network.'));
    expect(await auditDocuments(device.tenant)).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(await auditReportPdf(device.tenant, { id: report.id })).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});
