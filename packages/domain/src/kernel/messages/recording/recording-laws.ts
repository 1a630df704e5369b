/** A state of the United States in which all people of a call must agree to its recording. `note`: where the law is disputed. */
export type AllPartyState = { readonly state: string; readonly law: string; readonly note?: string };

/** The day as of which `allPartyStates` was written. The texts of the laws are to be read again at least once a year. */
export const recordingLawsAsOf = '2026-11-29';

/**
 * The federal law asks for the consent of one of the people (18 U.S.C. § 2511(2)(d)). These states ask for that of all of them. Source: the
 * sections named here. Other states ask for one. Oregon does so for telephone calls, and for all people only in person (ORS 165.540), so it
 * is not listed. This table is no advice by a lawyer: where courts differ, a state is listed.
 */
export const allPartyStates: readonly AllPartyState[] = [
  { state: 'CA', law: 'Cal. Penal Code § 632' },
  { state: 'CT', law: 'Conn. Gen. Stat. § 52-570d' },
  { state: 'DE', law: '11 Del. C. § 1335', note: 'another section asks for one person (11 Del. C. § 2402)' },
  { state: 'FL', law: 'Fla. Stat. § 934.03' },
  { state: 'IL', law: '720 ILCS 5/14-2' },
  { state: 'MD', law: 'Md. Code, Cts. & Jud. Proc. § 10-402' },
  { state: 'MA', law: 'Mass. Gen. Laws ch. 272 § 99' },
  { state: 'MI', law: 'Mich. Comp. Laws § 750.539c', note: 'courts let people of a call record it' },
  { state: 'MT', law: 'Mont. Code § 45-8-213' },
  { state: 'NV', law: 'Nev. Rev. Stat. § 200.620', note: 'by the courts’ reading of it' },
  { state: 'NH', law: 'N.H. Rev. Stat. § 570-A:2' },
  { state: 'PA', law: '18 Pa. Cons. Stat. § 5704' },
  { state: 'WA', law: 'Wash. Rev. Code § 9.73.030' },
];
