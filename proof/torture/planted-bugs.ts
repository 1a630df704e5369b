/** A mistake that one line makes: the text as it stands in the source, and what it is read as instead. */
export type PlantedBug = {
  readonly name: string;
  /** What is wrong. */
  readonly says: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** What finds it: histories on real replicas, or the model's decisions replayed. */
  readonly by: 'histories' | 'model';
  /** By histories of the wide drawing (`step.ts`). */
  readonly isWide?: boolean;
  /** It throws, rather than break a rule. Any other fault is not the bug's. */
  readonly throws?: boolean;
};

const server = 'apps/sync-server/src';
const replica = 'apps/desktop/src/replica';
const domain = 'packages/domain/src/kernel';

/**
 * Planted one at a time by a module hook of the simulation's own process (`plant.ts`): the product has no switch for them, and a test
 * fails where a text is no longer found. A checker that finds none of them would prove nothing.
 */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'number-skipped',
    says: 'a number is skipped under the lock',
    file: `${server}/records/run.ts`,
    text: 'n: this.head + 1, kind:',
    instead: 'n: this.head + (this.head % 9 === 8 ? 2 : 1), kind:',
    by: 'histories',
  },
  {
    name: 'no-departure',
    says: 'a record that leaves a token leaves no departure there',
    file: `${server}/records/filing.ts`,
    text: 'for (const token of held) if (!holds.has(token)) put(token, { gone: true, gained: at });',
    instead: '',
    by: 'histories',
  },
  {
    name: 'children-not-refiled',
    says: 'children stay where they were when their parent moves',
    file: `${server}/records/run.ts`,
    text: 'if (!old || !sameJson(inheritedFrom(old), inheritedFrom(now))) this.#refileChildren(now);',
    instead: '',
    by: 'histories',
  },
  {
    name: 'inherits-wrong-team',
    says: 'a child is filed under the team of its former parent',
    file: `${server}/records/filing.ts`,
    text: 'const holds = new Set(now ? tokensOf(entityOf(this.#catalogue, entity), now) : []);',
    instead:
      'const holds = new Set(now ? tokensOf(entityOf(this.#catalogue, entity), { ...now, inherited: now.inherited && before?.inherited ? before.inherited : now.inherited }) : []);',
    by: 'histories',
  },
  {
    name: 'children-keep-number',
    says: "a moved parent's children are filed under their old number, which devices are past",
    file: `${server}/records/run.ts`,
    text: 'this.filing.file(parent.version, child, now);',
    instead: 'this.filing.file(child.version, child, now);',
    by: 'histories',
  },
  {
    name: 'act-replayed',
    says: 'an act that comes again is decided again',
    file: `${server}/records/apply-acts.ts`,
    text: '    if (known) {',
    instead: '    if (known && known.id === null) {',
    by: 'histories',
  },
  {
    name: 'acts-forgotten',
    says: 'the server does not keep which acts it decided: a lost answer doubles the act',
    file: `${server}/records/write-run.ts`,
    text: '  if (made.length > 0) {',
    instead: '  if (made.length > 99) {',
    by: 'histories',
  },
  {
    name: 'half-an-act',
    says: 'of an act that is all or nothing, the part that was not refused is done',
    file: `${server}/records/decide.ts`,
    text: "const isRefusedWhole = act.shape === 'together' && first !== undefined;",
    instead: 'const isRefusedWhole = false;',
    by: 'histories',
  },
  {
    name: 'wall-clock-wins',
    says: 'the later clock wins instead of the later arrival',
    file: `${server}/records/judge-change.ts`,
    text: 'const yields = act.undoes !== undefined || act.again === true;',
    instead: 'const yields = act.undoes !== undefined || act.again === true || act.madeAt < now.updatedAt;',
    by: 'histories',
  },
  {
    name: 'superseded-forgotten',
    says: 'the value that gave way is kept nowhere',
    file: `${domain}/merge.ts`,
    text: 'return yields ? { value: now, superseded: to } : { value: to, superseded: now };',
    instead: 'return yields ? { value: now, superseded: to } : { value: to };',
    by: 'histories',
  },
  {
    name: 'second-conflict-forgotten',
    says: 'where two fields of a record conflict, only one of the values that gave way is kept',
    file: `${server}/records/judge-change.ts`,
    text: "if (!('superseded' in merged) || merged.superseded === undefined) continue;",
    instead:
      "if (!('superseded' in merged) || merged.superseded === undefined || Object.keys(superseded).length > 0) continue;",
    by: 'histories',
  },
  {
    name: 'field-dropped',
    says: 'of an edit of two fields, the second one is dropped where the first one conflicted',
    file: `${server}/records/judge-change.ts`,
    text: 'next = withValue(next, name, merged.value);',
    instead: 'if (Object.keys(superseded).length === 0) next = withValue(next, name, merged.value);',
    by: 'histories',
  },
  {
    name: 'undo-wins',
    says: 'undo overwrites what was changed since',
    file: `${server}/records/judge-change.ts`,
    text: 'const yields = act.undoes !== undefined || act.again === true;',
    instead: 'const yields = act.again === true;',
    by: 'histories',
  },
  {
    name: 'undo-by-swap',
    says: "undo turns around what its author's device believed, not what the journal says",
    file: `${server}/records/edits-of.ts`,
    text: 'if (act.undoes !== undefined) return turned(look.changesOf(act.undoes), catalogue);',
    instead: 'if (act.undoes !== undefined) return act.edits;',
    by: 'histories',
  },
  {
    name: 'fork-not-seen',
    says: 'the server does not compare heads: a lost tail goes unnoticed',
    file: `${server}/journal/heads.ts`,
    text: 'return newest === undefined || isOurs(newest) ? undefined :',
    instead: 'return newest === undefined || heads.length > 0 ? undefined :',
    by: 'histories',
  },
  {
    name: 'durable-too-early',
    says: 'the server calls durable what no backup has yet',
    file: `${server}/sync/pull-ask.ts`,
    text: "ports.durability === 'commit' ? clock.head : clock.durable;",
    instead: 'clock.head;',
    by: 'histories',
  },
  {
    name: 'horizon-without-reset',
    says: 'a device from before the horizon pulls on, and keeps what was erased',
    file: `${server}/sync/pull-ask.ts`,
    text: "if (isBehindFloor(at, clock.floor)) return { kind: 'reset', head: [clock.head, clock.hash] };",
    instead: '',
    by: 'histories',
  },
  {
    name: 'gained-token-from-now',
    says: 'a gained token brings only what changes from now on',
    file: `${server}/sync/pull.ts`,
    text: ".map((token) => [token, start.whole[token] ?? '']),",
    instead:
      ".flatMap((token) => (at !== null && !(token in start.whole) ? [] : [[token, start.whole[token] ?? '']])),",
    by: 'histories',
  },
  {
    name: 'checkpoint-before-page',
    says: 'the checkpoint is committed before its page',
    file: `${replica}/sync/replicator.ts`,
    text: 'await this.#device.transact((write) => applyPage(write, pulled, context));',
    instead:
      'await this.#device.transact(async (write) => write.setState({ at: pulled.next })); await this.#device.transact((write) => applyPage(write, pulled, context));',
    by: 'histories',
  },
  {
    name: 'up-to-date-mid-pull',
    says: 'a device says "up to date" after a page that is not the last',
    file: `${replica}/sync/apply-page.ts`,
    text: 'if (page.done) await finishRound(',
    instead: 'await finishRound(',
    by: 'histories',
  },
  {
    name: 'lost-token-kept',
    says: 'records of a token that was lost stay on the device',
    file: `${replica}/sync/apply-page.ts`,
    text: 'const lost = write.state.tokens.filter((token) => !held.has(token));',
    instead: 'const lost: string[] = [];',
    by: 'histories',
  },
  {
    name: 'not-swept',
    says: 'a device that starts over keeps what is not named again',
    file: `${replica}/sync/apply-page.ts`,
    text: 'if (write.state.sweeping) {',
    instead: 'if (write.state.sweeping && head < 0) {',
    by: 'histories',
  },
  {
    name: 'number-cursor',
    says: 'a checkpoint is a number alone: of the rows of one number, those behind the end of a page are never sent',
    file: `${server}/sync/pull.ts`,
    text: 'const place = news.cut && last ? { n: last.n, id: last.id } :',
    instead: 'const place = news.cut && last ? { n: last.n, id: endOfNumber } :',
    by: 'histories',
    isWide: true,
  },
  {
    name: 'answered-act-stays-on-top',
    says: 'an answered act goes on showing over newer confirmed state',
    file: `${domain}/derive.ts`,
    text: "if (state === 'answered' && covered.includes(ask.id)) continue;",
    instead: '',
    by: 'histories',
    isWide: true,
  },
  {
    name: 'restore-only-marks',
    says: 'a press on "Restore" takes the mark away and asks for what is there already',
    file: `${replica}/acts/person-acts.ts`,
    text: 'edits: [{ entity: entry.of, id: entry.record, fields: { [field]: entry.lost.value } }],',
    instead: 'edits: [{ entity: entry.of, id: entry.record, fields: { [field]: entry.kept.value } }],',
    by: 'histories',
    isWide: true,
  },
  {
    name: 'stale-derive',
    says: 'what is shown is not derived anew when the confirmed state changes',
    file: `${replica}/records/device-write.ts`,
    text: 'this.#confirmed.set(id, { record, through, round });',
    instead: 'this.#confirmed.set(id, { record, through, round }); if (this.actsOn(id).length > 0) return;',
    by: 'histories',
  },
  {
    name: 'tray-lost-on-sign-out',
    says: 'signing out empties the tray',
    file: `${replica}/open-tenant.ts`,
    text: 'await this.#write({ refreshToken: null });',
    instead:
      'await this.#write({ refreshToken: null }); await this.device.transact(async (write) => { for (const id of this.device.memory.tray.keys()) write.removeBook(id); });',
    by: 'histories',
  },
  {
    name: 'part-refused-is-lost',
    says: 'of an act that was refused in part, nothing comes into the tray',
    file: `${replica}/sync/apply-answers.ts`,
    text: "if (refused.length > 0 || decision.status === 'refused') {",
    instead: "if (decision.status === 'refused') {",
    by: 'histories',
  },
  {
    name: 'purge-drops-acts',
    says: 'a record that goes takes the acts that wait on it along',
    file: `${replica}/sync/apply-page.ts`,
    text: '      write.setConfirmed(row.id, null, []);\n      gone.add(row.id);\n    } else {',
    instead:
      '      for (const act of write.actsOn(row.id)) write.removeAct(act.id);\n      write.setConfirmed(row.id, null, []);\n      gone.add(row.id);\n    } else {',
    by: 'histories',
  },
  {
    name: 'start-over-drops-acts',
    says: 'a device from before the horizon forgets its unsent acts',
    file: `${replica}/sync/apply-page.ts`,
    text: 'write.setState({ at: null, upTo: null,',
    instead: 'for (const act of write.acts()) write.removeAct(act.id);\n  write.setState({ at: null, upTo: null,',
    by: 'histories',
  },
  {
    name: 'rename-drops-acts',
    says: 'a device that takes a new name keeps only its first unsent act',
    file: `${replica}/sync/apply-answers.ts`,
    text: 'write.putAct({ ...entry, act: { ...entry.act, number: lastNumber } });',
    instead:
      'if (lastNumber > 1) write.removeAct(entry.id); else write.putAct({ ...entry, act: { ...entry.act, number: lastNumber } });',
    by: 'histories',
  },
  {
    name: 'confirmed-acts-forgotten',
    says: 'confirmed acts whose tail was lost are not sent again',
    file: `${replica}/sync/apply-fork.ts`,
    text: 'const lost = write.keptAfter(common);',
    instead: 'const lost = write.keptAfter(Number.MAX_SAFE_INTEGER);',
    by: 'histories',
  },
  {
    name: 'again-wins',
    says: 'an act confirmed before a lost tail is sent again as if it were new',
    file: `${replica}/sync/apply-fork.ts`,
    text: 'act: { ...entry.act, again: true }',
    instead: 'act: { ...entry.act }',
    by: 'histories',
  },
  {
    name: 'push-without-heads',
    says: 'a push names no heads: after a lost tail, acts are decided on another journal',
    file: `${replica}/sync/replicator.ts`,
    text: 'const request: PushRequest = { device, heads: [...heads], schemas: this.#schemas, acts: [...acts] };',
    instead: 'const request: PushRequest = { device, heads: [], schemas: this.#schemas, acts: [...acts] };',
    by: 'histories',
  },
  {
    name: 'said-before-disk',
    says: 'an act is acknowledged before it is on disk',
    file: `${replica}/acts/act-queue.ts`,
    text: 'answers.push(await this.#runOne(write, job));',
    instead: '(await this.#runOne(write, job))();',
    by: 'histories',
  },
  {
    name: 'memory-before-disk',
    says: 'memory changes before the disk has taken it, and stays changed when it does not',
    file: `${replica}/records/device-write.ts`,
    text: 'if (rows.length > 0) await this.#database.write(rows);',
    instead: 'this.#applyToMemory(); if (rows.length > 0) await this.#database.write(rows);',
    by: 'histories',
  },
  {
    name: 'loser-not-told',
    says: 'whose value gave way is not shown it',
    file: `${replica}/sync/apply-page.ts`,
    text: 'if (row.by !== userId && lost.by !== userId && kept.by !== userId) continue;',
    instead: 'if (row.by !== userId) continue;',
    by: 'histories',
  },
  {
    name: 'undo-reads-too-little',
    says: 'doing a merge again does not read the record that it goes into (a bug that these histories found)',
    file: `${replica}/acts/make-undo.ts`,
    text: 'await write.loadForShow(idsNamed(write, edits));',
    instead: 'await write.loadForShow(edits.flatMap((edit) => write.parentsIn(edit)));',
    by: 'histories',
    throws: true,
  },
  {
    name: 'unchecked',
    says: 'permission is not asked at arrival',
    file: `${server}/records/judge-change.ts`,
    text: "if (!author.may(action, asked)) return refuse('access/denied', denial(entity, action), { action });",
    instead: '',
    by: 'model',
  },
  {
    name: 'not-unique',
    says: 'unique keys are not looked at on arrival',
    file: `${server}/records/judge-record.ts`,
    text: 'const taken = entity.unique.find((set) => draft.otherHolder(entity, record, set) !== undefined);',
    instead: 'const taken = entity.unique.find(() => false);',
    by: 'model',
  },
  {
    name: 'merge-misses-references',
    says: 'a merge of duplicates moves only the references that its author held',
    file: `${server}/records/edits-of.ts`,
    text: 'return [...act.edits, ...act.edits.flatMap((edit) => repointed(act, edit, { look, catalogue }))];',
    instead: 'return [...act.edits];',
    by: 'model',
  },
  {
    name: 'ground-ignored',
    says: 'an edit is done though the act that it stands on was refused',
    file: `${server}/records/decide.ts`,
    text: 'if (look.act(ground.act)?.answer.refused[ground.record])',
    instead: 'if (look.act(ground.act)?.answer.refused[ground.record] && !look)',
    by: 'model',
  },
];
