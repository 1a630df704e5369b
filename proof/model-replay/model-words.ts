import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ModelAct, ModelKind, ModelRecord, ModelValue } from '../model/world/world.mjs';
import { dayOfModel } from './model-trade.ts';

/** The fields that name a person, a team or another record. */
const idFields: ReadonlySet<string> = new Set(['ownerId', 'teamId', 'parentId', 'lenderId', 'itemId']);

/** Translates the model's ids, times, fields, records and acts into the product's. */
export class ModelWords {
  readonly #beganMs: number;
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** `beganMs`: the start of the model's time on the server's clock. */
  constructor(beganMs: number) {
    this.#beganMs = beganMs;
  }

  /** Returns the instant of a tick: milliseconds since the tenant was created. */
  instant(tick: number): string {
    return new Date(this.#beganMs + tick).toISOString();
  }

  /** Returns the id for a name of the model. */
  id(name: string): string {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const made_ = `0190b1f2-7c00-7000-8000-${(this.#ids.size + 1).toString(16).padStart(12, '0')}`;
    this.#ids.set(name, made_);
    this.#names.set(made_, name);
    return made_;
  }

  /** Returns the model's name for an id. */
  name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** Returns a field of the model with the product's name. */
  field(kind: ModelKind, field: string, value: ModelValue): readonly [string, JsonValue] {
    if (field === 'deleted')
      return ['life', value === false ? 'alive' : value === true ? 'deleted' : `merged:${this.id(String(value))}`];
    if (field === 'assignee') return ['ownerId', typeof value === 'string' ? this.id(value) : null];
    if (field === 'sharedWith')
      return [field, Array.isArray(value) ? value.map((name: string) => this.id(name)).sort() : []];
    if (idFields.has(field)) return [field, typeof value === 'string' ? this.id(value) : null];
    if (field === 'notes' || field === 'text')
      return [field, Array.isArray(value) && value.length > 0 ? value.join('\n') : null];
    if (kind !== 'activity' || field === 'done' || field === 'topic') return [field, value];
    throw new Error(`${kind} has no field ${field}`);
  }

  /** Returns an act of the model as a device would send it. */
  act({ id, number: place, kind, shape, edits, group, undoes, closes, again, cameFrom }: ModelAct): Act {
    return {
      id: this.id(id),
      number: place,
      label: kind,
      shape,
      madeAt: '2026-11-20T08:00:00.000Z',
      edits: edits.map((edit) => this.#edit(edit, cameFrom?.lost[edit.id] ?? {})),
      ...(group === undefined ? {} : { group: this.id(group) }),
      ...(undoes === undefined ? {} : { undoes: this.id(undoes) }),
      ...(closes === undefined ? {} : { closes: this.id(closes) }),
      ...(again === undefined ? {} : { again }),
      ...(cameFrom === undefined ? {} : { cameFrom: { at: this.instant(cameFrom.at), n: 1 } }),
    };
  }

  #edit(
    { id, entity: kind, create, fields, after, follows, day }: ModelAct['edits'][number],
    gaveWay: Readonly<Record<string, ModelValue>>,
  ): Edit {
    const grounds =
      after === undefined
        ? {}
        : { after: after.map((ground) => ({ act: this.id(ground.act), record: this.id(ground.record) })) };
    if (create) {
      const { ownerId, teamId, sharedWith, ...own } = this.record(create);
      return {
        id: this.id(id),
        entity: `model/${kind}`,
        create: {
          schema: 1,
          ownerId: typeof ownerId === 'string' ? ownerId : null,
          teamId: typeof teamId === 'string' ? teamId : null,
          sharedWith: Array.isArray(sharedWith) ? sharedWith.map(String) : [],
          fields: withoutEmpty(own),
        },
        ...(follows === undefined ? {} : { follows: this.id(follows) }),
        ...grounds,
      };
    }
    const changes = Object.entries(fields ?? {}).map(([field, [from, to]]): [string, [JsonValue, JsonValue]] => {
      const [name, was] = this.field(kind, field, from);
      return [name, [was, this.field(kind, field, to)[1]]];
    });
    const lost = Object.entries(gaveWay).map(([field, value]) => this.field(kind, field, value));
    return {
      id: this.id(id),
      entity: `model/${kind}`,
      seen: 0,
      fields: Object.fromEntries(changes),
      ...(day === undefined ? {} : { day: dayOfModel(day) }),
      ...(lost.length === 0 ? {} : { gaveWay: Object.fromEntries(lost) }),
      ...grounds,
    };
  }

  record(one: ModelRecord): Readonly<Record<string, JsonValue>> {
    const { id: _id, entity: kind, version: _version, deleted: _deleted, at: _at, ...fields } = one;
    return Object.fromEntries(Object.entries(fields).map(([field, value]) => this.field(kind, field, value)));
  }

  /** Returns a record of the model with everything that is compared, under the product's names. */
  wanted(one: ModelRecord): Readonly<Record<string, JsonValue>> {
    return {
      id: this.id(one.id),
      kind: one.entity,
      ...Object.fromEntries([this.field(one.entity, 'deleted', one['deleted'] ?? false)]),
      ...this.record(one),
    };
  }
}

/** A creation leaves out empty fields, because the server fills some of them. */
const withoutEmpty = (fields: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
