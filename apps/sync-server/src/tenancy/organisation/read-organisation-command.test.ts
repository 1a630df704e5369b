import { describe, expect, it } from 'vitest';
import { readOrganisationCommand } from './read-organisation-command.ts';

const id = '0190b1f2-7c00-7000-8000-0000000000f1';
const read = (line: string) => readOrganisationCommand(line.split(' '), ['people', 'records']);

describe('[PLT-26] the operator’s command about an organisation', () => {
  it('reads suspending, and a plan with its limits', () => {
    expect(read(`suspend --organisation ${id}`)).toEqual({ what: 'suspend', organisation: id });
    expect(read(`plan --organisation ${id} --name small --limit people=25 --limit records=1000`)).toEqual({
      what: 'plan',
      organisation: id,
      plan: 'small',
      quotas: { people: 25, records: 1000 },
    });
  });

  it('reads who ordered it, in words of the operator', () => {
    const line = ['resume', '--organisation', id, '--ordered-by', 'Rosa, ticket 4711'];
    const order = { what: 'resume', organisation: id, orderedBy: 'Rosa, ticket 4711' };
    expect(readOrganisationCommand(line, [])).toEqual(order);
    expect(readOrganisationCommand([...line.slice(0, -1), ' '], [])).toBeUndefined();
    expect(readOrganisationCommand([...line.slice(0, -1), 'x'.repeat(501)], [])).toBeUndefined();
  });

  it.each([
    'suspend',
    'suspend --organisation x',
    `plan --organisation ${id}`,
    `plan --organisation ${id} --name small --limit peple=25`,
    `plan --organisation ${id} --name small --limit people=-1`,
    `suspend --organisation ${id} --limit people=1`,
    `erase --organisation ${id}`,
  ])('does not read "%s"', (line) => {
    expect(read(line)).toBeUndefined();
  });
});
