import { type Check, type Finding, isProduct, type SourceFile } from '../source-file.ts';

/** The file in which a pack names its kinds. */
const idsFile = /^packages\/domain\/src\/packs\/(?<pack>[^/]+)\/ids\.ts$/;
/** A pack's own files in each process, and the lists that name all packs. */
const ofPacks = /\/packs\/|^packages\/domain\/src\/installed-packs\.ts$/;
/**
 * The platform's records that parts of the core are made of (ADR 0112): generic code may name them, and no other kind
 * of the platform. Every tenant has them, and without their part of the core they have no use.
 */
const ofTheCore: ReadonlySet<string> = new Set(
  // prettier-ignore
  [
    'person', 'team', 'role', 'organisation', 'installed-pack', // identity, access, tenancy
    'field-definition', 'custom-object', 'page-layout', 'pipeline', 'stage', // definitions
    'saved-view', 'report', 'dashboard', 'target', 'my-notifications', 'distinct-pair', 'import', // screens
    'automation', 'automation-version', 'notice', 'button', 'press', 'assignment-rule', 'decision', 'device-rule', // what follows from changes (ADR 0139, 0145, 0147, 0150, 0174)
  ].map((name) => `platform/${name}`),
);

/** Code outside of `packs/` names no kind of a pack, so that a pack can be added and removed. It reads declarations instead. */
export const kindNames: Check = {
  name: 'kind-names',
  run: (files) => {
    const kinds = files.flatMap(kindsOf).filter((kind) => !ofTheCore.has(kind));
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
