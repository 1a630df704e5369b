import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import type { eachRequestSchema, performedEachSchema } from '../../bridge/shapes/act-request.ts';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import { forgetImport } from '../records/import-progress-book.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { ActQueue } from './act-queue.ts';
import { isMadeByRule } from '@outpost/domain/kernel/automation/rule-on-device';
import type { ActContext } from './act-context.ts';
import { changePiece, type Piece, type PieceChanged } from './change-piece.ts';
import { makeAct, makeActInPart, type Made, type Wish } from './make-act.ts';
import { type LeftByUndo, leftInWords, makeUndo } from './make-undo.ts';
import { type UndoStep, UndoStack } from './undo-stack.ts';

const noSuchEntry = (id: string) => refuse('records/not-found', 'There is no such entry any more.', { id });

type EachWish = z.output<typeof eachRequestSchema>;
type PerformedEach = z.output<typeof performedEachSchema>;

type UndoWish = Parameters<typeof makeUndo>[1];

/** A step that was undone or redone: its label, and its acts as they were first made. */
type DoneStep = { readonly label: string; readonly acts: string[]; readonly group: string | null } & WithLeft;

/** `left`: what stays although it was undone, in words. */
type WithLeft = { readonly left?: string };
const withLeft = (left: readonly LeftByUndo[]): WithLeft => {
  const words = leftInWords(left);
  return words === undefined ? {} : { left: words };
};

/** The acts that undo others, and what each of them leaves. */
type UndoneActs = { readonly by: readonly string[]; readonly left: readonly LeftByUndo[] };

/** All that a person does to records on this device: acts, undo and redo, and the handling of refused acts. */
export class PersonActs {
  readonly #device: Device;
  readonly #queue: ActQueue;
  readonly #stack = new UndoStack();
  readonly #onActs: () => void;
  readonly #timeZone: () => string;

  /** `onActs` is called after acts have entered the outbox. */
  constructor(device: Device, onActs: () => void, timeZone: () => string = () => 'UTC') {
    this.#device = device;
    this.#queue = new ActQueue(device);
    this.#onActs = onActs;
    this.#timeZone = timeZone;
  }

  get #context(): ActContext {
    const { principal, lookups, installed, definedBy, ports } = this.#device;
    return { principal, lookups, installed, definedBy, ports, timeZone: this.#timeZone() };
  }

  /** Performs an act. When the promise resolves, the act is on disk and shown, or it was refused without effect. */
  async perform(wish: Wish): Promise<Result<Made>> {
    const made = await this.#queue.perform((write) => makeAct(write, wish, { ...this.#context, answersRules: true }));
    if (!made.ok) return made;
    if (wish.isStep === false) this.#onActs();
    else this.#did(wish, made.value);
    return made;
  }

  /**
   * Performs acts one after the other, up to the first refused one, whose result is the last. The acts before it are on disk
   * in one write, together with the changes that `alongside` notes for each of them.
   */
  async performInTurn(
    wishes: readonly Wish[],
    alongside: (write: DeviceWrite, place: number) => void,
  ): Promise<readonly Result<Made>[]> {
    const all = await this.#queue.perform(async (write) => {
      const answers: Result<Made>[] = [];
      for (const [place, wish] of wishes.entries()) {
        const rewind = write.savepoint();
        const made = await makeAct(write, wish, { ...this.#context, answersRules: true });
        answers.push(made);
        if (!made.ok) {
          rewind();
          break;
        }
        alongside(write, place);
      }
      return accept(answers);
    });
    if (!all.ok) return [all];
    for (const [place, made] of all.value.entries()) {
      const wish = wishes[place];
      if (made.ok && wish) this.#did(wish, made.value);
    }
    return all.value;
  }

  /** Changes the records of one piece; a trial only returns the effects of the change. */
  async changePiece(piece: Piece, isTrial: boolean): Promise<Result<PieceChanged>> {
    const changed = await this.#queue.perform(async (write) => {
      const rewind = write.savepoint();
      const answer = await changePiece(write, piece, { ...this.#context, answersRules: true });
      if (isTrial) rewind();
      return answer;
    });
    if (changed.ok && changed.value.act !== undefined && !isTrial) this.#did(piece, { act: changed.value.act });
    return changed;
  }

  /** Performs the edits that this device does not refuse, as one act of a group. A trial only returns what would be refused. */
  async performEach({ label, edits, group, isTrial }: EachWish): Promise<Result<PerformedEach>> {
    const of = group ?? this.#device.ports.ids.newId();
    const named = edits.map((edit) => ({ ...edit, id: edit.id ?? this.#device.ports.ids.newId() }));
    const made = await this.#queue.perform(async (write) => {
      const rewind = write.savepoint();
      const wish = { label, shape: 'each' as const, group: of, edits: named };
      const part = await makeActInPart(write, wish, { ...this.#context, answersRules: true });
      if (isTrial || !part.ok) rewind();
      return part;
    });
    if (!made.ok) return made;
    const { act, leftOut } = made.value;
    if (act !== undefined && !isTrial) this.#did({ label, group: of }, { act: act.id });
    const refused = named.flatMap(({ id }, place) => {
      const why = leftOut.get(id);
      return why ? [{ place, code: why.code, message: why.message }] : [];
    });
    const isMade = new Set(act?.edits.map(({ id }) => id));
    return accept({ made: named.filter(({ id }) => isMade.has(id)).length, refused, group: isTrial ? null : of });
  }

  #did({ label, group }: Pick<Wish, 'label' | 'group'>, { act }: Pick<Made, 'act'>): void {
    this.#stack.did({ label, group: group ?? null, act });
    this.#onActs();
  }

  /** Undoes an act (S-4c). */
  async undo(act: string): Promise<Result<Made & WithLeft>> {
    const made = await this.#undo({ act });
    if (!made.ok) return made;
    this.#stack.did({ label: `Undid: ${made.value.label}`, group: null, act: made.value.act });
    return accept({ act: made.value.act, ids: made.value.ids, ...withLeft([made.value.left]) });
  }

  async #undo(undo: UndoWish): ReturnType<typeof makeUndo> {
    const made = await this.#queue.perform((write) => {
      if (undo.closes !== undefined) forgetImport(write, undo.closes); // an undone import does not continue
      return makeUndo(write, undo, this.#context);
    });
    if (made.ok) this.#onActs();
    return made;
  }

  /**
   * Undoes a group, the newest act first. It closes the group, so that later acts of it go to the tray. Returns the group
   * that the undoing acts form: undoing that group redoes the first one.
   */
  async undoGroup(group: string): Promise<Result<{ readonly acts: number; readonly group: string } & WithLeft>> {
    const unsent = [...this.#device.memory.acts.values()]
      .filter((entry) => entry.act.group === group)
      .map((entry) => entry.id);
    const known = [...new Set([...this.#device.lookups.actsOfGroup(group), ...unsent])];
    const label = this.#labelOfGroup(group, known);
    const by = this.#device.ports.ids.newId();
    const undone = await this.#undoAll(known, { closes: group, group: by });
    if (!undone.ok) return undone;
    const { by: done, left } = undone.value;
    if (done.length === 0) return refuse('undo/nothing', 'Nothing of this is left to undo.', { act: group });
    this.#stack.tookBackGroup({ label, group, acts: done });
    return accept({ acts: done.length, group: by, ...withLeft(left) });
  }

  #labelOfGroup(group: string, acts: readonly string[]): string {
    const [first] = acts;
    if (first === undefined) return group;
    return (
      this.#device.memory.acts.get(first)?.act.label ?? this.#device.lookups.historyOfAct(first)[0]?.label ?? group
    );
  }

  /** Undoes acts, the newest first. Skips acts of which nothing is left to undo. */
  async #undoAll(acts: readonly string[], as: Omit<UndoWish, 'act'>): Promise<Result<UndoneActs>> {
    const by: string[] = [];
    const left: LeftByUndo[] = [];
    for (const act of acts.toReversed()) {
      const made = await this.#undo({ act, ...as });
      if (made.ok) {
        by.push(made.value.act);
        left.push(made.value.left);
      } else if (made.code !== 'undo/nothing' && made.code !== 'undo/unknown') return made;
    }
    return accept({ by, left });
  }

  /** Undoes this session's newest step. */
  async undoLast(): Promise<Result<DoneStep>> {
    const step = this.#stack.newest;
    if (!step)
      return refuse(
        'undo/nothing',
        "There is nothing to undo in this session. Older changes are undone from a record's history.",
        { act: '' },
      );
    const undone = await this.#undoAll(step.acts, step.group === null ? {} : { closes: step.group });
    if (undone.ok) this.#stack.tookBack(undone.value.by);
    return this.#stepDone(step, undone);
  }

  /** Redoes the newest step that was undone. */
  async redoLast(): Promise<Result<DoneStep>> {
    const step = this.#stack.newestUndone;
    if (!step) return refuse('undo/nothing', 'There is nothing to do again.', { act: '' });
    const redone = await this.#undoAll(step.acts, {});
    if (redone.ok) this.#stack.didAgain(redone.value.by);
    return this.#stepDone(step, redone);
  }

  #stepDone(step: UndoStep, done: Result<UndoneActs>): Result<DoneStep> {
    if (!done.ok) return done;
    if (done.value.by.length === 0)
      return refuse('undo/nothing', `Nothing is left of "${step.label}": it was changed since.`, {
        act: step.acts[0] ?? '',
      });
    return accept({ label: step.label, acts: [...step.acts], group: step.group, ...withLeft(done.value.left) });
  }

  /**
   * Makes the edits of a refused act again, with other values where given, and removes the entry from the tray; both or neither.
   */
  async mend(id: string, fields: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>): Promise<Result<Made>> {
    const made = await this.#queue.perform(async (write): Promise<Result<Made>> => {
      const entry = this.#device.memory.tray.get(id);
      if (!entry) return noSuchEntry(id);
      write.books.remove(id);
      if (entry.act.undoes !== undefined) return makeUndo(write, { act: entry.act.undoes }, this.#context);
      // The new act has another id, by which the server carries out the rules: a record that a rule had made would be a second one (AUT-22).
      const own = entry.act.edits.filter((edit) => !isMadeByRule(edit));
      const edits = own.map((edit) => wishAgain(edit, fields[edit.id] ?? {}));
      // The person who mends a refused act has read the reason: no warning is repeated.
      return makeAct(write, { label: entry.act.label, shape: entry.act.shape, anyway: true, edits }, this.#context);
    });
    if (made.ok) this.#onActs();
    return made;
  }

  /** Removes an entry from the tray, or restores it. */
  async setDiscarded(id: string, discarded: boolean): Promise<Result<null>> {
    const result = await this.#queue.perform(async (write): Promise<Result<null>> => {
      const entry = this.#device.memory.tray.get(id);
      if (!entry) return noSuchEntry(id);
      write.books.put({ ...entry, discardedAt: discarded ? nowOf(this.#device.ports.clock) : null });
      return accept(null);
    });
    if (result.ok) this.#onActs();
    return result;
  }

  /** Restores a value that was replaced, as an act that starts from the kept value (S-4). */
  async restoreReplaced(n: number, field: string): Promise<Result<Made>> {
    const made = await this.#queue.perform(async (write): Promise<Result<Made>> => {
      const entry = this.#replaced(n, field);
      if (!entry) return noSuchEntry(`${n}:${field}`);
      await write.records.load([entry.record]);
      const label = write.catalogue.entities.get(entry.of)?.fields[field]?.label ?? field;
      const act = await makeAct(
        write,
        {
          label: `Restored ${label}`,
          shape: 'together',
          anyway: true,
          edits: [{ entity: entry.of, id: entry.record, fields: { [field]: entry.lost.value } }],
        },
        this.#context,
      );
      write.books.put({ ...entry, handled: true });
      return act;
    });
    if (made.ok) this.#onActs();
    return made;
  }

  /** Keeps the present value and removes the mark. */
  keepReplaced(n: number, field: string): Promise<Result<null>> {
    return this.#queue.perform(async (write): Promise<Result<null>> => {
      const entry = this.#replaced(n, field);
      if (!entry) return noSuchEntry(`${n}:${field}`);
      write.books.put({ ...entry, handled: true });
      return accept(null);
    });
  }

  #replaced(n: number, field: string) {
    for (const entries of this.#device.memory.replaced.values()) {
      for (const entry of entries.values()) if (entry.n === n && entry.field === field && !entry.handled) return entry;
    }
    return undefined;
  }
}

/** Returns a refused edit as a request, with its own values or the values that the person now gives. */
function wishAgain(edit: Edit, fields: Readonly<Record<string, JsonValue>>): Wish['edits'][number] {
  if (isCreate(edit))
    return {
      entity: edit.entity,
      id: edit.id,
      create: { ...edit.create, fields: { ...edit.create.fields, ...fields } },
    };
  const wanted = Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));
  return { entity: edit.entity, id: edit.id, fields: { ...wanted, ...fields } };
}
