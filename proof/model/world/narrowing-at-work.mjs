// The steps of histories in which an organisation keeps kinds of record, or their old records, off devices.

/** The records that an organisation keeps off devices. A number says that only records are kept off that were not changed for so many months. */
const keptOffLines = [
  [],
  [],
  ['deal'],
  ['activity'],
  ['deal@manager'],
  ['activity@member', 'deal@viewer'],
  ['activity>0'],
  ['activity>1'],
  ['loan>0', 'activity@member>1'],
  ['activity@admin>0', 'deal'],
  ['deal>0'],
  ['deal>1', 'activity>0'],
  ['deal@keeper>1', 'deal@manager>0'],
];

/** Returns these steps by name, each with its weight among the faults of a history. */
export const narrowingFaults = ({ server, pick, chance, trace }) => ({
  keepOff: {
    mode: 'narrowed',
    weight: 5,
    play: () => {
      const lines = pick(keptOffLines);
      trace(`kept off devices ${lines}`);
      server.keepOff(lines);
    },
  },
  months: {
    mode: 'narrowed',
    weight: 25,
    play: () => {
      if (chance(0.3)) server.passMonth();
      for (let n = pick([0, 0, 1, 2, 20]); n > 0 && server.fileByMonth(); n -= 1);
      trace(`month ${server.state.monthStarts.length} ${JSON.stringify(server.state.byMonth)}`);
    },
  },
});
