import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { describe, expect, it } from 'vitest';
import { recordActsOf } from '../records/creating/record-acts.ts';
import { actButtons } from './act-buttons.ts';

describe('[T-20] quick acts on a record', () => {
  it('are shown disabled to people who may not change the record', () => {
    const acts = recordActsOf(installedCatalogue, entityOf(installedCatalogue, 'crm/lead'));
    const more = { onAct: () => undefined, dialogs: [], onDialog: () => undefined };
    const buttons = actButtons({ acts, why: 'Ask its owner.', ...more });
    expect(buttons.map(({ disabledReason }) => disabledReason)).toEqual(acts.map(() => 'Ask its owner.'));
    expect(actButtons({ acts, why: undefined, ...more })[0]).not.toHaveProperty('disabledReason');
  });
});
