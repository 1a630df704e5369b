import type { JsonValue } from '../../json.ts';
import { placesOfAddress, placesOfNumber, type LegalPlace } from '../hours/receiver-zones.ts';
import { allPartyStates } from './recording-laws.ts';

/** An end of a call. `number`: E.164. `addresses`: postal addresses of the people with the number, as records have them. */
export type CallEnd = { readonly number: string; readonly addresses: readonly JsonValue[] };

/** Whose consent a recording needs. `why`: a sentence that names the law. */
export type RecordingConsent = { readonly needs: 'one-party' | 'all-party'; readonly why: string };

const lawOf = new Map(allPartyStates.map((one) => [one.state, one] as const));
const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** Returns why all people of a call must agree, by the law of one place. Undefined: there the consent of one is enough. */
function strictIn({ country, state }: LegalPlace): string | undefined {
  if (country === undefined) return 'The place of one address is not known, so everybody must agree.';
  if (country !== 'US') return `One end may be in ${names.of(country) ?? country}, so everybody must agree.`;
  if (state === undefined) return 'One end is in a state that is not known, so everybody must agree.';
  const law = lawOf.get(state);
  if (!law) return undefined;
  return `The law of ${state} asks for the consent of everybody (${law.law}${law.note === undefined ? '' : `; disputed: ${law.note}`}).`;
}

/**
 * MSG-68: returns whose consent the recording of a call needs. The stricter law counts of all places in which its ends may be, by their numbers and
 * by the addresses that are known. Everybody must agree in other countries, and where a number or an address has no place that is known here, as
 * a toll-free number has none.
 */
export function recordingConsentOf(ends: readonly CallEnd[]): RecordingConsent {
  for (const { number, addresses } of ends) {
    const byNumber = placesOfNumber(number);
    if (byNumber.length === 0)
      return { needs: 'all-party', why: 'The place of one number is not known, so everybody must agree.' };
    for (const place of [...byNumber, ...addresses.flatMap(placesOfAddress)]) {
      const why = strictIn(place);
      if (why !== undefined) return { needs: 'all-party', why };
    }
  }
  return { needs: 'one-party', why: 'At both ends the consent of one person is enough (18 U.S.C. § 2511(2)(d)).' };
}
