import type { AuditDocument } from '@outpost/domain/kernel/audit/audit-report';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../../bridge/empty-sync-status.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { admin, givenRecords, olga } from '../../testing/given-people.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/audit-reports';
const report: AuditDocument = {
  id: '0190b1f2-7c00-7000-8000-00000000ad01',
  kind: 'security',
  from: '2026-10-01T00:00:00.000Z',
  until: '2026-11-01T00:00:00.000Z',
  madeAt: '2026-11-02T14:08:00.000Z',
  madeBy: olga.id,
};
const certificate = { ...report, id: '0190b1f2-7c00-7000-8000-00000000ad02', kind: 'erasure' };
const offline = () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
const button = (name: string | RegExp) => screen.findByRole('button', { name });

/** Opens the page. The server has these documents, and keeps each report that is made. */
async function open(documents: readonly AuditDocument[] = [], handlers: Partial<BridgeHandlers> = {}) {
  const kept = [...documents];
  const orders: CallInput<'audit.makeReport'>[] = [];
  const drawn = await renderApp({
    at,
    session: admin,
    rows: givenRecords,
    handlers: {
      'audit.documents': () => Promise.resolve(accept({ documents: [...kept], names: { [olga.id]: 'Olga Keene' } })),
      'audit.makeReport': (order) => {
        orders.push(order);
        kept.unshift({ ...report, kind: order.kind });
        return Promise.resolve(accept({ ...report, kind: order.kind }));
      },
      ...handlers,
    },
  });
  return { ...drawn, orders };
}

describe('the page of audit reports', () => {
  it('[PLT-21] is empty at first, has a report of the last month made, and lists it', async () => {
    const { orders } = await open();
    expect(await screen.findByText('No report yet')).toBeDefined();
    fireEvent.click(await button('Make the report'));
    expect(await screen.findByText('Made the security report of 1 Oct 2026 to 31 Oct 2026')).toBeDefined();
    expect(orders).toEqual([{ kind: 'security', from: '2026-10-01', until: '2026-10-31' }]);
    expect(await screen.findByRole('row', { name: /^Security report/ })).toBeDefined();
  });

  it.each([
    ['this-month', { from: '2026-11-01', until: '2026-11-30' }, true],
    ['this-quarter', { from: '2026-10-01', until: '2026-12-31' }, true],
    ['last-year', { from: '2025-01-01', until: '2025-12-31' }, false],
  ])('[PLT-21] offers the period %s', async (period, days, isOpen) => {
    const { orders } = await open();
    fireEvent.change(await screen.findByLabelText('Kind'), { target: { value: 'compliance' } });
    fireEvent.change(screen.getByLabelText('Period'), { target: { value: period } });
    expect(screen.queryByText(/This period is not over/) !== null).toBe(isOpen);
    fireEvent.click(await button('Make the report'));
    await waitFor(() => expect(orders).toEqual([{ kind: 'compliance', ...days }]));
  });

  it('[MSG-34] makes a report of messages, of all receivers or of single ones', async () => {
    const { orders } = await open();
    expect(screen.queryByLabelText('Only to these addresses or numbers')).toBeNull();
    fireEvent.change(await screen.findByLabelText('Kind'), { target: { value: 'messages' } });
    fireEvent.click(await button('Make the report'));
    expect(await screen.findByText('Made the messages report of 1 Oct 2026 to 31 Oct 2026')).toBeDefined();
    const only = screen.getByLabelText('Only to these addresses or numbers');
    fireEvent.change(only, { target: { value: ' cleo@example.com; +1 (303) 555-0164, ' } });
    fireEvent.click(await button('Make the report'));
    const days = { kind: 'messages', from: '2026-10-01', until: '2026-10-31' };
    await waitFor(() => expect(orders).toEqual([days, { ...days, receivers: ['cleo@example.com', '+13035550164'] }]));
    fireEvent.change(only, { target: { value: Array.from({ length: 21 }, (_, n) => `a${n}@example.com`).join() } });
    fireEvent.click(await button('Make the report'));
    expect((await screen.findByRole('alert')).textContent).toBe(
      'One report asks for 20 addresses and numbers at most.',
    );
    expect(orders).toHaveLength(2);
  });

  it('[PLT-21] asks for both of two dates, in their order', async () => {
    const { orders } = await open();
    fireEvent.change(await screen.findByLabelText('Period'), { target: { value: 'dates' } });
    const type = (label: string, value: string) => {
      const field = screen.getByLabelText(label);
      fireEvent.focus(field);
      fireEvent.change(field, { target: { value } });
      fireEvent.blur(field);
    };
    fireEvent.click(await button('Make the report'));
    expect((await screen.findByRole('alert')).textContent).toBe('Choose the first and the last day.');
    type('From', '2026-11-18');
    type('To', '2026-11-10');
    fireEvent.click(await button('Make the report'));
    expect(await screen.findByText('The first day is after the last one.')).toBeDefined();
    type('To', '2026-11-18');
    fireEvent.click(await button('Make the report'));
    await waitFor(() => expect(orders).toEqual([{ kind: 'security', from: '2026-11-18', until: '2026-11-18' }]));
  });

  it('[PLT-21] lists reports with maker and period, and saves one as PDF, and as JSON with its signature', async () => {
    const { saved } = await open([report, certificate], {
      'audit.document': () => Promise.resolve(accept({ fileName: 'report.json', content: '{}', signature: 'a..b' })),
      'audit.reportPdf': () => Promise.resolve(accept({ fileName: 'report.pdf', base64: btoa('%PDF-') })),
    });
    const row = within(await screen.findByRole('row', { name: /^Security report/ }));
    expect(screen.queryByText(/Erasure/)).toBeNull();
    expect(row.getByText(/by Olga Keene/)).toBeDefined();
    expect(row.getByText('1 Oct 2026 to 31 Oct 2026')).toBeDefined();
    fireEvent.click(row.getByRole('button', { name: /^PDF/ }));
    await screen.findByText('Saved report.pdf');
    fireEvent.click(row.getByRole('button', { name: /^JSON with signature/ }));
    await screen.findByText('Saved report.json. The signature is in report.json.jws');
    expect(saved.map(({ name }) => name)).toEqual(['report.pdf', 'report.json', 'report.json.jws']);
    const [pdf] = saved;
    expect(pdf?.content instanceof Blob && [pdf.content.type, await pdf.content.text()]).toEqual(['application/pdf', '%PDF-']); // prettier-ignore
    expect(saved.slice(1).map(({ content }) => content)).toEqual(['{}', 'a..b']);
  });

  it('[PLT-21] names the public keys and the command that verifies a file', async () => {
    await open();
    expect(await screen.findByText('https://outpost.example/.well-known/journal-jwks.json')).toBeDefined();
    expect(screen.getByText(/^npm run -s verify-journal -- --file security-report.json/)).toBeDefined();
  });

  it('says why a report was not made, and why one was not saved', async () => {
    const refused = () => Promise.resolve(refuse('access/denied', 'Only administrators read the journal.', { action: 'administer' })); // prettier-ignore
    const { saved } = await open([report], { 'audit.makeReport': refused, 'audit.document': offline });
    fireEvent.click(await button('Make the report'));
    expect((await screen.findByRole('alert')).textContent).toBe('Only administrators read the journal.');
    fireEvent.click(await button(/^JSON with signature/));
    expect(await screen.findByText('The server can’t be reached.')).toBeDefined();
    expect(saved).toEqual([]);
  });

  it('[PLT-28] asks for a proof if the server needs one, and then makes the report', async () => {
    const state = { isProved: false };
    await open([], {
      'audit.makeReport': () =>
        Promise.resolve(
          state.isProved
            ? accept(report)
            : refuse('access/step-up-needed', 'This needs a proof.', { kinds: ['password'] }),
        ),
      'session.stepUp': () => {
        state.isProved = true;
        return Promise.resolve(accept(null));
      },
    });
    fireEvent.click(await button('Make the report'));
    const proof = within(await screen.findByRole('dialog', { name: 'Show that it is you' }));
    fireEvent.change(proof.getByLabelText('Your password'), { target: { value: 'secret' } });
    fireEvent.click(proof.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByText(/^Made the security report/)).toBeDefined();
  });

  it('says that it needs the server, and asks again on request', async () => {
    const state = { isBack: false };
    await open([], {
      'audit.documents': () => (state.isBack ? Promise.resolve(accept({ documents: [report], names: {} })) : offline()),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    state.isBack = true;
    fireEvent.click(await button('Ask again'));
    expect(await screen.findByText(/by somebody who is gone/)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('makes no report on a device that is offline, and says why', async () => {
    const orders: unknown[] = [];
    await renderApp({
      at,
      session: admin,
      sync: { ...emptySyncStatus, state: 'offline' },
      rows: givenRecords,
      handlers: { 'audit.documents': offline, 'audit.makeReport': (order) => (orders.push(order), offline()) },
    });
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The reports are on the server, and this device is offline.',
    );
    fireEvent.click(await button(/^Make the report/));
    expect(orders).toEqual([]);
  });

  it('[A-2] is neither offered to a member nor shown to one', async () => {
    await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators make reports of the journal')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Your profile' })).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Audit reports' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Make the report' })).toBeNull();
  });
});
