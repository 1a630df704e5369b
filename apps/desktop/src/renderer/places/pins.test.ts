import { describe, expect, it } from 'vitest';
import { allPins, keptPins, pinText, readPin, withDeviceViews, afterPin } from './pins.ts';

const id = '0190b1f2-7c00-7000-8000-0000000000a1';
const record = { of: 'record', entity: 'crm/deal', record: id } as const;
const view = { of: 'view', entity: 'crm/deal', view: 'closing' } as const;
const defaults = ['crm/deal?closing', 'crm/lead?new'];
const none = { pinned: [], unpinned: [] };

describe('the text of a pin', () => {
  it('is read back as the same pin', () => {
    expect([record, view].map((pin) => readPin(pinText(pin)))).toEqual([record, view]);
  });

  it('is left out where this build cannot read it', () => {
    expect(['', 'crm/deal', 'crm/deal?', 'crm/deal:7', ':x'].map(readPin)).toEqual(Array(5).fill(undefined));
  });
});

describe('the pins of a person', () => {
  it('are the default ones that they have not unpinned, then their own, each once', () => {
    const mine = [{ fields: { pinned: ['a:1', 'crm/lead?new'] } }, { fields: { pinned: ['a:1'], unpinned: [defaults[0] ?? ''] } }]; // prettier-ignore
    expect(allPins(defaults, keptPins(mine))).toEqual(['crm/lead?new', 'a:1']);
  });

  it('keep a default list unpinned until it is pinned again', () => {
    const unpinned = afterPin('crm/deal?closing', { isPinned: false, defaults, kept: none });
    expect(unpinned).toEqual({ pinned: [], unpinned: ['crm/deal?closing'] });
    expect(afterPin('crm/deal?closing', { isPinned: true, defaults, kept: unpinned })).toEqual(none);
  });

  it('get and lose a pin of their own', () => {
    const pinned = afterPin('a:1', { isPinned: true, defaults, kept: none });
    expect(pinned).toEqual({ pinned: ['a:1'], unpinned: [] });
    expect(afterPin('a:1', { isPinned: false, defaults, kept: pinned })).toEqual(none);
  });
});

describe('[S-4] the views that a device kept', () => {
  it('are added to the pins of other devices, and a default list that they lack is unpinned', () => {
    const kept = { pinned: ['a:1'], unpinned: [] };
    expect(withDeviceViews([view, { ...view, view: 'all' }], { defaults, kept })).toEqual({
      pinned: ['a:1', 'crm/deal?all'],
      unpinned: ['crm/lead?new'],
    });
  });
});
