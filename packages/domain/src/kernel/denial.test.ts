import { describe, expect, it } from 'vitest';
import { denied } from './denial.ts';
import { actions } from './role.ts';

describe('what is said of an action that was refused', () => {
  it('[A-2] names the action and the kind of record, whichever side refused it', () => {
    const deal = { label: { one: 'Deal', many: 'Deals' } };
    expect(actions.map((action) => denied(deal, action).message)).toEqual([
      'You may not see this deal.',
      'You may not add this deal.',
      'You may not change this deal.',
      'You may not hand on or share this deal.',
      'You may not delete or restore this deal.',
      'You may not administer this deal.',
    ]);
  });
});
