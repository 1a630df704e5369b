import { type PlantedBug, sources } from './planted-bug.ts';

const { server, replica, engine } = sources;

/** Rules over several records and checks of moves over reads (T-11 … T-13): found by histories in which such rules hold. */
export const bugsOfReads: readonly PlantedBug[] = [
  {
    name: 'old-breach-refuses',
    says: 'an act that makes a breach smaller is refused',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'size > (was.sizes[place] ?? 0)',
    instead: 'size > 0 && was !== is',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'breach-once',
    says: 'a rule that is already broken refuses nothing',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'return isNew ? broken(rule.id, is.breach) : undefined;',
    instead: 'return isNew && !was.breach ? broken(rule.id, is.breach) : undefined;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'each-by-itself',
    says: 'each record of a bulk act is judged without the earlier records of the act',
    file: `${engine}/judge/judge-reads.ts`,
    text: "const isOut = judging.act.shape === 'each' && !judging.warns && found.size > 0;",
    instead: "const isOut = judging.act.shape === 'each';",
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'added-judged',
    says: 'references that a merge of duplicates repoints are judged as if its author wrote them',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'const was = old && withAdded(old, now, added.get(id) ?? []);',
    instead: 'const was = added.size < 0 ? undefined : old;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'again-ruled',
    says: 'an act that was agreed before a loss is judged by rules over reads when it is sent again',
    file: `${engine}/judge/judge-reads.ts`,
    text: ' || firstDecidedAt(judging.act, draft.look) !== undefined) return noneJudged;',
    instead: ') return noneJudged;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'checks-without-reads',
    says: 'a check of a move that reads other records is not run',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'if (!check.reads) continue;',
    instead: 'if (check.id) continue;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'refusal-tells',
    says: 'the refusal of a rule reveals how large the breach is',
    file: `${engine}/judge/judge-reads.ts`,
    text: 'return isNew ? broken(rule.id, is.breach) : undefined;',
    instead:
      'return isNew ? broken(rule.id, { ...is.breach, message: `${is.breach.message} ${JSON.stringify(is.sizes)}` }) : undefined;',
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'batch-unread',
    says: 'acts of one push are judged without the records of the earlier acts',
    file: `${server}/records/decide/batch-reads.ts`,
    text: "return below === 'many' ? below : (this.#overlay?.idsNaming(asked, below ?? []) ?? []);",
    instead: "return below === 'many' ? below : (below ?? []);",
    by: 'histories',
    drawing: 'ruled',
  },
  {
    name: 'warning-refuses',
    says: 'a device refuses an act by a rule over other records that it holds',
    file: `${replica}/acts/judge-act.ts`,
    text: "breaches: 'warn',",
    instead: '',
    by: 'histories',
    drawing: 'ruled',
  },
];
