import { join } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { expect, it } from 'vitest';
import { root } from '../run-command.ts';
import { kindsDocument } from './kinds-document.ts';

it('docs/kinds.md says of each kind of record what its declaration says', async () => {
  const document = kindsDocument([...installedCatalogue.entities.values()]);
  await expect(document).toMatchFileSnapshot(join(root, 'docs', 'kinds.md'));
});
