import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { recordActsOf, whyNotWritten } from '../records/creating/record-acts.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { actButtons } from './act-buttons.ts';

describe('[T-20] quick acts on a record', () => {
  it('are shown disabled to people who may not change the record', () => {
    const acts = recordActsOf(installedCatalogue, entityOf(installedCatalogue, 'crm/lead'));
    const more = { onAct: () => undefined, dialogs: [], onDialog: () => undefined };
    const buttons = actButtons({ acts, whyNot: () => 'Ask its owner.', ...more });
    expect(buttons.map(({ disabledReason }) => disabledReason)).toEqual(acts.map(() => 'Ask its owner.'));
    expect(actButtons({ acts, whyNot: () => undefined, ...more })[0]).not.toHaveProperty('disabledReason');
  });

  it('[MSG-1] that write to a person who must not be contacted are disabled, and the others are not', () => {
    const contact = entityOf(installedCatalogue, 'crm/contact');
    const acts = recordActsOf(installedCatalogue, contact);
    const disabled = (fields: Readonly<Record<string, JsonValue>>, entity = contact) => {
      const record = givenShownRecord({ entity: entity.name, fields: { name: 'Cleo', ...fields } });
      return acts.flatMap((act) => {
        const why = whyNotWritten(act, entity, record);
        return why === undefined ? [] : [[act.id, why]];
      });
    };
    expect(disabled({ doNotContact: true })).toEqual([
      ['place-call', 'Cleo must not be contacted.'],
      ['email', 'Cleo must not be contacted.'],
      ['text', 'Cleo must not be contacted.'],
    ]);
    expect(disabled({ doNotContact: false })).toEqual([]);
    expect(disabled({ doNotContact: true }, entityOf(installedCatalogue, 'crm/lead'))).toEqual([]); // leads have no such field
  });
});
