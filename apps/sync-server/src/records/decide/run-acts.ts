import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Author } from '@outpost/domain/engine/act/author';
import type { JournalChange, KnownAct } from '@outpost/domain/engine/reads/look';
import type { Decision } from '@outpost/domain/sync/protocol';
import { groupKey, groupOf, type Loaded, type Needs } from '../load/loaded.ts';

type Kept = 'acts' | 'changes' | 'groups' | 'openActs';
type Input = { readonly loaded: Pick<Loaded, Kept>; readonly needs: Pick<Needs, Kept> };

/** An act that the batch decided, with its device and number there; or a former one that an undo of the batch has marked. */
type ActOfRun =
  | { readonly known: KnownAct; readonly device: string; readonly number: number }
  | { readonly known: KnownAct; readonly device: null };

/** The acts that a batch has decided so far, over those that were loaded: their answers, changes, groups and undos. */
export class RunActs {
  readonly acts = new Map<string, ActOfRun>();
  /** By `groupKey`. */
  readonly closedGroups = new Set<string>();
  readonly #changes = new Map<string, JournalChange[]>();
  readonly #input: Input;

  constructor(input: Input) {
    this.#input = input;
  }

  act(id: string): KnownAct | undefined {
    const own = this.acts.get(id);
    if (own) return own.known;
    const loaded = this.#input.loaded.acts.get(id);
    if (loaded === undefined) this.#input.needs.acts.add(id);
    return loaded ?? undefined;
  }

  changesOf(act: string): readonly JournalChange[] {
    return this.#changes.get(act) ?? this.#input.loaded.changes.get(act) ?? this.#need('changes', act) ?? [];
  }

  isGroupUndone(group: string, author: string): boolean {
    const key = groupKey(group, author);
    if (this.closedGroups.has(key)) return true;
    return this.#input.loaded.groups.get(key) ?? this.#need('groups', key) ?? false;
  }

  openActs(group: string, author: string): readonly string[] {
    const key = groupKey(group, author);
    const loaded = this.#input.loaded.openActs.get(key) ?? this.#need('openActs', key) ?? [];
    const isUndone = (id: string): boolean => (this.acts.get(id)?.known.undoneBy ?? null) !== null;
    const own = [...this.acts.values()].flatMap(({ known: { id, ...known } }) =>
      known.group === group && known.author === author && this.#changes.has(id) ? [id] : [],
    );
    return [...new Set([...loaded, ...own])].filter((id) => !isUndone(id));
  }

  /** Notes a change of a record by an act of the batch. */
  noteChange(change: JournalChange): void {
    this.#changes.set(change.act, [...(this.#changes.get(change.act) ?? []), change]);
  }

  /**
   * S-2: stores the act's answer for ever. An undo marks the act that it undid. If that act was an undo itself, the act
   * that it had undone counts as done again. `isUndone`: it undid the whole act, by right. After an undo of a part the
   * rest can still be undone.
   */
  remember(
    act: Act,
    answer: Decision,
    { author, device, isUndone }: { readonly author: Author; readonly device: string; readonly isUndone: boolean },
  ): void {
    const known: KnownAct = {
      id: act.id, author: author.userId, status: answer.status, n: answer.n, group: act.group ?? null, undoes: act.undoes ?? null, undoneBy: null, answer,
    }; // prettier-ignore
    this.acts.set(act.id, { known, device, number: act.number });
    const target = act.undoes === undefined ? undefined : this.act(act.undoes);
    if (!target || answer.status === 'refused') return;
    if (isUndone) {
      this.#mark({ ...target, undoneBy: target.undoneBy ?? act.id });
      const redone = target.undoes === null ? undefined : this.act(target.undoes);
      if (redone) this.#mark({ ...redone, undoneBy: null });
    }
    if (act.closes === undefined || act.closes !== target.group) return;
    const isOwn = author.isServer || target.author === author.userId;
    if (isOwn || (isUndone && this.openActs(act.closes, target.author).length === 0))
      this.closedGroups.add(groupKey(act.closes, target.author));
  }

  /** Applies the batch's acts to the loaded data, for the next batch in the same transaction. */
  carryOver(): void {
    const { acts, changes, groups, openActs } = this.#input.loaded;
    for (const [id, { known }] of this.acts) acts.set(id, known);
    for (const [act, made] of this.#changes) changes.set(act, made);
    for (const key of this.closedGroups) groups.set(key, true);
    for (const key of openActs.keys()) openActs.set(key, this.openActs(...groupOf(key)));
  }

  #need(kind: 'changes' | 'groups' | 'openActs', key: string): undefined {
    this.#input.needs[kind].add(key);
    return undefined;
  }

  #mark(known: KnownAct): void {
    const own = this.acts.get(known.id);
    this.acts.set(known.id, own && own.device !== null ? { ...own, known } : { known, device: null });
  }
}
