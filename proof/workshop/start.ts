import { root } from '../../scripts/run-command.ts';
import { addWorkshop, removeWorkshop } from './workshop-in-tree.ts';

// `node proof/workshop/start.ts add | remove`: adds the pack to this very tree, to look at it, and takes it away again.
const [wanted] = process.argv.slice(2);
if (wanted === 'add') await addWorkshop(root);
else if (wanted === 'remove') await removeWorkshop(root);
else {
  console.error('node proof/workshop/start.ts add | remove');
  process.exitCode = 2;
}
