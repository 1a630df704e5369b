import { parseArgs } from 'node:util';
import { ProofServer } from '../proof-server.ts';
import { type Outcome, playHistory } from '../random-history.ts';

// `npm run -s torture -- --seed S --histories N --ops K`: random histories on real replicas and the whole real server (S-6). One line of
// JSON on stdout; what broke, with its seed and its steps, on stderr. Exit code 1 on any finding.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '50' },
    ops: { type: 'string', default: '80' },
    trace: { type: 'boolean', default: false },
  },
});
const [seed, histories, steps] = [Number(values.seed), Number(values.histories), Number(values.ops)];
if (![seed, histories, steps].every((number) => Number.isInteger(number) && number > 0)) {
  console.error(
    'usage: npm run -s torture -- [--seed N] [--histories N] [--ops N] [--trace]   (whole numbers above zero)',
  );
  process.exit(2);
}

const began = performance.now();
const server = await ProofServer.start();
const sums = { histories: 0, acts: 0, refused: 0, superseded: 0, journalRows: 0 };
const findings: { readonly seed: number; readonly what: string }[] = [];
for (let drawn = seed; drawn < seed + histories; drawn += 1) {
  const told: string[] = [];
  try {
    const outcome: Outcome = await playHistory({ server, seed: drawn, steps, trace: (line) => void told.push(line) });
    sums.histories += 1;
    sums.acts += outcome.acts;
    sums.refused += outcome.refused;
    sums.superseded += outcome.superseded;
    sums.journalRows += outcome.journalRows;
  } catch (error) {
    findings.push({ seed: drawn, what: error instanceof Error ? error.message : String(error) });
    console.error(`seed ${drawn}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (values.trace) console.error(told.join('\n'));
  }
}
await server.stop();
console.log(
  JSON.stringify({
    ...sums,
    findings: findings.length,
    seeds: findings.map((finding) => finding.seed),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  }),
);
process.exit(findings.length > 0 ? 1 : 0);
