import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A path that a requirement document names, and the line that names it. */
type DocumentedPath = { readonly route: string; readonly line: number };

/** The sections of `compliance-grc.md` for auth, users and roles, organizations, and audit. */
const sections = ['2.1', '2.2', '2.3', '2.10'];
const heading = /^### (\d+\.\d+) /;
const named = /^(GET|POST|PUT|PATCH|DELETE)\s+\/api\/v1(\/\S+)/;

/** Returns an extract of the document: its SHA-256, and each path that its sections name, with the number of the line. */
export function extractOf(document: string): string {
  let section = '';
  const paths = document.split('\n').flatMap((text, at) => {
    section = heading.exec(text)?.[1] ?? (text.startsWith('## ') ? '' : section);
    const [, method = '', path = ''] = named.exec(text) ?? [];
    return method !== '' && sections.includes(section) ? [`${at + 1} ${method.toLowerCase()} ${path}`] : [];
  });
  return [`compliance-grc.md ${createHash('sha256').update(document).digest('hex')}`, ...paths, ''].join('\n');
}

export const extract = readFileSync(join(import.meta.dirname, 'documented-paths.txt'), 'utf8');

/**
 * The paths that `compliance-grc.md` names in those sections, so that a test notices when the server drops one of them.
 * `platform.md` names three as well. Two are among these: `POST /auth/login`, and the members of an organization by
 * its slug. The third, `POST /internal/users/bulk`, is left out on purpose: services inside of that platform call it with no
 * person's token, and this server has no inner services that it would trust.
 */
export const documentedPaths: readonly DocumentedPath[] = extract
  .trim()
  .split('\n')
  .slice(1)
  .map((text) => {
    const [line = '', ...route] = text.split(' ');
    return { route: route.join(' '), line: Number(line) };
  });
