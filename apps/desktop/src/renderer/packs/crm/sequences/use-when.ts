import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';

/** Returns a function that says a time with its day: "today 15:30", "Tue 24 Nov, 10:00". */
export function useWhen(): (at: string) => string {
  const formats = useFormats();
  const now = useNowMs();
  return (at) => {
    const [day, today] = [formats.dayOf(at), formats.dayOf(now)];
    return day === today ? `today ${formats.time(at)}` : `${formats.day(day, today).replace(/^(Tomorrow|Yesterday), /, '')}, ${formats.time(at)}`; // prettier-ignore
  };
}
