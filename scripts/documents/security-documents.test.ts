import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../run-command.ts';
import { asvsFaults, withLevelFigures } from './asvs-document.ts';
import { asvsLevels } from './asvs-levels.ts';
import { criteriaFaults, withCriteriaFigures } from './criteria-document.ts';
import { evidenceFaults, type ReadFile } from './named-evidence.ts';
import { trustCriteria } from './trust-criteria.ts';

const asvs = 'docs/security/asvs.md';
const soc2 = 'docs/security/soc2.md';
const documents = [
  asvs,
  'docs/security/figures.md',
  'docs/security/inventory.md',
  soc2,
  'docs/security/threat-model.md',
];

const read: ReadFile = (path) => {
  const full = join(root, path);
  if (!existsSync(full)) return undefined;
  return statSync(full).isDirectory() ? '' : readFileSync(full, 'utf8');
};
const textOf = (path: string): string => read(path) ?? '';

describe('docs/security/asvs.md', () => {
  it('has each requirement of levels 1 and 2 once', () => {
    expect(asvsLevels.size).toBe(253);
    expect(asvsFaults(textOf(asvs))).toEqual([]);
  });

  it('has the figures that its lines give', async () => {
    await expect(withLevelFigures(textOf(asvs))).toMatchFileSnapshot(join(root, asvs));
  });
});

describe('docs/security/soc2.md', () => {
  it('has each criterion once, with its state', () => {
    expect(trustCriteria.size).toBe(61);
    expect(criteriaFaults(textOf(soc2))).toEqual([]);
  });

  it('has the figures that its lines give', async () => {
    await expect(withCriteriaFigures(textOf(soc2))).toMatchFileSnapshot(join(root, soc2));
  });
});

it.each(documents)('%s names files and tests that exist', (path) => {
  expect(evidenceFaults(textOf(path), path, read)).toEqual([]);
});

describe('the check of the security documents', () => {
  it('reports a number that is missing, unknown or present twice, a wrong level, a wrong state, and an empty line', () => {
    const lines = [...asvsLevels].map(([number, level]) => `| ${number} | ${level} | met | so | \`a.test.ts\` “b” |`);
    const text = `${lines.join('\n')}\n`;
    expect(asvsFaults(text)).toEqual([]);
    const faultsAfter = (from: RegExp, to: string): readonly string[] => asvsFaults(text.replace(from, to));
    expect(faultsAfter(/^\| 6\.2\.1 \|.*\n/m, '')).toEqual(['6.2.1 is missing']);
    expect(faultsAfter(/^\| 6\.2\.1 \|/m, '| 6.2.2 |')).toEqual(['6.2.2 is there more than once', '6.2.1 is missing']);
    expect(faultsAfter(/^\| 6\.2\.1 \|/m, '| 6.2.99 |')).toEqual([
      '6.2.99 is not a requirement of level 1 or 2',
      '6.2.1 is missing',
    ]);
    expect(faultsAfter(/^\| 6\.2\.1 \| 1/m, '| 6.2.1 | 2')).toEqual(['6.2.1 is of level 1, not 2']);
    expect(faultsAfter(/^\| 6\.2\.1 \| 1 \| met/m, '| 6.2.1 | 1 | fine')).toEqual([
      '6.2.1: "fine" is not one of met, partly, not yet, does not apply',
    ]);
    expect(faultsAfter(/^\| 6\.2\.1 \|.*$/m, '| 6.2.1 | 1 | met |  |  |')).toEqual(['6.2.1 says neither how nor why']);
    expect(faultsAfter(/^(\| 6\.2\.1 \| 1 \|) met/m, '$1 not yet')).toEqual(['6.2.1 is not yet met, and names a test']);
  });

  it('reports a criterion that is missing, unknown or present twice, and one whose line does not fit its state', () => {
    const test = '`a.test.ts` “b”';
    const text = `${[...trustCriteria.keys()].map((number) => `| ${number} | met | it | so | duty | ${test} |`).join('\n')}\n`;
    expect(criteriaFaults(text)).toEqual([]);
    const faultsAfter = (from: RegExp, to: string): readonly string[] => criteriaFaults(text.replace(from, to));
    for (const number of trustCriteria.keys())
      expect(faultsAfter(new RegExp(`^\\| ${number.replace('.', '\\.')} \\|.*\\n`, 'm'), '')).toEqual([
        `${number} is missing`,
      ]);
    expect(faultsAfter(/^\| CC2\.1 \|/m, '| CC2.2 |')).toEqual(['CC2.2 is there more than once', 'CC2.1 is missing']);
    for (const unknown of ['CC2', 'CC2.4', 'CC7.3–7.4', 'P6.8'])
      expect(faultsAfter(/^\| CC2\.1 \|/m, `| ${unknown} |`)).toEqual([
        `${unknown} is not a criterion`,
        'CC2.1 is missing',
      ]);
    const faultsOf = (line: string): readonly string[] => faultsAfter(/^\| CC2\.1 \|.*$/m, `| CC2.1 | ${line} |`);
    expect(faultsOf(`fine | it | so | duty | ${test}`)).toEqual([
      'CC2.1: "fine" is not one of met, partly, organisation',
    ]);
    expect(faultsOf(`met |  | so | duty | ${test}`)).toEqual(['CC2.1 has an empty cell']);
    expect(faultsOf(`met | so | duty | ${test}`)).toEqual(['CC2.1 is missing']);
    expect(faultsOf('met | it | so | duty | `npm test`')).toEqual(['CC2.1 names a part of the product, and no test']);
    expect(faultsOf('met | it | – | duty | records')).toEqual(['CC2.1 is met, and names no part of the product']);
    expect(faultsOf(`met | it | so. Missing: more | duty | ${test}`)).toEqual([
      'CC2.1 says what is missing, and is not "partly"',
    ]);
    expect(faultsOf(`partly | it | so. Missing: more | duty | ${test}`)).toEqual([]);
    expect(faultsOf(`partly | it | so | duty | ${test}`)).toEqual([
      'CC2.1 is partly met, and does not say what is missing',
    ]);
    expect(faultsOf('organisation | it | – | duty | its own records')).toEqual([]);
    expect(faultsOf(`organisation | it | so | – | ${test}`)).toEqual([
      "CC2.1 is the organisation's, and names no duty",
    ]);
    expect(faultsOf(`organisation | it | – | duty | ${test}`)).toEqual([
      'CC2.1 names a test, and no part of the product',
    ]);
  });

  it('counts the figures of each category', () => {
    const rows = [
      '| CC1.1 | organisation | it | – | duty | records |',
      '| CC6.1 | met | it | so | duty | `a.test.ts` “b” |',
      '| A1.1 | partly | it | so. Missing: more | duty | `a.test.ts` “b” |',
      '| P2.1 | partly | it | so. Missing: more | duty | records |',
    ];
    expect(withCriteriaFigures(['<!-- figures -->', '<!-- /figures -->', ...rows].join('\n')).split('\n')).toEqual([
      '<!-- figures -->',
      '| Category | Criteria | Organisation | Met | Proven | Partly | Partly, with a test |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| Security | 2 | 1 | 1 | 1 | 0 | 0 |',
      '| Availability | 1 | 0 | 0 | 0 | 1 | 1 |',
      '| Confidentiality | 0 | 0 | 0 | 0 | 0 | 0 |',
      '| Processing integrity | 0 | 0 | 0 | 0 | 0 | 0 |',
      '| Privacy | 1 | 0 | 0 | 0 | 1 | 0 |',
      '| all | 4 | 1 | 1 | 1 | 2 | 1 |',
      '<!-- /figures -->',
      ...rows,
    ]);
  });

  it('counts the figures of each level', () => {
    const rows = [
      '| 1.2.1 | 1 | met | so | `a.test.ts` “b” |',
      '| 1.2.2 | 1 | partly | so |  |',
      '| 1.2.6 | 2 | does not apply | no LDAP |  |',
    ];
    expect(withLevelFigures(['<!-- figures -->', '<!-- /figures -->', ...rows].join('\n')).split('\n')).toEqual([
      '<!-- figures -->',
      '| Level | Requirements | Apply | Met | Partly | Not yet | Proven | Proven, or partly with a test |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| 1 | 2 | 2 | 1 | 1 | 0 | 1 (50 %) | 1 (50 %) |',
      '| 2 | 1 | 0 | 0 | 0 | 0 | 0 (–) | 0 (–) |',
      '| both | 3 | 2 | 1 | 1 | 0 | 1 (50 %) | 1 (50 %) |',
      '<!-- /figures -->',
      ...rows,
    ]);
  });

  it('reports a file, a link and a test that do not exist', () => {
    const files: Readonly<Record<string, string>> = {
      'docs/a.md': '',
      'apps/x.test.ts': "// in a comment\nit('[A-1] admits Ada\\'s device', () => {});\nit(`of ${1} kinds`, () => {});",
    };
    const faults = (text: string): readonly string[] =>
      evidenceFaults(text, 'docs/security/b.md', (path) => files[path]);
    expect(faults("`docs/a.md` [A](../a.md) `apps/x.test.ts` “admits Ada's device” `apps/x.test.ts` “kinds”")).toEqual(
      [],
    );
    expect(faults('`docs/c.md` and [C](../c.md), [D](d.md)')).toEqual([
      'docs/security/b.md: docs/c.md is not there',
      'docs/security/b.md: docs/security/d.md is not there',
    ]);
    expect(faults('`apps/x.test.ts` “in a comment”')).toEqual([
      'docs/security/b.md: apps/x.test.ts has no test “in a comment”',
    ]);
    expect(faults('`docs/a.md` “a”')).toEqual(['docs/security/b.md: docs/a.md is not a test file']);
  });
});
