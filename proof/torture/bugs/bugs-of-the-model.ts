import { type PlantedBug, sources } from './planted-bug.ts';

const { server, engine } = sources;

/** Bugs that replays of the model on the real write path find. */
export const bugsOfTheModel: readonly PlantedBug[] = [
  {
    name: 'departure-betrays',
    says: 'a person who gains a token is told of records that left it before',
    file: `${server}/sync/pages/page-places.ts`,
    text: 'Math.max(stands.since(token), holds.first[wholeToken(token)] ?? head);',
    instead: 'Math.min(0, token.length);',
    by: 'news',
  },
  {
    name: 'unchecked',
    says: 'permission is not checked at arrival',
    file: `${engine}/judge/judge-change.ts`,
    text: 'if (action !== undefined) return denied(entity, action);',
    instead: '',
    by: 'model',
  },
  {
    name: 'not-unique',
    says: 'unique keys are not checked at arrival',
    file: `${engine}/judge/judge-record.ts`,
    text: 'const taking = takenIn(draft, entity, record);',
    instead: 'const taking = undefined as ReturnType<typeof takenIn>;',
    by: 'model',
  },
  {
    name: 'twins-stay',
    says: 'a merge of duplicates leaves records that it makes equal by a unique set as they are',
    file: `${engine}/judge/judge-change.ts`,
    text: 'const twin = isExpanded ? twinOf(draft, entity, merged.value.record) : undefined;',
    instead: 'const twin = undefined as string | undefined;',
    by: 'model',
  },
  {
    name: 'merge-misses-references',
    says: 'a merge of duplicates moves only the references that its author held',
    file: `${engine}/act/edits-of.ts`,
    text: 'return [...edits, ...edits.flatMap((edit) => repointed(edit, { named, look, catalogue }))];',
    instead: 'return edits;',
    by: 'model',
  },
  {
    name: 'ground-ignored',
    says: 'an edit is done although the act that it depends on was refused',
    file: `${engine}/decide.ts`,
    text: 'if (held(look.act(ground.act))?.answer.refused[ground.record])',
    instead: 'if (held(look.act(ground.act))?.answer.refused[ground.record] && !look)',
    by: 'model',
  },
];
