import { type Check, type Finding, isProduct, type SourceFile } from './source-file.ts';

/** The file in which a pack names its kinds. */
const idsFile = /^packages\/domain\/src\/packs\/(?<pack>[^/]+)\/ids\.ts$/;
/** A pack's own files in each process, and the lists that name all packs. */
const ofPacks = /\/packs\/|^packages\/domain\/src\/installed-packs\.ts$/;
/** Every tenant has its people, teams, roles and definitions: generic code may name them. */
const basePack = 'platform';

/** Code outside of `packs/` names no kind of any pack, so a pack can be added and removed: it reads declarations instead. */
export const kindNames: Check = {
  name: 'kind-names',
  run: (files) => {
    const kinds = files.flatMap(kindsOf).filter((kind) => !kind.startsWith(`${basePack}/`));
    if (kinds.length === 0) return [];
    const names = [...kinds, ...kinds.map((kind) => `(?:store|report)\\.${kind.replaceAll(/[/-]/g, '_')}`)];
    const packs = [...new Set(kinds.map((kind) => kind.split('/')[0]))];
    const named = new RegExp(`(?<![\\w/-])(?:${names.join('|')})(?![\\w-])|/packs/(?:${packs.join('|')})/`);
    return files
      .filter((file) => isProduct(file) && !ofPacks.test(file.path))
      .flatMap((file) => findingsIn(file, named));
  },
};

function kindsOf(file: SourceFile): string[] {
  const pack = idsFile.exec(file.path)?.groups?.['pack'];
  if (pack === undefined) return [];
  const found: string[] = [];
  file.visit({
    Literal: (node) =>
      void (typeof node.value === 'string' && node.value.startsWith(`${pack}/`) && found.push(node.value)),
  });
  return [...new Set(found)];
}

function findingsIn(file: SourceFile, named: RegExp): Finding[] {
  const findings: Finding[] = [];
  const look = (text: string, offset: number): void => {
    const hit = named.exec(text)?.[0];
    if (hit !== undefined)
      findings.push({
        path: file.path,
        line: file.lineAt(offset),
        message: `'${hit}' belongs to a pack: read a declaration or a capability instead, or move this into packs/`,
      });
  };
  file.visit({
    Literal: (node) => void (typeof node.value === 'string' && look(node.value, node.start)),
    TemplateElement: (node) => look(node.value.raw, node.start),
  });
  return findings;
}
