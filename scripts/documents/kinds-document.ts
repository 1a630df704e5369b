import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type Field, type FieldOf, namesKind } from '@outpost/domain/kernel/entities/fields';
import { formatOf } from '@outpost/domain/kernel/entities/formats/format-of';

/** The form of a value of each type on the wire, for people who write a client. */
const formOf = {
  text: 'string',
  email: 'string',
  phone: 'string, E.164 where it is a number',
  money: '`{amount, currency}`, minor units',
  number: 'number',
  percent: 'number, percent',
  flag: 'true or false',
  date: '`2026-11-20`',
  instant: 'UTC with milliseconds',
  duration: 'number, whole seconds',
  tags: 'sorted list of distinct strings',
  file: '`{id, name, sizeBytes, mediaType, sha256}`',
  address: '`{street, city, region, postalCode, country}`',
  geo: '`{latitude, longitude}`',
  json: 'any JSON',
} as const satisfies Record<Exclude<Field['type'], 'ref' | 'choice'>, string>;

/** Returns the form of a link: only the id where the field can name one kind, kind and id where it can name several. */
const linkForm = (field: FieldOf<'ref'>): string =>
  namesKind(field)
    ? field.targets.map((target) => `\`${target}:<id>\``).join(' or ')
    : `id of a \`${field.targets[0] ?? ''}\``;

/** The people who see the records of a kind. */
const seenBy = {
  tenant: 'everyone inside sees all records',
  scoped: 'seen by grants',
  own: 'seen and changed by its owner alone, without a grant',
} as const satisfies Record<Entity['audience'], string>;

function valueForm(field: Field): string {
  if (field.type === 'ref') return linkForm(field);
  if (field.type === 'choice') return field.options.map(({ value }) => `\`${value}\``).join(', ');
  const format = formatOf(field);
  return format === undefined ? formOf[field.type] : `${formOf[field.type]}, ${format.label} as \`${format.example}\``;
}

function mergeOf(field: Field): string {
  const { rollUp } = field;
  if (rollUp) return `asked: ${rollUp.fn} over \`${rollUp.of}\` by \`${rollUp.by}\``;
  return field.administered ? `${field.merge}, administered` : field.merge;
}

/** Returns the checks whose refusals reveal that an invisible record exists (S-4e, T-13). */
function tellingOf({ rules, workflows }: Catalogue, { name, unique }: Entity): readonly string[] {
  const checks = workflows?.get(name)?.moves.flatMap((move) => move.checks) ?? [];
  const reading = [...new Set([...(rules.get(name) ?? []), ...checks])].flatMap(({ id, reads = {} }) => {
    const kinds = [...new Set(Object.values(reads).flatMap(({ steps }) => steps.map(({ kind }) => `\`${kind}\``)))];
    return kinds.length === 0 ? [] : [`${id} reads ${kinds.join(', ')}`];
  });
  return [...unique.map((names) => `unique: ${names.map((one) => `\`${one}\``).join(' with ')}`), ...reading];
}

function sectionOf(catalogue: Catalogue, entity: Entity): string {
  const facts = [
    `schema ${entity.schema}`,
    seenBy[entity.audience],
    ...(entity.byWildcard ? [] : ['no grant of `*` covers it']),
    ...(entity.parent === undefined ? [] : [`belongs to the record in \`${entity.parent}\``]),
    ...(entity.filedBy === undefined ? [] : [`filed by the area in \`${entity.filedBy}\` as well`]),
    ...(entity.governed ? ['every write counts as `administer`'] : []),
    ...tellingOf(catalogue, entity),
  ];
  const rows = Object.entries(entity.fields).map(([name, field]) => {
    return `| \`${name}\` | ${field.type} | ${valueForm(field)} | ${mergeOf(field)} | ${field.required ? 'yes' : ''} |`;
  });
  return [
    `## \`${entity.name}\``,
    '',
    ...(entity.describes === undefined ? [] : [entity.describes, '']),
    `${facts.join('; ')}.`,
    '',
    '| Field | Type | Value | Merge | Required |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Returns `docs/kinds.md`: each kind of record of the build, with its declared fields. `GET /records/kinds` also has a tenant's own kinds and fields. */
export function kindsDocument(catalogue: Catalogue): string {
  const entities = [...catalogue.entities.values()];
  return `# Kinds of record

\`scripts/documents\` makes this page from the declarations, and a test compares it. \`npx vitest run --project unit scripts/documents --update\` writes it
again. A running server lists the same kinds at \`GET /records/kinds\`, with the tenant's own kinds and fields.

**Merge** is the result when two people changed the same field. \`later\`: the later arrival wins, and the other value is kept and shown as replaced. \`union\`:
additions and removals of both people count. \`lines\`: the same, line by line. \`fixed\`: the value is given at creation, and a later change is refused (\`records/fixed\`). \`server\`: only
the server writes the value, and a write by anyone else is refused (\`access/denied\`). \`derived\`: the value is computed from the other fields, and a write is refused like a write of \`server\`. *asked*: a roll-up (PLT-8), which is stored nowhere and computed over the records that the asker sees. *administered*: a change
needs \`administer\` on the record. In the envelope, \`sharedWith\` is \`union\`; \`ownerId\`, \`teamId\` and \`life\` are \`later\`.

**unique** and **reads** reveal existence: their refusals say that a record exists, also to a person who may not see that record (S-4e, T-13). They name no
record and no figure.

${entities.map((entity) => sectionOf(catalogue, entity)).join('\n')}`;
}
