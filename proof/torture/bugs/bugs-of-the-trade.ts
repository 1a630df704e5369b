import { type PlantedBug, sources } from './planted-bug.ts';

const { engine } = sources;

/** Bugs of workflows, rules and derived fields that replays of the model's trade find. */
export const bugsOfTheTrade: readonly PlantedBug[] = [
  {
    name: 'move-by-anyone',
    says: "a person without a move's action makes the move",
    file: `${engine}/judge/judge-step.ts`,
    text: 'if (lacks) return lacks;',
    instead: '',
    by: 'trade',
  },
  {
    name: 'needs-unasked',
    says: 'a move is made without the fields that it needs',
    file: `${engine}/judge/judge-step.ts`,
    text: 'if (name !== undefined) {',
    instead: 'if (name !== undefined && refused.size > 0) {',
    by: 'trade',
  },
  {
    name: 'any-start',
    says: 'a record is made in any state by a person without the right to imports',
    file: `${engine}/judge/judge-step.ts`,
    text: 'return notAStart(entity, workflow, state);',
    instead: 'return undefined;',
    by: 'trade',
  },
  {
    name: 'sets-untold',
    says: 'the answer does not name the fields that a move has set',
    file: `${engine}/judge/judge-change.ts`,
    text: '...(step?.move ? { sets: setsMade(step.move, edit, [now, record]) } : {}),',
    instead: '...(step?.move ? { sets: {} } : {}),',
    by: 'trade',
  },
  {
    name: 'derived-not-written',
    says: 'a derived field that reads a record above keeps its old value',
    file: `${engine}/judge/derive-at-end.ts`,
    text: 'draft.amend(now);',
    instead: '',
    by: 'trade',
  },
];
