import { describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { automationRun, automationRuns, decideAutomationRun, dryRunAutomation, listAutomations, turnAutomation } from './automations.ts'; // prettier-ignore

const id = '0190b1f2-7c00-7000-8000-000000000901';
const run = '0190b1f2-7c00-7000-8000-000000000902';
const recordId = '0190b1f2-7c00-7000-8000-000000000903';
const shown = { id: run, n: 7, entity: 'crm/deal', recordId, status: 'waiting', step: 'wait', why: null, wakesAt: null, cause: null, madeAt: '', changedAt: '' }; // prettier-ignore
const found = { basis: 'changes', moments: 0, matching: 0, rows: 1, isWhole: true, starts: 1, unmet: 0, steps: {}, examples: [{ record: recordId, at: '', steps: [] }] }; // prettier-ignore

describe('[AUT-9] automations on a device', () => {
  it('are asked of the server, and records that this device lacks are left out', async () => {
    const server = new ScriptedServer();
    const asked: HttpRequest[] = [];
    const transport: Transport = {
      ...server.transport,
      request: (request, signal) => {
        asked.push(request);
        return server.transport.request(request, signal);
      },
    };
    const { tenant } = await tenantForTest({ transport, membership: givenMembership('admin') });
    server.answers.push(
      jsonReply({ automations: [] }),
      jsonReply({ id }),
      jsonReply({ id }),
      jsonReply({ runs: [shown], more: false }),
      jsonReply({ run: shown, version: null, lines: [] }),
      jsonReply({ status: 'running' }),
      jsonReply(found),
    );
    expect(await listAutomations(tenant, null)).toEqual({ ok: true, value: { automations: [] } });
    await turnAutomation(tenant, { id, isPaused: true });
    await turnAutomation(tenant, { id, isPaused: false });
    expect(await automationRuns(tenant, { id, status: 'waiting', before: 9 })).toEqual({ ok: true, value: { runs: [shown], more: false, records: {} } }); // prettier-ignore
    expect(await automationRun(tenant, { id, run })).toMatchObject({ ok: true, value: { lines: [] } });
    await decideAutomationRun(tenant, { id, run, decision: 'skip' });
    expect(await dryRunAutomation(tenant, { version: run, entity: 'crm/deal', days: 30 })).toEqual({ ok: true, value: { ...found, records: {} } }); // prettier-ignore
    const path = '/api/v1/automations';
    expect(asked.map(({ method, path: at, body }) => `${method} ${at} ${body ?? ''}`.trim())).toEqual([
      `GET ${path}`,
      `POST ${path}/${id}/pause {}`,
      `POST ${path}/${id}/resume {}`,
      `GET ${path}/${id}/runs?status=waiting&before=9`,
      `GET ${path}/${id}/runs/${run}`,
      `POST ${path}/${id}/runs/${run}/decide {"decision":"skip"}`,
      `POST ${path}/dry-run ${JSON.stringify({ version: run, days: 30 })}`,
    ]);
  });
});
