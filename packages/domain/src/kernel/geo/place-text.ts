import { type GeoPoint, roundedPlace } from './geo-point.ts';

/** Longer texts contain no place, and the patterns below are not meant for prose (E-3). */
const mostChars = 300;

const number = String.raw`[+-]?\d{1,3}(?:[.,]\d+)?`;
/** Degrees, with minutes and seconds if they are given, in the signs that people type for them. */
const angle = String.raw`(${number})\s*(?:°|º|deg|d)?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:′|'|’|m(?:in)?)\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:″|"|”|''|s(?:ec)?)\s*)?`;
const letter = '([NSEW])';
const lettersFirst = new RegExp(String.raw`^${letter}\s*${angle}[\s,;/]*${letter}\s*${angle}$`, 'iu');
const lettersLast = new RegExp(String.raw`^${angle}${letter}[\s,;/]*${angle}${letter}$`, 'iu');
const noLetters = new RegExp(String.raw`^${angle}[\s,;/]+${angle}$`, 'iu');
/** Two decimal numbers: with points, or with commas where something else than a comma lies between them. */
const plain = /^([+-]?\d{1,3}(?:\.\d+)?)\s*[,;/\s]\s*([+-]?\d{1,3}(?:\.\d+)?)$/u;
const withCommas = /^([+-]?\d{1,3},\d+)(?:\s*[;/]\s*|\s+)([+-]?\d{1,3},\d+)$/u;
/** RFC 5870, and the addresses of the usual map sites. */
const inAddress = [
  /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/iu,
  /^https?:\/\/\S*[@=](-?\d{1,3}\.\d+)(?:,|%2C)(-?\d{1,3}\.\d+)/iu,
  /^https?:\/\/\S*#map=\d+\/(-?\d{1,3}\.\d+)\/(-?\d{1,3}\.\d+)/iu,
];

const numeric = (text: string): number => Number(text.replace(',', '.'));

function placeAt(latitude: number, longitude: number): GeoPoint | undefined {
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180; // false for no number, too
  return isPlace ? roundedPlace({ latitude, longitude }) : undefined;
}

/** Returns degrees from degrees, minutes and seconds; undefined where a minute or second is 60 or more. */
function degreesOf(degrees: string, minutes: string | undefined, seconds: string | undefined): number | undefined {
  const [whole, sixtieths, last] = [numeric(degrees), numeric(minutes ?? '0'), numeric(seconds ?? '0')];
  if (sixtieths >= 60 || last >= 60) return undefined;
  const size = Math.abs(whole) + sixtieths / 60 + last / 3_600;
  return degrees.startsWith('-') ? -size : size;
}

/**
 * Returns the place that a text names. Latitude comes before longitude unless letters say otherwise: "47.61, -122.33",
 * "47,61; 16,38", "47° 36′ 35″ N, 122° 19′ 59″ W", "W 122.33 N 47.61", "geo:47.61,-122.33", the address of a map's page.
 * Undefined for every other text, and where the degrees lie outside of the earth.
 */
export function readPlaceText(textGiven: string): GeoPoint | undefined {
  const text = textGiven.trim().replaceAll('−', '-');
  if (text.length > mostChars) return undefined;
  for (const pattern of [plain, withCommas, ...inAddress]) {
    const [, latitude, longitude] = pattern.exec(text) ?? [];
    if (latitude !== undefined && longitude !== undefined) return placeAt(numeric(latitude), numeric(longitude));
  }
  return withLetters(text);
}

/** Reads degrees with minutes, seconds and letters. */
function withLetters(text: string): GeoPoint | undefined {
  const [bare, leading, trailing] = [noLetters, lettersFirst, lettersLast].map((pattern) => pattern.exec(text));
  if (bare) {
    const [, degrees = '', minutes, seconds, degrees2 = '', minutes2, seconds2] = bare;
    const [one, other] = [degreesOf(degrees, minutes, seconds), degreesOf(degrees2, minutes2, seconds2)];
    return one === undefined || other === undefined ? undefined : placeAt(one, other);
  }
  const angles = leading
    ? [leading.slice(1, 5), leading.slice(5, 9)]
    : [trailing?.slice(1, 5), trailing?.slice(5, 9)].map((parts) => parts && [parts[3], ...parts.slice(0, 3)]);
  const [one, other] = angles.map((parts) => {
    const [sign, degrees = '', minutes, seconds] = parts ?? [];
    const size = degreesOf(degrees, minutes, seconds);
    const side = sign?.toUpperCase() ?? '';
    return parts === undefined || size === undefined
      ? undefined
      : { side, degrees: 'SW'.includes(side) ? -size : size };
  });
  const sides = `${one?.side ?? ''}${other?.side ?? ''}`;
  if (!one || !other) return undefined;
  if (/^[NS][EW]$/.test(sides)) return placeAt(one.degrees, other.degrees);
  return /^[EW][NS]$/.test(sides) ? placeAt(other.degrees, one.degrees) : undefined;
}
