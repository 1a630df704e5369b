import { describe, expect, it } from 'vitest';
import { redactedField, redactorOf } from './redactor.ts';
import { installedCatalogue } from '@outpost/domain/installed-packs';

const redactor = redactorOf({
  person: 'p1',
  pseudonym: 'Former member 3f2a',
  names: ['Anna Berger', 'anna.berger@firm.example', '+43 (1) 234'],
  mentioned: ['Anna'],
  devices: ["Anna's laptop"],
});

describe('the texts that name a former member', () => {
  it('are replaced as whole words in any case, and stay inside other words', () => {
    expect(redactor.everywhere('Call ANNA BERGER, not Joanna Bergerhof.')).toBe(
      'Call Former member 3f2a, not Joanna Bergerhof.',
    );
    expect(redactor.everywhere('Write to <anna.berger@firm.example> or +43 (1) 234')).toBe(
      'Write to <Former member 3f2a> or Former member 3f2a',
    );
    expect(redactor.everywhere('Anna Bergers')).toBe('Anna Bergers');
  });

  it('are replaced after an @ also by the first name alone, and only there', () => {
    expect(redactor.mentions('@Anna Berger and @anna: Anna Berger may stay here.')).toBe(
      '@Former member 3f2a and @Former member 3f2a: Anna Berger may stay here.',
    );
    expect(redactor.mentions('Anna, mail x@anna.example')).toBe('Anna, mail x@anna.example');
  });

  it('include the names of devices only where the row is theirs', () => {
    expect(redactor.withDevices("Ordered to wipe Anna's laptop of Anna Berger")).toBe(
      'Ordered to wipe Former member 3f2a of Former member 3f2a',
    );
    expect(redactor.everywhere("Anna's laptop")).toBe("Anna's laptop");
  });

  it('stay in the name and address of a record that represents another person', () => {
    const contact = installedCatalogue.entities.get('crm/contact');
    const activity = installedCatalogue.entities.get('crm/activity');
    const redact = redactor.everywhere;
    const of = (entity: typeof contact, name: string, value: string) => redactedField(entity, { name, value, redact });
    expect(of(contact, 'name', 'Anna Berger')).toBe('Anna Berger');
    expect(of(contact, 'email', 'anna.berger@firm.example')).toBe('anna.berger@firm.example');
    expect(of(activity, 'subject', 'Call with Anna Berger')).toBe('Call with Former member 3f2a');
    expect(of(activity, 'toAddress', 'anna.berger@firm.example')).toBeNull();
    expect(redactedField(undefined, { name: 'x', value: { list: ['Anna Berger', 1] }, redact })).toEqual({
      list: ['Former member 3f2a', 1],
    });
  });
});
