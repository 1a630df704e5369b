/** How many criteria each series has, by category: "CC1: 5" is CC1.1 to CC1.5. */
const series: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Security: { CC1: 5, CC2: 3, CC3: 4, CC4: 2, CC5: 3, CC6: 8, CC7: 5, CC8: 1, CC9: 2 },
  Availability: { A1: 3 },
  Confidentiality: { C1: 2 },
  'Processing integrity': { PI1: 5 },
  Privacy: { P1: 1, P2: 1, P3: 2, P4: 3, P5: 2, P6: 7, P7: 1, P8: 1 },
};

/**
 * The category of each trust services criterion, by the criterion's number. Source: the AICPA's TSP section 100, 2017
 * Trust Services Criteria (with Revised Points of Focus, 2022).
 */
export const trustCriteria: ReadonlyMap<string, string> = new Map(
  Object.entries(series).flatMap(([category, counts]) =>
    Object.entries(counts).flatMap(([name, count]) =>
      Array.from({ length: count }, (_, index) => [`${name}.${index + 1}`, category] as const),
    ),
  ),
);
