import { type PlantedBug, sources } from './planted-bug.ts';

const { server, replica, engine } = sources;

/** Rules over several records and checks of moves over reads (T-11 … T-13): found by histories in which such rules hold. */
export const bugsOfReads: readonly PlantedBug[] = [
  {
    name: 'old-breach-refuses',
    says: 'what makes a breach smaller is refused',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'size > (was.sizes[place] ?? 0)',
    instead: 'size > 0 && was !== is',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'breach-once',
    says: 'a rule that is broken already refuses nothing',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'return isNew ? broken(rule.id, is.breach) : undefined;',
    instead: 'return isNew && !was.breach ? broken(rule.id, is.breach) : undefined;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'each-by-itself',
    says: 'the records of a bulk act are judged without those before them',
    file: `${engine}/judge/judge-reads.ts`,
    text: "const isOut = judging.act.shape === 'each' && !judging.warns && found.size > 0;",
    instead: "const isOut = judging.act.shape === 'each';",
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'added-judged',
    says: 'what a merge of duplicates repoints is judged as if its author wrote it',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'const was = old && withAdded(old, now, added.get(id) ?? []);',
    instead: 'const was = added.size < 0 ? undefined : old;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'again-ruled',
    says: 'an act that was agreed before a loss is judged by rules over reads when it comes again',
    file: `${engine}/judge/judge-reads.ts`,
    text: ' || firstDecidedAt(judging.act, draft.look) !== undefined) return new Map();',
    instead: ') return new Map();',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'checks-without-reads',
    says: 'a check of a move that reads other records is not asked',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'if (!check.reads) continue;',
    instead: 'if (check.id) continue;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'refusal-tells',
    says: 'the refusal of a rule tells how large the breach is',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'return isNew ? broken(rule.id, is.breach) : undefined;',
    instead:
      'return isNew ? broken(rule.id, { ...is.breach, message: `${is.breach.message} ${JSON.stringify(is.sizes)}` }) : undefined;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'batch-unread',
    says: 'acts of one push are judged without the records of those before them',
    file: `${server}/records/decide/batch-reads.ts`,
    text: "return below === 'many' ? below : (this.#overlay?.idsNaming(asked, below ?? []) ?? []);",
    instead: "return below === 'many' ? below : (below ?? []);",
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'warning-refuses',
    says: 'a device refuses for what it holds of other records',
    file: `${replica}/acts/judge-act.ts`,
    text: "breaches: 'warn',",
    instead: '',
    by: 'histories',
    drawing: 'ruled',
  },
];
