import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedPaths, extract, extractOf } from './documented-paths.ts';

const root = join(import.meta.dirname, '../../../../../../..');
/** The requirement documents are next to the checkout, not in it. */
const source = ['../shared', '../../shared'].map((beside) => join(root, beside, 'requirements/compliance-grc.md')).find(existsSync); // prettier-ignore

describe('the extract of the paths that the requirement documents name', () => {
  it('has the checksum of its source, and each path once, in the order of its lines', () => {
    expect(extract).toMatch(/^compliance-grc\.md [0-9a-f]{64}\n(?:\d+ (?:get|post|put|patch|delete) \/\S+\n)+$/);
    const lines = documentedPaths.map(({ line }) => line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(new Set(documentedPaths.map(({ route }) => route)).size).toBe(documentedPaths.length);
    expect(documentedPaths.length).toBe(33);
  });

  it('equals the list of the present document, where that is next to the checkout', () => {
    const ofToday = source === undefined ? extract : extractOf(readFileSync(source, 'utf8'));
    expect(extract).toBe(ofToday);
  });

  it('takes the paths of its sections alone', () => {
    const document = '### 2.1 Auth\nPOST   /api/v1/auth/login\n### 2.4 Instances\nGET    /api/v1/instances\n### 2.10 Audit\nGET /api/v1/audit/logs\n## 3\nGET /api/v1/x\n'; // prettier-ignore
    expect(extractOf(document).split('\n').slice(1)).toEqual(['2 post /auth/login', '6 get /audit/logs', '']);
  });
});
