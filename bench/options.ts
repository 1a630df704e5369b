import { parseArgs } from 'node:util';
import { benchRows } from './rows/all-rows.ts';
import { besidePeers } from './rows/peer-rows.ts';

export const usage = `npm run bench -- [options]: the cost of Outpost compared with hand-written code, in one run.

  --only NAME       one measurement; may be given several times: ${benchRows.map(({ name }) => name).join(', ')}
  --size N          records, at least 1,000 (100,000)
  --kinds N         instead: the cost of N further kinds of record for push, pull, first sync and start, in turns in one process
  --peers           also the peers (installed on demand), compared in ${besidePeers.join(', ')}
  --curve           instead: by records and by devices, to bench/results-curve.json, and the chart in docs/
  --sizes A,B,C     the curve's records (10000,100000,1000000)
  --devices A,B,C   the curve's devices (1,10,50,100)
  --chart           only draws the chart, from bench/results-curve.json
  --keep DIR        keeps the filled server in DIR: filling it once for each size
  --profile DIR     a CPU profile of the replica's process
  --help            this

The table goes to stdout as Markdown, the same as data to bench/results.json, everything else to stderr.`;

/** The options of a run. */
export type BenchOptions = {
  readonly job: 'table' | 'curve' | 'chart' | 'kinds' | 'help';
  /** For the job 'kinds': how many kinds are added. */
  readonly kinds: number;
  /** The names of measurements, in their order. */
  readonly wanted: readonly string[];
  readonly size: number;
  readonly hasPeers: boolean;
  readonly sizes: readonly number[];
  readonly devices: readonly number[];
  readonly keepIn: string | undefined;
  readonly profileTo: string | undefined;
};

const smallest = 1_000;

/** Parses the command line; returns an error as one line. */
export function readOptions(args: readonly string[]): BenchOptions | string {
  const read = parsed(args);
  if (typeof read === 'string') return read;
  const known = benchRows.map(({ name }) => name);
  const only = read.only ?? known;
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) return `there is no measurement '${unknown.join("', '")}': ${known.join(', ')}`;
  const [size = Number.NaN, ...others] = numbersIn(read.size);
  const [sizes, devices] = [numbersIn(read.sizes), numbersIn(read.devices)];
  if (others.length > 0 || !isAtLeast(smallest, [size, ...sizes]))
    return `a size is a number of records, at least ${smallest}`;
  const kinds = Number(read.kinds ?? 1);
  if (!isAtLeast(1, [kinds]) || kinds > 500) return '--kinds takes a number of kinds, from 1 to 500';
  if (!isAtLeast(1, devices)) return '--devices takes numbers of devices, at least 1';
  const asked = new Set<string>([...only, ...(read.peers ? besidePeers : [])]);
  return {
    job: read.help
      ? 'help'
      : read.kinds !== undefined
        ? 'kinds'
        : read.curve
          ? 'curve'
          : read.chart
            ? 'chart'
            : 'table',
    wanted: known.filter((name) => asked.has(name)),
    size,
    kinds,
    hasPeers: read.peers,
    sizes,
    devices,
    keepIn: read.keep,
    profileTo: read.profile,
  };
}

function parsed(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        size: { type: 'string', default: '100000' },
        kinds: { type: 'string' },
        peers: { type: 'boolean', default: false },
        curve: { type: 'boolean', default: false },
        sizes: { type: 'string', default: '10000,100000,1000000' },
        devices: { type: 'string', default: '1,10,50,100' },
        chart: { type: 'boolean', default: false },
        keep: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

const numbersIn = (text: string): readonly number[] => text.split(',').map(Number);
const isAtLeast = (least: number, numbers: readonly number[]): boolean =>
  numbers.every((number) => Number.isInteger(number) && number >= least);
