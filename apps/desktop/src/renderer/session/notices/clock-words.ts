const units = [
  { ms: 365 * 24 * 3_600_000, one: 'year', many: 'years' },
  { ms: 24 * 3_600_000, one: 'day', many: 'days' },
  { ms: 3_600_000, one: 'hour', many: 'hours' },
  { ms: 60_000, one: 'minute', many: 'minutes' },
] as const;

/** Describes a wrong clock and the remedy. No data is lost, but dates that people enter are wrong. */
export function clockWords(aheadMs: number): string {
  const off = Math.abs(aheadMs);
  const unit = units.find(({ ms }) => off >= ms) ?? units[3];
  const count = Math.max(1, Math.round(off / unit.ms));
  const span = `${count} ${count === 1 ? unit.one : unit.many}`;
  return `The clock of this device is about ${span} ${aheadMs > 0 ? 'fast' : 'slow'}. Your changes keep their order, but “today” and reminders are wrong here until you set it right.`;
}
