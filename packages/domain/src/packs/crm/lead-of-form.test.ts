import { describe, expect, it } from 'vitest';
import { leadOfForm } from './lead-of-form.ts';

const given = { form: 'Spring offer', context: { currency: 'USD', timeZone: 'UTC', country: 'US' } };
const answer = (name: string, ...values: string[]) => ({ name, values });

describe('[SOC-6] the answers of a lead form', () => {
  it('become the values of a lead, read like cells of an import', () => {
    expect(leadOfForm([answer('full_name', ' Ada Byron '), answer('email', ' Ada@Example.com '), answer('phone_number', '(303) 555-0164'), answer('company_name', 'Analytical'), answer('job_title', 'Countess')], given)).toEqual({ name: 'Ada Byron', email: 'Ada@Example.com', phone: '+13035550164', company: 'Analytical', about: 'Form: Spring offer\n\nJob title: Countess' }); // prettier-ignore
  });

  it('join the two parts of a name, and name a person without one by the address', () => {
    expect(leadOfForm([answer('first_name', 'Ada'), answer('last_name', 'Byron')], given).name).toBe('Ada Byron');
    expect(leadOfForm([answer('email', 'ada@example.com')], given).name).toBe('ada@example.com');
    expect(leadOfForm([], given).name).toBe('Somebody without a name');
  });

  it('that a field cannot have stand in the text', () => {
    const { email, about } = leadOfForm([answer('full_name', 'Ada'), answer('email', 'none of yours')], given);
    expect(email).toBeUndefined();
    expect(about).toBe('Form: Spring offer\n\nEmail: none of yours');
  });
});
