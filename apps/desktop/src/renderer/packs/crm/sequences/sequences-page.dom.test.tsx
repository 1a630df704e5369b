import { accept } from '@outpost/domain/kernel/refusal';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { emptySyncStatus } from '../../../../bridge/empty-sync-status.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-000000000f${String(n).padStart(2, '0')}`;
const made = (entity: string, n: number, fields: ShownRecord['fields']) => givenShownRecord({ id: idOf(n), entity, fields }); // prettier-ignore
const now = '2026-11-20T09:00:00.000Z';

const contact = (fields: ShownRecord['fields'] = {}) => made('crm/contact', 1, { name: 'Maris Oakhurst', email: 'maris@oakhurst.example', phone: '+13035550164', ...fields }); // prettier-ignore
const deal = (fields: ShownRecord['fields'] = {}) => made('crm/deal', 2, { name: 'South façade', stage: 'proposal', contact: idOf(1), ...fields }); // prettier-ignore
const template = made('crm/template', 3, { name: 'Our offer', about: 'crm/deal' });
const letter = made('crm/template-version', 4, { template: idOf(3), subject: 'About {{ deal.name }}', words: 'Dear {{ deal.contact.firstName }}', frame: '' }); // prettier-ignore
const sequence = (fields: ShownRecord['fields'] = {}) => made('crm/sequence', 5, { name: 'After the visit', about: 'crm/deal', purpose: 'contract', ...fields }); // prettier-ignore
const steps = [
  { id: 'email-1', kind: 'email', template: idOf(3) },
  { id: 'wait-1', kind: 'wait', count: 2, unit: 'weekday' },
  { id: 'text-1', kind: 'text', words: 'Did it arrive, {{ deal.contact.firstName }}?' },
  { id: 'task-1', kind: 'task', subject: 'Call', days: 0 },
];
const version = (change: readonly unknown[] = steps) => made('crm/sequence-version', 6, { name: 'After the visit, version 1', sequence: idOf(5), steps: change as never, window: { from: '09:00', until: '17:00', weekdays: true } }); // prettier-ignore
const enrolled = (n: number, fields: ShownRecord['fields'] = {}) => made('crm/enrolment', n, { name: 'After the visit: South façade', about: `crm/deal:${idOf(2)}`, sequence: idOf(5), sequenceVersion: idOf(6), letters: {}, status: 'active', place: 0, ...fields }); // prettier-ignore

/** Whether a row satisfies the parts of a filter that this test's lists use. */
function holds(row: ShownRecord, where: Filter | undefined): boolean {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => holds(row, part));
  if ('or' in where) return where.or.some((part) => holds(row, part));
  if ('not' in where) return !holds(row, where.not);
  const value = where.field === 'id' ? row.id : (row.fields[where.field] ?? null);
  if (where.op === 'is') return value === where.value;
  return where.op === 'one-of' && Array.isArray(where.value) && where.value.includes(value);
}
const answering = (rows: readonly ShownRecord[]): Partial<BridgeHandlers> => {
  const refs = Object.fromEntries(rows.map((row) => [row.id, { entity: row.entity, title: textIn(row.fields['name']), life: row.life }])); // prettier-ignore
  return {
    'records.list': ({ entity, where }) =>
      Promise.resolve(accept({ rows: rows.filter((row) => row.entity === entity && holds(row, where)), refs, next: null })), // prettier-ignore
    'records.timeline': ({ id }) => {
      const children = rows.filter(({ fields }) => fields['about'] === `crm/deal:${id}`);
      const entries = children.map((record) => ({ kind: 'record' as const, at: record.createdAt, parent: id, record }));
      return Promise.resolve(
        accept({ entries, refs, names: {}, more: false, filled: [], related: { count: 0, isAll: true } }),
      );
    },
    'records.summary': ({ entity, where, groupBy }) => {
      const found = rows.filter((row) => row.entity === entity && holds(row, where));
      const values = groupBy === undefined ? [null] : [...new Set(found.map((row) => row.fields[groupBy] ?? null))];
      const countOf = (value: unknown) => found.filter((row) => groupBy === undefined || (row.fields[groupBy] ?? null) === value).length; // prettier-ignore
      return Promise.resolve(accept({ groups: values.map((value) => ({ value, count: countOf(value), sums: {} })), refs: {} })); // prettier-ignore
    },
  };
};

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const write = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('[SEQ-8] the page of sequences', () => {
  const givenPage = (rows: readonly ShownRecord[], more: Parameters<typeof renderApp>[0] = {}) =>
    renderApp({ rows, at: '/settings/sequences', handlers: answering(rows), ...more });

  it('says what belongs here, and begins the first one', async () => {
    await givenPage([]);
    expect(await screen.findByText('No sequences yet')).toBeDefined();
    fireEvent.click(screen.getAllByRole('button', { name: 'New sequence' })[0] as Element);
    expect(await screen.findByLabelText('Name')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Add the sequence' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('counts the steps over the records that are held, and says where each record stands', async () => {
    const sent = [{ step: 'email-1', what: 'sent', at: now }];
    await givenPage([
      sequence(),
      version(),
      template,
      enrolled(10),
      enrolled(11, { place: 2, nextAt: '2026-11-24T10:00:00.000Z', log: sent }),
      enrolled(12, { status: 'stopped', stoppedBy: 'reply', place: 2, log: sent }),
      deal(),
    ]);
    const shown = within(await screen.findByRole('region', { name: 'Steps' }));
    expect(shown.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      '1E-mail: Our offer1 here2 sent1 answered',
      'Wait 2 weekdays',
      '2Text: Did it arrive, …?1 here0 sent0 answered',
      '3Task: CallDue on the same day0 here0 made',
    ]);
    const inIt = within(screen.getByRole('region', { name: /^In it 2 under way, 1 ended/ }));
    expect(inIt.getByText('Step 2 of 3, next Tue 24 Nov, 10:00', { exact: false })).toBeDefined();
    expect(inIt.getByText('Stopped: they answered', { exact: false })).toBeDefined();
    expect(screen.getByText('Deals, 2 under way')).toBeDefined();
  });

  it('[SEQ-12] shows a branch with how many took each part', async () => {
    const branched = [
      { id: 'if-1', kind: 'if', when: { record: { field: 'stage', op: 'is', value: 'proposal' } } },
      steps[2],
      { id: 'else-1', kind: 'else', of: 'if-1' },
      steps[3],
      { id: 'end-1', kind: 'end', of: 'if-1' },
    ];
    await givenPage([
      sequence(),
      version(branched),
      enrolled(10, { place: 2, log: [{ step: 'if-1', what: 'yes', at: now }] }),
      enrolled(11, { place: 3, log: [{ step: 'if-1', what: 'otherwise', at: now }] }),
      deal(),
    ]);
    const shown = within(await screen.findByRole('region', { name: 'Steps' }));
    await waitFor(() =>
      expect(shown.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
        '1If Stage: Proposal0 here1 yes1 otherwise',
        '2Text: Did it arrive, …?0 here0 sent0 answered',
        'Otherwise',
        '3Task: CallDue on the same day1 here0 made',
      ]),
    );
  });

  it('pauses all, and takes back a message that is on its way when one is stopped', async () => {
    const message = made('crm/activity', 20, { kind: 'email', delivery: 'send', subject: 'About South façade' });
    const { performed } = await givenPage([sequence(), version(), template, enrolled(10, { waitsFor: idOf(20) }), message, deal()]); // prettier-ignore
    await screen.findByRole('region', { name: 'Steps' });
    press('Pause all');
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Paused After the visit', edits: [{ id: idOf(5), fields: { paused: true } }] }])); // prettier-ignore
    press('Stop: South façade');
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({
      edits: [
        { entity: 'crm/enrolment', id: idOf(10), fields: { status: 'stopped', stoppedBy: 'person', endedAt: now } },
        { entity: 'crm/activity', id: idOf(20), fields: { deliveryDecision: 'not-sent' } },
      ],
    });
  });

  it('offers no change to a person who may only read', async () => {
    const reader = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await givenPage([sequence(), version(), template, enrolled(10), deal()], { session: reader });
    await screen.findByRole('region', { name: 'Steps' });
    for (const name of ['New sequence', 'Edit the steps', 'Pause all', 'Stop: South façade'])
      expect(screen.queryByRole('button', { name })).toBeNull();
  });
});

describe('[SEQ-1] the editor of a sequence', () => {
  it('[SEQ-12] writes a branch by the keyboard’s buttons, says what it lacks, and saves its parts in order', async () => {
    const rows = [sequence(), version([steps[2]]), template, deal()];
    const { performed } = await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Add a branch' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Question of step 2')));
    expect(await screen.findByText('Choose a filter.')).toBeDefined();
    write('Question of step 2', 'message');
    expect(await screen.findByText('Choose a message.')).toBeDefined();
    write('Message for which step 2 asks', 'text-1');
    write('Outcome for which step 2 asks', 'not-sent');
    press('Task into step 2');
    await waitFor(() => expect(screen.getByRole('group', { name: 'step 3: Task' })).toBeDefined());
    write('Subject of step 3', 'Call');
    press('Wait into step 4');
    await waitFor(() => expect(screen.getByRole('group', { name: 'step 5: Wait' })).toBeDefined());
    press('Save as new version');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({
      create: {
        fields: {
          steps: [
            { id: 'text-1' },
            { id: 'if-1', kind: 'if', when: { message: 'text-1', is: 'not-sent' } },
            { id: 'task-1', subject: 'Call' },
            { id: 'else-1', kind: 'else', of: 'if-1' },
            { id: 'wait-1', kind: 'wait' },
            { id: 'end-1', kind: 'end', of: 'if-1' },
          ],
        },
      },
    });
  });

  it('[SEQ-14] writes a letter of a template, and says where it goes', async () => {
    const rows = [sequence(), version([steps[2]]), template, deal()];
    const { performed } = await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Add a letter' }));
    expect(await screen.findByText('Choose a template.')).toBeDefined();
    expect(screen.getByText('Goes to the contact’s postal address, and waits for a print batch.')).toBeDefined();
    write('Template of step 2', idOf(3));
    press('Save as new version');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({ create: { fields: { steps: [{ id: 'text-1' }, { id: 'letter-1', kind: 'letter', template: idOf(3) }] } } }); // prettier-ignore
  });

  it('[SEQ-13] asks whether an e-mail was opened, not a text, and says where opens are not followed', async () => {
    const organisation = (followsMails: boolean) => made('platform/organisation', 7, { name: 'Fenwright', followsMails }); // prettier-ignore
    const given = async (follows: boolean) => {
      const rows = [sequence(), version([steps[0], steps[2]]), template, deal(), organisation(follows)];
      const { performed } = await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
      fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
      fireEvent.click(await screen.findByRole('button', { name: 'Add a branch' }));
      fireEvent.change(await screen.findByLabelText('Question of step 3'), { target: { value: 'message' } });
      write('Message for which step 3 asks', 'text-1');
      write('Outcome for which step 3 asks', 'opened');
      return performed;
    };
    const performed = await given(false);
    expect(await screen.findByText('Only an e-mail can be opened or clicked.')).toBeDefined();
    expect(await screen.findByText(/^Opens and links are not followed, so “otherwise” is taken/)).toBeDefined();
    write('Message for which step 3 asks', 'email-1');
    await waitFor(() => expect(screen.queryByText('Only an e-mail can be opened or clicked.')).toBeNull());
    press('Save as new version');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({ create: { fields: { steps: [{ id: 'email-1' }, { id: 'text-1' }, { id: 'if-1', kind: 'if', when: { message: 'email-1', is: 'opened' } }, { id: 'else-1' }, { id: 'end-1' }] } } }); // prettier-ignore
    cleanup();
    await given(true);
    expect(await screen.findByText('By a person, as far as is known. Machines that open e-mails do not count.')).toBeDefined(); // prettier-ignore
  });

  it('saves a changed step as a new version with a note, and leaves the old one as it is', async () => {
    const rows = [sequence(), version(), template, enrolled(10), deal()];
    const { performed, local } = await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
    await screen.findByText(/^1 record under way keeps the steps and words/);
    expect(screen.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
    press('Remove step 4');
    await waitFor(() => expect(screen.queryByRole('group', { name: 'step 4: Task' })).toBeNull());
    press('Duplicate step 2');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Length of step 3')));
    write('Length of step 3', '');
    expect(await screen.findByText('The number is missing.')).toBeDefined();
    write('Length of step 3', '5');
    write('What changed', 'A longer wait');
    await waitFor(() => expect(local.get(`draft/sequence/${idOf(5)}`)).toMatchObject({ note: 'A longer wait' }));
    press('Save as new version');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      {
        entity: 'crm/sequence-version',
        create: {
          fields: {
            name: 'After the visit, version 2',
            sequence: idOf(5),
            note: 'A longer wait',
            steps: [steps[0], steps[1], { ...steps[1], id: 'wait-2', count: 5 }, steps[2]],
          },
        },
      },
    ]);
    expect(local.get(`draft/sequence/${idOf(5)}`)).toBeNull();
  });

  it('changes only the name without a new version', async () => {
    const rows = [sequence(), version(), template];
    const { performed } = await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
    await screen.findByLabelText('Name');
    write('Name', 'After our visit');
    fireEvent.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ entity: 'crm/sequence', id: idOf(5), fields: { name: 'After our visit' } }] }])); // prettier-ignore
    expect(performed[0]?.edits).toHaveLength(1);
  });

  it('does not save sending times in the wrong order', async () => {
    const rows = [sequence(), version(), template];
    await renderApp({ rows, at: '/settings/sequences', handlers: answering(rows) });
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the steps' }));
    await screen.findByLabelText('From');
    write('From', '18:00');
    expect(await screen.findByText(/^Sending times: the time from which it sends lies before/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Save as new version' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('[SEQ-4] [SEQ-6] starting a sequence', () => {
  const givenDialog = async (rows: readonly ShownRecord[], more: Parameters<typeof renderApp>[0] = {}) => {
    const shown = await renderApp({ rows, at: `/record/${idOf(2)}`, handlers: answering(rows), ...more });
    fireEvent.click((await screen.findAllByRole('button', { name: 'Start a sequence' }))[0] as Element);
    const dialog = within(await screen.findByRole('dialog', { name: 'Start a sequence' }));
    const start = await dialog.findByRole('button', { name: /^Start with/ });
    return { ...shown, dialog, start };
  };
  const world = [contact(), template, letter, sequence(), version()];

  it('keeps the words as the person saw them, with the newest version of each template', async () => {
    const { dialog, start, performed } = await givenDialog([deal(), ...world]);
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
    expect(dialog.getByLabelText<HTMLInputElement>('Subject of step 1').value).toBe('About South façade');
    expect(dialog.getByText('today 9:00')).toBeDefined();
    expect(dialog.getAllByText('Tue 24 Nov, 9:00')).toHaveLength(2);
    fireEvent.change(dialog.getByLabelText('Words of step 2'), { target: { value: 'Did it come?' } });
    fireEvent.click(start);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Started the sequence After the visit: South façade',
      edits: [
        {
          entity: 'crm/enrolment',
          create: {
            ownerId: givenSession().person?.id,
            fields: {
              name: 'After the visit: South façade',
              about: `crm/deal:${idOf(2)}`,
              sequence: idOf(5),
              sequenceVersion: idOf(6),
              with: idOf(1),
              toAddress: 'maris@oakhurst.example',
              number: '+13035550164',
              status: 'active',
              place: 0,
              nextAt: now,
              letters: {
                'email-1': { subject: 'About South façade', words: 'Dear Maris', templateVersion: idOf(4) },
                'text-1': { words: 'Did it come?' },
              },
            },
          },
        },
      ],
    });
    expect(performed[0]?.edits).toHaveLength(1);
  });

  it('does not start while a value is missing, and names it', async () => {
    const { dialog, start } = await givenDialog([deal({ contact: null }), ...world]);
    expect((await dialog.findAllByText(/^Contact: First name/)).length).toBeGreaterThan(0);
    expect(start.getAttribute('aria-disabled')).toBe('true');
  });

  it('does not start with a person who must not be contacted, has no number, or has not agreed', async () => {
    const one = await givenDialog([deal(), contact({ doNotContact: true }), template, letter, sequence(), version()]);
    expect(await one.dialog.findByText('Maris Oakhurst must not be contacted.')).toBeDefined();
    expect(one.start.getAttribute('aria-disabled')).toBe('true');
    one.unmount();
    const two = await givenDialog([deal(), contact({ phone: null }), template, letter, sequence(), version()]);
    expect(await two.dialog.findByText('There is no telephone number.')).toBeDefined();
    expect(two.start.getAttribute('aria-disabled')).toBe('true');
    two.unmount();
    const three = await givenDialog([deal(), contact(), template, letter, sequence({ purpose: 'offers' }), version()]);
    expect(await three.dialog.findByText(/has not agreed to offers by e-mail/)).toBeDefined();
    expect(three.start.getAttribute('aria-disabled')).toBe('true');
  });

  it('[SEQ-12] says which part of a branch would be taken now, shows the words of both, and starts although one cannot be sent', async () => {
    const branched = version([
      { id: 'if-1', kind: 'if', when: { record: { field: 'stage', op: 'is', value: 'proposal' } } },
      steps[0],
      { id: 'else-1', kind: 'else', of: 'if-1' },
      steps[2],
      { id: 'end-1', kind: 'end', of: 'if-1' },
    ]);
    const { dialog, start } = await givenDialog([deal(), contact({ phone: null }), template, letter, sequence(), branched]); // prettier-ignore
    expect(await dialog.findByText('now: yes')).toBeDefined();
    expect(dialog.getByLabelText('Words of step 2')).toHaveProperty('value', 'Dear Maris');
    expect(dialog.getByLabelText('Words of step 3')).toHaveProperty('value', 'Did it arrive, Maris?');
    expect(dialog.getByText('There is no telephone number.', { exact: false })).toBeDefined();
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
    expect(start.textContent).toContain('Start with at most 2 messages');
  });

  it('does not start on a closed deal', async () => {
    const { dialog, start } = await givenDialog([deal({ stage: 'won' }), ...world]);
    expect(await dialog.findByText('The deal is closed: a sequence would stop at once.')).toBeDefined();
    expect(start.getAttribute('aria-disabled')).toBe('true');
  });

  it('leaves out a message that may be left out, and starts', async () => {
    const lenient = version(steps.map((step) => (step.kind === 'text' ? { ...step, goesOn: true } : step)));
    const { dialog, start } = await givenDialog([deal(), contact({ phone: null }), template, letter, sequence(), lenient]); // prettier-ignore
    expect(await dialog.findByText(/^There is no telephone number\. It is left out/)).toBeDefined();
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
  });

  it('starts once for a record, and says that it works offline', async () => {
    const { dialog, start } = await givenDialog([deal(), ...world, enrolled(10, { status: 'finished' })], {
      sync: { ...emptySyncStatus, state: 'offline' },
    });
    expect(await dialog.findByText('This deal has been in this sequence. Finished.')).toBeDefined();
    expect(dialog.getByText(/^You are offline\. It starts now, on this device/)).toBeDefined();
    expect(start.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('[SEQ-8] the sequences of a record', () => {
  it('are on its page and in its timeline, and a message of one names it', async () => {
    const stuck = enrolled(10, { status: 'stuck', why: 'There is no address.' });
    const message = made('crm/activity', 20, { kind: 'email', delivery: 'send', subject: 'Hello', about: `crm/deal:${idOf(2)}`, enrolment: idOf(10), deliveryStatus: 'sent' }); // prettier-ignore
    const rows = [deal(), contact(), sequence(), version(), stuck, message];
    const { performed } = await renderApp({ rows, at: `/record/${idOf(2)}`, handlers: answering(rows) });
    expect(await screen.findByText('Waits for you: There is no address.')).toBeDefined();
    expect(
      screen.getByText(/started the sequence After the visit, waits for you: There is no address\./),
    ).toBeDefined();
    expect(screen.getByText(/^The sequence After the visit sent an e-mail: Hello/)).toBeDefined();
    fireEvent.click(await screen.findByRole('button', { name: 'Skip the step After the visit' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ id: idOf(10), fields: { status: 'active', place: 1, nextAt: now, why: null } }] }])); // prettier-ignore
  });
});
