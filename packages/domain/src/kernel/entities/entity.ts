import { isReminderTime } from '../calendar/reminder.ts';
import { areaWords, isAreaName } from './area-name.ts';
import type { Carried } from './what-carries.ts';
import { type EnvelopeColumn, isReservedName } from './envelope.ts';
import type { Field, TypedField } from './fields.ts';
import type { IdOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import type { Sealed } from './sealed.ts';

/** The whole declaration of one kind of record; everything else is derived from it (idea 1). */
export type Entity = {
  /** "pack/name". */
  readonly name: string;
  /** The entity's own schema number (K-5). */
  readonly schema: number;
  readonly label: { readonly one: string; readonly many: string };
  /** The meaning of its records, in the trade's words: documentation (T-24). */
  readonly describes?: string;
  /** A name from the UI's icon set. */
  readonly icon: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** The text field that names a record for people. */
  readonly title: string;
  /**
   * A ref field: the record has the visibility of the record that it names (A-3a), and `ownerId` means "assigned to".
   */
  readonly parent?: string;
  /**
   * `tenant`: everyone with a role in the tenant sees all of its records (people, teams, products). `scoped`: by grants. `own`
   * (A-3c): each person sees and changes only their own records, without a grant; no grant reaches those of another person.
   */
  readonly audience: Audience;
  /** Sets of fields that lists filter and sort by together. A single field with a key is indexed only where it is named here. */
  readonly indexes: readonly (readonly string[])[];
  /** S-4e: sets of fields whose values no two live records of a tenant share; blank values don't count. */
  readonly unique: readonly (readonly string[])[];
  /** Whether every write counts as `administer`: people, roles, price lists. */
  readonly governed: boolean;
  /**
   * K-3: its records define a tenant's catalogue: fields that the tenant adds to kinds of record, kinds of its own, or its packs.
   */
  readonly defines?: Defines;
  /**
   * K-3: a kind of record that its tenant no longer uses. Its records are kept and filed, and the history names them. Nothing
   * offers them, and nobody makes or changes one until the kind is restored.
   */
  readonly isRetired?: true;
  /** T-25: retired because the tenant does not have its pack: nobody holds tokens of it, so no device holds its records. */
  readonly isRemoved?: true;
  /** K-5: pure upgrades of the fields, by the number that they lead to: `upgrades[2]` turns fields of schema 1 into 2. */
  readonly upgrades: Readonly<
    Record<number, (fields: Readonly<Record<string, JsonValue>>) => Readonly<Record<string, JsonValue>>>
  >;
  /** The columns of a list until a person chooses others. */
  readonly listed: readonly string[];
  /** T-19: the choice field with a record's stage. Its options name the good and bad ends. Boards, paths and pipelines use it. */
  readonly stages?: string;
  /**
   * PLT-16: the choice field with a record's pipeline, for a kind with stages. An empty field means its first option. Tenants add
   * pipelines, and decide which stages belong to each of them.
   */
  readonly pipelines?: string;
  /** The money field with a record's worth: lists, boards and pipelines add it up. */
  readonly worth?: string;
  /**
   * S-4f: set where people enter the same thing twice: two of its records can be merged into one. Names the fields by
   * which they are found.
   */
  readonly duplicates?: DuplicateRules;
  /** T-15: whether grants of `*` cover it. Without this a role needs its own name, its pack's, or `**`. */
  readonly byWildcard?: true;
  /** T-19: the capabilities that it carries. References to a capability can name its records. */
  readonly carries: readonly Carried[];
  /** T-19: set where its records are people, or have people, to whom messages can be sent. */
  readonly reach?: Reach;
  /** T-19: the reference to the person to whom messages about a record go, for a kind that has no addresses of its own. */
  readonly receiver?: string;
  /** T-19: the field with its postal address. */
  readonly address?: string;
  /** T-19: the field with its place on the map. Maps show its records there, and lists sort them by their distance. */
  readonly place?: string;
  /** T-19: a calendar shows its records. */
  readonly schedule?: Schedule;
  /** The date or instant by which an open record should be closed or done: screens mark it when it is past. */
  readonly dueBy?: string;
  /** T-19: the field with its score: a measure of readiness, quality or risk. */
  readonly score?: string;
  /** T-19: its owner is the person to whom it is assigned. */
  readonly isAssigned: boolean;
  /**
   * T-19: whether it joins kinds of two packs (`catalogue/link.ts`). It is retired while the tenant lacks either
   * pack, and does not prevent the removal of one.
   */
  readonly joins?: true;
  /** T-30: a link or a choice. Records are filed under its value, too, so that a device can hold some areas of the kind. */
  readonly filedBy?: string;
  /**
   * A-3b: the choice by which one of its records becomes visible to everyone inside the tenant. Records with a team are visible
   * to everyone who has a role in the team.
   */
  readonly openWhen?: OpenWhen;
  /** K-4: set on the kind of a group of sealed fields. */
  readonly sealed?: Sealed;
  /**
   * MSG-2: its records are evidence. A value that is filled in stays, an empty one may be filled in later, and only people who may
   * administer a record delete it.
   */
  readonly isAppendOnly?: true;
  /** LET-6: people change and delete a record no more once the server has filled `field`, except its fields `but`. `why`: a sentence for a person. */
  readonly closedBy?: { readonly field: string; readonly but: readonly string[]; readonly why: string };
  /** The effects that stay although the creation of one of its records is undone, such as messages that were sent. An undo says how many there are. */
  readonly undoLeaves?: UndoLeaves;
};

/** `one`, `many`: with a number before them, "message was sent and stays", "messages were sent and stay". */
export type UndoLeaves = {
  readonly one: string;
  readonly many: string;
  readonly countIn: (record: { readonly fields: Readonly<Record<string, JsonValue>> }) => number;
};

/** K-3: the sort of definition that the records of a kind are: `Entity.defines`. */
type Defines = 'fields' | 'entities' | 'packs' | 'pipelines' | 'stages' | 'pages';

/** The people who see the records of a kind: `Entity.audience`. */
export type Audience = 'tenant' | 'scoped' | 'own';

/** A-3b: a choice field and its option: everyone inside the tenant sees the records with this value. */
export type OpenWhen<Choice extends string = string> = { readonly field: Choice; readonly is: string };

/** The fields with a person's e-mail address and telephone numbers. `mobile`: one that gets text messages, before the other. */
export type Reach<Email extends string = string, Phone extends string = string, Flag extends string = string> = {
  readonly email?: Email;
  readonly phone?: Phone;
  readonly mobile?: Phone;
  /** The field that marks a person who must not be contacted. */
  readonly isUnwanted?: Flag;
};
/**
 * The fields whose equal values show that two records describe the same person or thing, besides the title and the
 * address (`kernel/duplicates`). `context`: links and texts without which equal titles prove little, such as the
 * company of a person.
 */
export type DuplicateRules<
  Email extends string = string,
  Phone extends string = string,
  Text extends string = string,
  Context extends string = string,
> = {
  readonly emails?: readonly Email[];
  readonly phones?: readonly Phone[];
  /** Text fields with the address of a website. */
  readonly websites?: readonly Text[];
  readonly context?: readonly Context[];
};
/**
 * The fields with the time of a record: the moment or day, the duration and the flag of a record that is done. Also the
 * time between the reminder and the record (`kernel/calendar/reminder.ts`), and the rule by which it repeats
 * (`kernel/calendar/repeat-rule.ts`). A kind with `series` makes all records of a rule in one act, and the field names
 * the series that they share (`engine/moves/series.ts`). Any other kind makes the next one when one is marked as done
 * (ADR 45).
 */
export type Schedule<
  At extends string = string,
  Lasts extends string = string,
  Done extends string = string,
  Remind extends string = string,
  Repeat extends string = string,
> = {
  readonly at: At;
  readonly lasts?: Lasts;
  readonly done?: Done;
  readonly remind?: Remind;
  readonly repeat?: Repeat;
  readonly series?: Repeat;
};
/** The schedule of a kind whose repeated records are all made in one act. */
export type SeriesSchedule = Schedule & { readonly repeat: string; readonly series: string };

/** The properties of every declaration, whether or not the compiler knows its fields. */
type DeclaredBase = {
  readonly schema?: number;
  readonly label: { readonly one: string; readonly many: string };
  readonly describes?: string;
  readonly icon?: string;
  readonly audience?: Audience;
  readonly governed?: boolean;
  readonly defines?: Defines;
  readonly upgrades?: Entity['upgrades'];
  readonly byWildcard?: true;
  readonly joins?: true;
  readonly isAppendOnly?: true;
  readonly closedBy?: Entity['closedBy'];
  readonly undoLeaves?: UndoLeaves;
  readonly carries?: readonly Carried[];
  /** Left out: true for a child. */
  readonly isAssigned?: boolean;
};
/** A declaration whose names the compiler does not know. */
type UntypedDeclaration = DeclaredBase & {
  readonly fields: Readonly<Record<string, Field>>;
  readonly title: string;
  readonly parent?: string;
  readonly indexes?: readonly (readonly string[])[];
  readonly unique?: readonly (readonly string[])[];
  readonly listed?: readonly string[];
  readonly stages?: string;
  readonly pipelines?: string;
  readonly worth?: string;
  readonly reach?: Reach;
  readonly receiver?: string;
  readonly duplicates?: DuplicateRules;
  readonly address?: string;
  readonly place?: string;
  readonly schedule?: Schedule;
  readonly dueBy?: string;
  readonly score?: string;
  readonly filedBy?: string;
  readonly openWhen?: OpenWhen;
  readonly sealed?: Sealed;
};

type TypedFields = Readonly<Record<string, TypedField>>;
/** Names of the fields of one type; one pass, no recursion. */
type NamesOfType<F, T extends Field['type']> = {
  [K in keyof F]: F[K] extends { readonly type: T } ? K : never;
}[keyof F] &
  string;
/** A name by which lists filter and sort: a field's, or one of the envelope's. */
type Column<F> = (keyof F & string) | EnvelopeColumn;
type Declaration<F extends TypedFields> = DeclaredBase & {
  readonly fields: F;
  readonly title: NoInfer<keyof F & string>;
  readonly parent?: NoInfer<NamesOfType<F, 'ref'>>;
  readonly indexes?: readonly (readonly NoInfer<Column<F>>[])[];
  readonly unique?: readonly (readonly NoInfer<keyof F & string>[])[];
  readonly listed?: readonly NoInfer<Column<F>>[];
  readonly stages?: NoInfer<NamesOfType<F, 'choice'>>;
  readonly pipelines?: NoInfer<NamesOfType<F, 'choice'>>;
  readonly worth?: NoInfer<NamesOfType<F, 'money'>>;
  readonly reach?: Reach<
    NoInfer<NamesOfType<F, 'email'>>,
    NoInfer<NamesOfType<F, 'phone'>>,
    NoInfer<NamesOfType<F, 'flag'>>
  >;
  readonly receiver?: NoInfer<NamesOfType<F, 'ref'>>;
  readonly duplicates?: DuplicateRules<
    NoInfer<NamesOfType<F, 'email'>>,
    NoInfer<NamesOfType<F, 'phone'>>,
    NoInfer<NamesOfType<F, 'text'>>,
    NoInfer<NamesOfType<F, 'text' | 'ref'>>
  >;
  readonly address?: NoInfer<NamesOfType<F, 'address'>>;
  readonly place?: NoInfer<NamesOfType<F, 'geo'>>;
  readonly schedule?: Schedule<
    NoInfer<NamesOfType<F, 'instant' | 'date'>>,
    NoInfer<NamesOfType<F, 'duration'>>,
    NoInfer<NamesOfType<F, 'flag'>>,
    NoInfer<NamesOfType<F, 'choice'>>,
    NoInfer<NamesOfType<F, 'text'>>
  >;
  readonly dueBy?: NoInfer<NamesOfType<F, 'instant' | 'date'>>;
  readonly score?: NoInfer<NamesOfType<F, 'number'>>;
  readonly filedBy?: NoInfer<NamesOfType<F, 'ref' | 'choice'>>;
  readonly openWhen?: OpenWhen<NoInfer<NamesOfType<F, 'choice'>>>;
};

/**
 * A kind of record that a pack declares: an `Entity` whose name and fields the compiler knows. It is an interface, so that the
 * compiler compares two by name and expands one only where code asks for a field.
 */
export interface EntityOf<N extends string, F extends TypedFields> extends Entity {
  readonly name: N;
  readonly fields: F;
}

const namePattern = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const fieldPattern = /^[a-z][a-zA-Z0-9]*$/;
/** Returns the label of a field's name: "closedOn" → "Closed on". */
export const labelFrom = (name: string) => {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/**
 * Declares a kind of record of a pack. A name that is not one of its fields does not compile. Any other mistake in a
 * declaration throws at start, with the place and the expected form. No declaration comes from outside:
 * `own-kinds.ts` and `own-fields.ts` handle tenants' own definitions, and refuse instead.
 */
export function entity<const N extends string, const F extends TypedFields>(
  id: IdOf<N>,
  declaration: Declaration<F>,
): EntityOf<N, F> {
  return untypedEntity(id.kind, declaration) as EntityOf<N, F>; // made from this declaration, with labels added
}

/** T-5: declares a kind whose fields the compiler does not know: a tenant's own. Its values are JSON. */
export function untypedEntity(name: string, declaration: UntypedDeclaration): Entity {
  const wrong = (what: string): never => {
    throw new Error(`Entity ${name}: ${what}`);
  };
  if (!namePattern.test(name)) wrong('a name is "pack/name" in lower case');
  const fields: Record<string, Field> = {};
  for (const [key, field] of Object.entries(declaration.fields)) {
    if (!fieldPattern.test(key)) wrong(`field "${key}" must be a camelCase word`);
    if (key in Object.prototype) wrong(`field "${key}" has a name that every object has`);
    if (isReservedName(key)) wrong(`field "${key}" has a name that every record has already`);
    fields[key] = { ...field, label: field.label || labelFrom(key) };
  }
  const known = (key: string, where: string) => {
    if (!(key in fields) && !isReservedName(key)) wrong(`${where} names "${key}", which is not one of its fields`);
  };
  known(declaration.title, 'title');
  if (declaration.parent !== undefined && fields[declaration.parent]?.type !== 'ref')
    wrong(`parent "${declaration.parent}" must be a ref field`);
  for (const set of declaration.indexes ?? []) for (const key of set) known(key, 'indexes');
  for (const set of declaration.unique ?? []) for (const key of set) known(key, 'unique');
  for (const key of declaration.listed ?? []) known(key, 'listed');
  const { stages, worth, reach, receiver, duplicates, address, place, schedule, score } = declaration;
  if (stages !== undefined && fields[stages]?.type !== 'choice') wrong(`stages "${stages}" must be a choice field`);
  const { pipelines } = declaration;
  if (pipelines !== undefined) {
    const fault = pipelinesFault(fields[pipelines], stages) ?? unknownPipeline(fields, { stages, pipelines });
    if (fault !== undefined) wrong(`pipelines "${pipelines}": ${fault}`);
    Object.assign(fields, withEmptyPipeline(fields, pipelines));
  }
  if (worth !== undefined && fields[worth]?.type !== 'money') wrong(`worth "${worth}" must be a money field`);
  if (place !== undefined && fields[place]?.type !== 'geo') wrong(`place "${place}" must be a field with a place`);
  const named = [
    ...Object.values(reach ?? {}),
    ...Object.values(schedule ?? {}),
    ...Object.values(duplicates ?? {}).flat(),
  ];
  for (const key of [address, score, receiver, ...named])
    if (key !== undefined && !(key in fields)) wrong(`"${key}" is not one of its fields`);
  const remind = schedule?.remind === undefined ? undefined : fields[schedule.remind];
  if (remind && !(remind.type === 'choice' && remind.options.every(({ value }) => isReminderTime(value))))
    wrong(`remind "${schedule?.remind ?? ''}" must be a choice of durations`);
  const { repeat, series, done } = schedule ?? {};
  if (repeat !== undefined && (fields[repeat]?.type !== 'text' || (done === undefined && series === undefined)))
    wrong(`repeat "${repeat}" must be a text field, of a kind whose records can be done or form series`);
  if (series !== undefined && (fields[series]?.type !== 'text' || repeat === undefined))
    wrong(`series "${series}" must be a text field, of a kind with a rule of repetition`);
  const { dueBy } = declaration;
  if (dueBy !== undefined && fields[dueBy]?.type !== 'date' && fields[dueBy]?.type !== 'instant')
    wrong(`dueBy "${dueBy}" must be a date or an instant`);
  const { filedBy } = declaration;
  if (filedBy !== undefined) {
    const fault = areaFault(fields[filedBy]) ?? (declaration.defines && 'every device needs all of its records');
    if (fault !== undefined) wrong(`filedBy "${filedBy}": ${fault}`);
  }
  if (declaration.audience === 'own') {
    const fault = ownFault(declaration);
    if (fault !== undefined) wrong(`audience "own": ${fault}`);
  }
  const { openWhen } = declaration;
  if (openWhen !== undefined) {
    const fault = openFault(fields[openWhen.field], openWhen.is, declaration);
    if (fault !== undefined) wrong(`openWhen "${openWhen.field}": ${fault}`);
  }
  return {
    name,
    schema: declaration.schema ?? 1,
    label: declaration.label,
    ...(declaration.describes === undefined ? {} : { describes: declaration.describes }),
    icon: declaration.icon ?? 'record',
    fields,
    title: declaration.title,
    ...(declaration.parent === undefined ? {} : { parent: declaration.parent }),
    audience: declaration.audience ?? 'scoped',
    indexes: declaration.indexes ?? [],
    unique: declaration.unique ?? [],
    governed: declaration.governed ?? false,
    ...(declaration.defines === undefined ? {} : { defines: declaration.defines }),
    upgrades: declaration.upgrades ?? {},
    listed: declaration.listed ?? [declaration.title],
    ...(stages === undefined ? {} : { stages }),
    ...(pipelines === undefined ? {} : { pipelines }),
    ...(worth === undefined ? {} : { worth }),
    ...(duplicates === undefined ? {} : { duplicates }),
    ...(declaration.byWildcard ? { byWildcard: true } : {}),
    ...(declaration.joins ? { joins: true } : {}),
    ...(declaration.isAppendOnly ? { isAppendOnly: true } : {}),
    ...(declaration.closedBy === undefined ? {} : { closedBy: declaration.closedBy }),
    ...(declaration.undoLeaves === undefined ? {} : { undoLeaves: declaration.undoLeaves }),
    carries: declaration.carries ?? [],
    ...(reach === undefined ? {} : { reach }),
    ...(receiver === undefined ? {} : { receiver }),
    ...(address === undefined ? {} : { address }),
    ...(place === undefined ? {} : { place }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(dueBy === undefined ? {} : { dueBy }),
    ...(score === undefined ? {} : { score }),
    isAssigned: declaration.isAssigned ?? declaration.parent !== undefined,
    ...(filedBy === undefined ? {} : { filedBy }),
    ...(openWhen === undefined ? {} : { openWhen }),
    ...(declaration.sealed === undefined ? {} : { sealed: declaration.sealed }),
  };
}

/** PLT-16: returns why a field can't hold the pipelines of a kind. */
export function pipelinesFault(field: Field | undefined, stages: string | undefined): string | undefined {
  if (field?.type !== 'choice') return 'it must be a choice field';
  if (stages === undefined) return 'the kind has no stages';
  if (field.required) return 'an empty field means the first pipeline, so it is not required';
  if (field.merge === 'server' || field.merge === 'derived') return 'a person must be able to write it';
  return field.options.length === 0 ? 'it has no option' : undefined;
}

/** Returns the fault of a stage that names a missing pipeline. */
function unknownPipeline(
  fields: Entity['fields'],
  { stages = '', pipelines }: { readonly stages: string | undefined; readonly pipelines: string },
): string | undefined {
  const [stage, pipeline] = [fields[stages], fields[pipelines]];
  if (stage?.type !== 'choice' || pipeline?.type !== 'choice') return undefined;
  const known = new Set(pipeline.options.map(({ value }) => value));
  const missing = stage.options.flatMap((option) => option.pipelines ?? []).find((value) => !known.has(value));
  return missing === undefined ? undefined : `a stage names "${missing}", which is not one of its options`;
}

/**
 * PLT-16: returns the fields, with the first option as the meaning of an empty pipeline. Nothing filters by a
 * single pipeline, so an empty field needs no key then.
 */
export function withEmptyPipeline(fields: Entity['fields'], pipelines: string): Entity['fields'] {
  const field = fields[pipelines];
  const [first, second] = field?.type === 'choice' ? field.options : [];
  return field?.type === 'choice' && first && second
    ? { ...fields, [pipelines]: { ...field, emptyMeans: first.value } }
    : fields;
}

/** A-3c: returns why the records of a kind can't belong to one person each. */
function ownFault({
  governed,
  parent,
  filedBy,
  openWhen,
}: Pick<UntypedDeclaration, 'governed' | 'parent' | 'filedBy' | 'openWhen'>): string | undefined {
  if (governed === true) return 'a governed kind is changed by administrators';
  if (parent !== undefined) return 'a child has the visibility of its parent';
  if (filedBy !== undefined) return 'no computer holds more than the records of its person';
  return openWhen === undefined ? undefined : 'its records are open to nobody else';
}

/** A-3b: returns why this value can't open records. A device computes its own filing, so a person must write the field. */
function openFault(
  field: Field | undefined,
  value: string,
  { audience, parent }: Pick<DeclaredBase, 'audience'> & { readonly parent?: string },
): string | undefined {
  if (field?.type !== 'choice') return 'it must be a choice field';
  if (!field.options.some((option) => option.value === value)) return `it has no option "${value}"`;
  if (field.merge === 'server' || field.merge === 'derived') return 'a person must be able to write it';
  if (audience === 'tenant') return 'everyone sees all of its records already';
  return parent === undefined ? undefined : 'a child has the visibility of its parent';
}

/**
 * T-30: returns why a field can't be an area. A device computes its own filing, so a person must write the field; its
 * value names one area.
 */
function areaFault(field: Field | undefined): string | undefined {
  if (field?.type !== 'ref' && field?.type !== 'choice') return 'an area is a ref or a choice field of the kind';
  if (field.merge === 'server' || field.merge === 'derived') return 'a person must be able to write the area';
  if (field.type === 'ref')
    return field.carrying === undefined && field.targets.length === 1
      ? undefined
      : 'an area is a link to one kind of record';
  const wrong = field.options.find(({ value }) => !isAreaName(value));
  return wrong && `the option "${wrong.value}" must be written in ${areaWords}`;
}

/** Returns the entity's name as SQL writes it: "crm/deal" → "crm_deal". */
export const sqlName = (entityName: string): string => entityName.replaceAll('/', '_').replaceAll('-', '_');
