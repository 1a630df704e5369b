import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { moveChild, workflow } from '@outpost/domain/kernel/catalogue/workflow';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { choice, date, ref, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord } from '../testing/performed.ts';

const LoanId = idOf('trial/loan');
const states = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
] as const;
const loan = entity(LoanId, {
  label: { one: 'Loan', many: 'Loans' },
  title: 'name',
  byWildcard: true,
  fields: { name: text({ required: true }), status: choice(states, { required: true }), closedOn: date() },
});
const survey = entity(idOf('trial/survey'), {
  label: { one: 'Survey', many: 'Surveys' },
  title: 'subject',
  byWildcard: true,
  fields: { subject: text({ required: true }), about: ref(LoanId, { required: true }), sentOn: date() },
});
const closing = workflow(loan, 'status', {
  starts: ['open'],
  moves: [
    {
      name: 'close',
      label: 'Close',
      from: ['open'],
      to: 'closed',
      sets: { closedOn: ({ today }) => today },
      creates: [
        moveChild(loan, survey, {
          by: 'about',
          fields: ({ record: { fields } }) => ({ subject: `How was ${fields.name}?`, sentOn: fields.closedOn ?? null }),
        }),
      ],
    },
  ],
});
const trial = { name: 'trial', version: 1, entities: [loan, survey], workflows: [closing], roles: [] };

async function given(names: readonly string[]) {
  const device = await tenantForTest({ catalogue: catalogueOf([...installedPacks, trial]) });
  const loans: string[] = [];
  for (const name of names) loans.push(await addedRecord(device, 'trial/loan', { name, status: 'open' }));
  const { tenant } = device;
  const close = (shape: 'together' | 'each', more: Readonly<Record<string, string>> = {}) =>
    tenant.acts.perform({
      label: 'Closed',
      shape,
      edits: loans.map((id) => ({ entity: 'trial/loan', id, fields: { status: 'closed', ...more } })),
    });
  const newest = () => [...tenant.device.memory.acts.values()].at(-1)?.act;
  const surveys = async () => {
    const found = await tenant.questions.search({ text: 'how', limit: 10, entities: ['trial/survey'] });
    return found.ok ? found.value.hits.map(({ title }) => title) : found;
  };
  return { tenant, loans, close, newest, surveys };
}

describe('a move that creates a record', () => {
  it('[T-14] creates it in the same act, from the record after the move, and an undo removes it', async () => {
    const { tenant, loans, close, newest, surveys } = await given(['Mill']);
    const done = await close('together', { name: 'Old Mill' });
    expect(done).toMatchObject({ ok: true, value: { ids: loans } });
    expect(newest()?.edits).toMatchObject([
      { id: loans[0], fields: { status: ['open', 'closed'] } },
      {
        entity: 'trial/survey',
        follows: loans[0],
        create: { fields: { subject: 'How was Old Mill?', about: loans[0], sentOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown } },
      },
    ]); // prettier-ignore
    expect(await surveys()).toEqual(['How was Old Mill?']);
    expect(done.ok && (await tenant.acts.undo(done.value.act)).ok).toBe(true);
    expect(await surveys()).toEqual([]);
  });

  it('[T-14] creates one for each record of an act on several', async () => {
    const { loans, close, newest, surveys } = await given(['Mill', 'Farm']);
    expect((await close('each')).ok).toBe(true);
    expect(newest()?.edits.flatMap((edit) => ('follows' in edit ? [edit.follows] : []))).toEqual(loans);
    expect(await surveys()).toEqual(['How was Farm?', 'How was Mill?']);
  });

  it('[T-14] creates nothing where the record changes in another way', async () => {
    const { tenant, loans, newest } = await given(['Mill']);
    await tenant.acts.perform({
      label: 'x',
      shape: 'together',
      edits: [{ entity: 'trial/loan', id: loans[0] ?? '', fields: { name: 'Mole' } }],
    });
    expect(newest()?.edits).toHaveLength(1);
  });

  it('[T-14] is not created twice by an act that has it already, as when a refused act is mended', async () => {
    const { tenant, loans, newest, surveys } = await given(['Mill']);
    const [about = ''] = loans;
    await tenant.acts.perform({
      label: 'Closed',
      shape: 'together',
      edits: [
        { entity: 'trial/loan', id: about, fields: { status: 'closed' } },
        { entity: 'trial/survey', create: { fields: { subject: 'How did it go?', about } } },
      ],
    });
    expect(newest()?.edits.map((edit) => 'follows' in edit && edit.follows)).toEqual([false, about]);
    expect(await surveys()).toEqual(['How did it go?']);
  });
});
