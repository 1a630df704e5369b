import { type PlantedBug, sources } from './planted-bug.ts';

const { server, domain, replica } = sources;

/** Kinds that an organisation keeps off devices: found by histories in which it does so and gives them back. */
export const bugsOfNarrowing: readonly PlantedBug[] = [
  {
    name: 'narrowed-stays',
    says: 'records of a kind that is kept off devices stay on them',
    file: `${domain}/access/kept-off-devices.ts`,
    text: 'kinds.size === 0 ? tokens :',
    instead: 'kinds.size >= 0 ? tokens :',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'narrowed-for-all',
    says: 'a line for a role removes the kind for everybody',
    file: `${domain}/access/kept-off-devices.ts`,
    text: 'role === null || roles.has(role)',
    instead: 'role === null || roles.size > 0',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'narrowed-once',
    says: 'the server keeps the first setting that it read',
    file: `${server}/access/asker.ts`,
    text: 'if (kept && kept.mark === mark) return kept.value;\n  const [read, sealing',
    instead: 'if (kept) return kept.value;\n  const [read, sealing',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'narrowing-drops-acts',
    says: 'when a kind is taken off a device, acts that wait on its records are lost',
    file: `${replica}/sync/answers/apply-page.ts`,
    text: '    const left = through.filter(isHeld);\n',
    instead:
      '    const left = through.filter(isHeld);\n    if (left.length === 0) for (const act of write.acts.on(id)) write.acts.remove(act.id);\n',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'aged-stays',
    says: 'old records that are kept off devices stay on them',
    file: `${domain}/access/kept-off-devices.ts`,
    text: 'if (![...kept.keys()].some(isNarrowed)) return tokens;',
    instead: 'if (kept.size >= 0) return tokens;',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'aged-early',
    says: 'devices hold the months of a kind before its records are filed by month',
    file: `${server}/records/write/file-by-month.ts`,
    text: '{ kind, month: null }',
    instead: "{ kind, month: '2027-05' }",
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'aged-unfiled',
    says: 'a changed record of a kind that is filed by month is filed under no month',
    file: `${server}/access/filed-tokens.ts`,
    text: '[...tokens, ...monthTokensOf(tokens, month)].sort()',
    instead: 'record.version > 0 ? tokens : [...tokens, ...monthTokensOf(tokens, month)].sort()',
    by: 'histories',
    drawing: 'narrowed',
  },
  {
    name: 'aged-since-whole',
    says: 'the months of earlier records count from their filing under the whole kind',
    file: `${server}/records/write/file-by-month.ts`,
    text: 'beside: wholeToken(token)',
    instead: 'beside: `${kind}@org`',
    by: 'histories',
    drawing: 'narrowed',
  },
];
