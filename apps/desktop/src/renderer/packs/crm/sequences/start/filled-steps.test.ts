import type { JsonValue } from '@outpost/domain/kernel/json';
import { readLetters, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../../testing/given-record.ts';
import { fillSteps, lettersOf, wordsFault } from './filled-steps.ts';

const template = '01980000-0000-7000-8000-000000000001';
const version = givenShownRecord({ id: template.replace('1', '2'), entity: 'crm/template-version', fields: { subject: 'About {{ deal.name }}', words: 'Dear {{ deal.who }}' } }); // prettier-ignore
const steps: readonly SequenceStep[] = [
  { id: 'email-1', kind: 'email', template },
  { id: 'wait-1', kind: 'wait', count: 1, unit: 'day' },
  { id: 'text-1', kind: 'text', words: '  {{ deal.name }} *ready*?  ' },
];
const filled = (who: string | null, held = true) => fillSteps(steps, () => (held ? version : undefined), { deal: { name: 'A*B', who } }); // prettier-ignore
const unchanged = () => ({});

describe('[SEQ-4] the words of an enrolment', () => {
  it('are those of all messages with the values of the record; a text is no Markdown', () => {
    const letters = lettersOf(filled('Maris'), unchanged);
    expect(letters).toEqual({
      'email-1': { subject: 'About A*B', words: 'Dear Maris', templateVersion: version.id },
      'text-1': { words: 'A*B *ready*?' },
    });
    expect(readLetters(JSON.parse(JSON.stringify(letters)) as JsonValue).ok).toBe(true);
  });

  it('are as the sender changed them', () => {
    const changed = lettersOf(filled('Maris'), (step) => (step === 'text-1' ? { words: 'Ready?' } : { subject: ' Hi ' })); // prettier-ignore
    expect(changed).toMatchObject({ 'email-1': { subject: 'Hi', words: 'Dear Maris' }, 'text-1': { words: 'Ready?' } });
  });

  it('are none while a value is missing, a template is not here, or a message is empty or too long', () => {
    expect(lettersOf(filled(null), unchanged)).toBeUndefined();
    expect(filled(null)[0]?.filled).toMatchObject({ ok: false, gaps: ['deal.who'] });
    expect(lettersOf(filled('Maris', false), unchanged)).toBeUndefined();
    expect(lettersOf(filled('Maris'), () => ({ words: ' ' }))).toBeUndefined();
    const [mail, text] = filled('Maris');
    if (!mail || !text) throw new Error('two messages were expected');
    expect(wordsFault(mail, { subject: ' ' })).toBe('The e-mail has no subject.');
    expect(wordsFault(text, { words: 'x'.repeat(1_601) })).toBe('A text has at most 1600 characters.');
    expect(wordsFault(text, {})).toBeUndefined();
    for (const one of [mail, text])
      expect(wordsFault(one, { words: 'Dear [[First name]]' })).toContain('[[First name]]'); // PSH-3
  });
});
