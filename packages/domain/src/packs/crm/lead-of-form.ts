import type { Field } from '../../kernel/entities/fields.ts';
import { cellReader } from '../../kernel/import/cells/cell-readers.ts';
import type { ReadingContext } from '../../kernel/import/cells/column-format.ts';
import { cutText } from '../../kernel/text/cut-text.ts';
import { lead } from './entities/lead.entity.ts';

/** The answers of a lead form, by the names of its questions, in their order. */
export type FormAnswers = readonly { readonly name: string; readonly values: readonly string[] }[];

/** The standard questions of Meta's lead forms (Marketing API, "Lead Ads", field types), by the field of the lead. */
const standard = { email: ['email', 'work_email'], phone: ['phone_number', 'work_phone_number'], company: ['company_name'] } as const; // prettier-ignore
const names = ['full_name', 'first_name', 'last_name'];

/** The values of a lead. `about`: the answers that have no field of their own, and those that their field cannot have. */
export type LeadOfForm = {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly company?: string;
  readonly about?: string;
};

/**
 * SOC-6: returns the values of a lead from the answers of a form. Each value is read by the reader of the import. An answer that its field cannot
 * have is not lost: it stands in the text with its question.
 */
export function leadOfForm(
  answers: FormAnswers,
  { form, context }: { readonly form: string; readonly context: ReadingContext },
): LeadOfForm {
  const texts = new Map(answers.map(({ name, values }) => [name, values.map((value) => value.trim()).filter(Boolean).join(', ')])); // prettier-ignore
  const used = new Set<string>(names);
  const take = (field: Field, questions: readonly string[]): string | undefined => {
    for (const question of questions) {
      const text = texts.get(question);
      if (!text) continue;
      const read = cellReader(field, { kind: 'plain' }, context)(text);
      if (!read.ok || typeof read.value !== 'string') continue;
      used.add(question);
      return read.value;
    }
    return undefined;
  };
  const email = take(lead.fields.email, standard.email);
  const phone = take(lead.fields.phone, standard.phone);
  const company = take(lead.fields.company, standard.company);
  const whole = texts.get('full_name') || [texts.get('first_name'), texts.get('last_name')].filter(Boolean).join(' ');
  const others = [...texts].filter(([name, text]) => text !== '' && !used.has(name));
  const lines = [form === '' ? '' : `Form: ${form}`, ...others.map(([name, text]) => `${wordsOf(name)}: ${text}`)];
  const about = cutText(lines.filter(Boolean).join('\n\n'), 10_000);
  return {
    name: cutText(whole || email || phone || 'Somebody without a name', 200),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(company === undefined ? {} : { company }),
    ...(about === '' ? {} : { about }),
  };
}

/** "job_title" is "Job title". */
const wordsOf = (name: string): string => {
  const words = name.replaceAll('_', ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
