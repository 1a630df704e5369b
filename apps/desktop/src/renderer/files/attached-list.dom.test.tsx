import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const about = `crm/deal:${deal.id}`;
const fileOf = (end: string, name: string) => givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000${end}`, entity: 'platform/file', fields: { name, about, content: { id: 'f', name, sizeBytes: 1_200, mediaType: 'text/plain', sha256: end.padStart(64, 'a') } } }); // prettier-ignore
const mail = (end: string, attached: readonly string[]) => givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000${end}`, entity: 'crm/activity', fields: { kind: 'email', direction: 'in', about, subject: `Answer ${end}`, body: 'See the files.', happensAt: '2026-11-20T09:00:00.000Z', attached } }); // prettier-ignore
const [plan, offer] = [fileOf('f21', 'Plan.txt'), fileOf('f22', 'Offer.txt')];
const gone = '0190b1f2-7c00-7000-8000-000000000f29';

describe('[MBX-11] the files of e-mails on a timeline', () => {
  it('are listed under each, by the questions of the list of files; one that was deleted is counted', async () => {
    const asked: CallInput<'records.list'>[] = [];
    const rows = [deal, plan, offer, mail('d01', [plan.id]), mail('d02', [offer.id, plan.id]), mail('d03', [gone])];
    await renderApp({
      rows,
      at: `/record/${deal.id}`,
      handlers: {
        'records.list': (input) => {
          asked.push(input);
          const text = JSON.stringify(input.where ?? {});
          const found = rows.filter((row) => row.entity === input.entity && (!text.includes('one-of') || text.includes(row.id))); // prettier-ignore
          return Promise.resolve(accept({ rows: found, refs: {}, next: null }));
        },
      },
    });
    const names = (): readonly (readonly (string | undefined)[])[] =>
      screen
        .getAllByRole('group', { name: 'Files of this e-mail' })
        .map((list) =>
          within(list)
            .queryAllByRole('button', { name: /\.txt/ })
            .map(({ textContent }) => /\w+\.txt/.exec(textContent ?? '')?.[0]),
        )
        .toSorted((one, other) => one.length - other.length);
    // The list of the e-mail whose file is gone appears last: it asks for that file by its id.
    await waitFor(() => expect(names()).toEqual([[], ['Plan.txt'], ['Offer.txt', 'Plan.txt']]));
    expect(await screen.findByText('One file was deleted.')).toBeDefined();
    const ofFiles = asked.filter(({ entity }) => entity === 'platform/file').map(({ where }) => JSON.stringify(where));
    expect(new Set(ofFiles).size).toBe(2); // those of the deal, and the one that is gone
  });

  it('[MSG-69] stand under a recorded call, too, with the ground of the recording', async () => {
    const sound = fileOf('f31', 'Call.mp3');
    const call = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000d31', entity: 'crm/activity', fields: { kind: 'call', delivery: 'send', deliveryStatus: 'delivered', line: 'answered', number: '+13035550164', about, happensAt: '2026-11-20T09:00:00.000Z', recorded: 'agreed', recordedWhy: 'The law of CA asks for the consent of everybody.', recording: [sound.id] } }); // prettier-ignore
    const rows = [deal, sound, call];
    await renderApp({ rows, at: `/record/${deal.id}` });
    const list = await screen.findByRole('group', { name: 'Recording of this call' });
    expect(await within(list).findByRole('button', { name: /Call\.mp3/ })).toBeDefined();
    expect(await screen.findByText(/Recorded, after the other end agreed by a key\. The law of CA/)).toBeDefined();
  });
});
