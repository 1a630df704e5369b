import type { BoardCard } from '../src/board/board-model.ts';

/** The present time of the gallery: Thursday 19 November 2026, 14:12 in London. Names and figures are invented. */
export const NOW = Date.parse('2026-11-19T14:12:00Z');

/** The signed-in person. */
export const ME = 'Ilse Torvane';

/** One stage of the sample pipeline. */
export type SampleStage = {
  readonly name: string;
  readonly sum: string;
  readonly weighted: string;
  readonly cards: readonly BoardCard[];
};

/** One row of the sample grid; amounts in minor units. */
export type Deal = {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly account: string;
  readonly amount: number;
  readonly chance: number;
  readonly closesOn: string;
  readonly owner: string;
  readonly step: string;
  readonly when: string;
  readonly isLate: boolean;
  readonly waiting?: string;
};

// # stage | sum | weighted, then: title | account | amount | owner | icon | next step | tone | waiting act
const board = `
# New inquiry | $275,700 | $13,785 at 5 %
Lobby and bar lighting | Calloway Pier Hotel | $64,200 | Marlo Oyeva | phone | Call back, Fri 9:30 |  |
Wi-Fi for 18 cabins | Lanternhill Lodge | $31,800 | Ilse Torvane | mail | Send questions, Mon |  |
Entry and gate access | Kestrel Row Townhomes | $22,400 | Noor Halvani | phone | First call, Fri 11:00 |  |
Conference floor signage | Alderpoint Hall | $41,200 | Dana Rehmark | mail | Answer today |  |
Smart locks, 24 flats | Tamsin Grove Flats | $28,600 | Ilse Torvane | phone | First call, Mon 10:00 |  |
Theatre stage dimming | Saltmarsh Theatre | $87,500 | Prita Sandrek | plus | No next step | faint |
# Qualified | $298,700 | $44,805 at 15 %
Whole-house audio | Junevale Residence | $18,900 | Ilse Torvane | phone | Call, today 15:30 |  |
Cameras and alarms, 3 barns | Umberfield Farm | $27,300 | Tobin Brecklin | calendar | Visit, Tue 10:00 |  |
Meeting rooms, floors 2–4 | Millrace Offices | $112,000 | Dana Rehmark | mail | Send references, Fri |  |
Heating and shades | Wrenhaven Residence | $44,100 | Noor Halvani | phone | Call, Fri 8:45 |  |
Guest-room controls | Ravensmoor Spa | $96,400 | Marlo Oyeva | hourglass | Quiet for 24 days | warn |
# Site survey | $320,500 | $96,150 at 30 %
Lighting and shades, 42 rooms | Vesper Heights Tower | $186,500 | Dana Rehmark | calendar | Survey, Mon 8:30 |  |
Pool and garden control | Orrin Lake House | $34,900 | Ilse Torvane | calendar | Survey, today 17:00 |  |
Gym audio, 4 studios | Cresslow Athletic | $24,800 | Tobin Brecklin | calendar | Survey, Thu 9:00 |  |
Cellar climate alerts | Glenrook Winery | $15,600 | Noor Halvani | clock | Was due Tue | warn |
# Design | $267,200 | $120,240 at 45 %
Clinic access, 6 doors | Ivoryside Clinic | $29,400 | Ilse Torvane | file | Drawings, tomorrow |  | Moved to Design, to send
Dock power and lighting | Zephyr Point Marina | $73,100 | Tobin Brecklin | file | Drawings, Thu 26 Nov |  |
Reading-room sound | Netherby Library | $21,700 | Noor Halvani | mail | Samples, Mon |  |
Ballroom audio and video | Marrowstone Yacht Club | $143,000 | Dana Rehmark | calendar | Review, Fri 14:00 |  |
# Proposal | $334,300 | $200,580 at 60 %
Estate-wide network | Dunmere Estates | $128,400 | Dana Rehmark | phone | Follow up, Fri 10:00 |  |
Shades, south façade | Hallam & Pike Studio | $46,800 | Ilse Torvane | phone | Call, today 16:15 |  |
Classroom displays | Eastvale Montessori | $38,200 | Prita Sandrek | hourglass | Quiet for 31 days | warn |
Tasting-room cinema | Osterly Pavilion | $67,900 | Prita Sandrek | mail | Send options, Mon |  |
Gallery lighting scenes | Marlstone Gallery | $33,500 | Noor Halvani | phone | Follow up, Tue 15:00 |  |
Treatment-room lighting | Brackwell Dental | $19,500 | Marlo Oyeva | mail | Revise quote, Fri |  |
# Negotiation | $334,800 | $267,840 at 80 %
Home automation, 9 villas | Thornbury Lane Villas | $214,000 | Dana Rehmark | calendar | Terms, Fri 11:00 |  |
Taproom sound and screens | Cobblewick Brewery | $26,900 | Tobin Brecklin | phone | Call, Mon 9:00 |  |
Energy monitoring, 3 years | Farrowgate Lofts | $52,300 | Ilse Torvane | mail | Contract, tomorrow |  |
Studio acoustics control | Pemberlock Studios | $41,600 | Noor Halvani | clock | Was due yesterday | warn |
`;

// stage | name | account | amount | chance | closes | owner | step | when | late | waiting act
const grid = `
Negotiation | Taproom sound and screens | Cobblewick Brewery | 26900 | 80 | 2026-11-27 | Tobin Brecklin | Call | Mon 23 Nov |  |
Negotiation | Home automation, 9 villas | Thornbury Lane Villas | 214000 | 80 | 2026-11-30 | Dana Rehmark | Agree terms | Fri 20 Nov |  |
Negotiation | Energy monitoring, 3 years | Farrowgate Lofts | 52300 | 80 | 2026-11-30 | Ilse Torvane | Send contract | Fri 20 Nov |  |
Negotiation | Studio acoustics control | Pemberlock Studios | 41600 | 80 | 2026-12-04 | Noor Halvani | Call, was due Wed |  | late |
Negotiation | Elevator lobby displays | בית המגדלור | 18200 | 80 | 2026-12-11 | Marlo Oyeva | Confirm start | Tue 24 Nov |  |
Proposal | Treatment-room lighting | Brackwell Dental | 19500 | 60 | 2026-11-30 | Marlo Oyeva | Revise quote | Fri 20 Nov |  |
Proposal | Shades, south façade | Hallam & Pike Studio | 46800 | 60 | 2026-12-04 | Ilse Torvane | Follow up | Today 16:15 |  |
Proposal | Estate-wide network | Dunmere Estates | 128400 | 60 | 2026-12-11 | Dana Rehmark | Follow up | Fri 20 Nov |  |
Proposal | Tasting-room cinema | Osterly Pavilion | 67900 | 60 | 2026-12-18 | Prita Sandrek | Send options | Mon 23 Nov |  |
Proposal | Classroom displays | Eastvale Montessori | 40500 | 60 | 2026-12-18 | Prita Sandrek | Quiet for 31 days |  | late |
Proposal | Gallery lighting scenes | Marlstone Gallery | 33500 | 60 | 2026-12-23 | Noor Halvani | Follow up | Tue 24 Nov |  |
Proposal | Parking guidance, 2 levels | Millrace Offices | 57200 | 60 | 2027-01-15 | Dana Rehmark | Site photos | Thu 26 Nov |  |
Design | Clinic access, 6 doors | Ivoryside Clinic | 29400 | 45 | 2026-12-04 | Ilse Torvane | Drawings | Fri 20 Nov |  | Moved to Design, to send
Design | Reading-room sound | Netherby Library | 21700 | 45 | 2026-12-11 | Noor Halvani | Samples | Mon 23 Nov |  |
Design | Dock power and lighting | Zephyr Point Marina | 73100 | 45 | 2026-12-18 | Tobin Brecklin | Drawings | Thu 26 Nov |  |
Design | Nursery cameras | Eastvale Montessori | 12800 | 45 | 2026-12-18 | Prita Sandrek | Drawings | Tue 24 Nov |  |
Design | Wine wall climate, humidity log, door contacts and a nightly report | Glenrook Winery | 17300 | 45 | 2027-01-08 | Noor Halvani | Part list | Wed 25 Nov |  |
Design | Ballroom audio and video | Marrowstone Yacht Club | 143000 | 45 | 2027-01-15 | Dana Rehmark | Review drawings | Fri 20 Nov |  |
Design | Garage charging, 14 bays | Kestrel Row Townhomes | 61500 | 45 | 2027-01-22 | Tobin Brecklin | Load study | Mon 30 Nov |  |
Site survey | Pool and garden control | Orrin Lake House | 34900 | 30 | 2026-12-11 | Ilse Torvane | Survey | Today 17:00 |  |
Site survey | Lighting and shades, 42 rooms | Vesper Heights Tower | 186500 | 30 | 2026-12-18 | Dana Rehmark | Survey | Mon 23 Nov |  |
Site survey | Cellar climate alerts | Glenrook Winery | 15600 | 30 | 2026-12-18 | Noor Halvani | Call, was due Tue |  | late |
Site survey | Cinema and rack rebuild | Petrel Bay House | 58700 | 30 | 2026-12-23 | Prita Sandrek | Survey | Wed 25 Nov |  |
Site survey | Gym audio, 4 studios | Cresslow Athletic | 24800 | 30 | 2027-01-14 | Tobin Brecklin | Survey | Thu 26 Nov |  |
Qualified | Whole-house audio | Junevale Residence | 18900 | 15 | 2026-12-18 | Ilse Torvane | Call | Today 15:30 |  |
Qualified | Cameras and alarms, 3 barns | Umberfield Farm | 27300 | 15 | 2027-01-08 | Tobin Brecklin | Visit | Tue 24 Nov |  |
Qualified | Meeting rooms, floors 2–4 | Millrace Offices | 112000 | 15 | 2027-01-15 | Dana Rehmark | Send references | Fri 20 Nov |  |
Qualified | Heating and shades | Wrenhaven Residence | 44100 | 15 | 2027-01-15 | Noor Halvani | Call | Fri 20 Nov |  |
Qualified | Guest-room controls | Ravensmoor Spa | 96400 | 15 | 2027-01-21 | Marlo Oyeva | Quiet for 24 days |  | late |
Qualified | Stage relay upgrade | Saltmarsh Theatre | 36700 | 15 | 2027-01-29 | Prita Sandrek | First visit | Wed 2 Dec |  |
`;

const partsOf = (line: string): readonly string[] => line.split('|').map((part) => part.trim());
const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

function cardOf(line: string, place: number): BoardCard {
  const [title = '', subtitle, amount, owner = '', icon, text = '', tone, waiting] = partsOf(line);
  return {
    id: `d${place}`,
    title,
    subtitle,
    amount,
    owner: { name: owner, isMe: owner === ME },
    line: { icon, text, tone: tone === 'warn' || tone === 'faint' ? tone : undefined },
    waiting: waiting === '' ? undefined : waiting,
  };
}

/** The pipeline of the visual reference. */
export const stages: readonly SampleStage[] = board
  .split('#')
  .slice(1)
  .map((block, stage) => {
    const [head = '', ...lines] = linesOf(block);
    const [name = '', sum = '', weighted = ''] = partsOf(head);
    return { name, sum, weighted, cards: lines.map((line, place) => cardOf(line, stage * 100 + place)) };
  });

/** The deals of the visual reference. */
export const deals: readonly Deal[] = linesOf(grid).map((line, place) => {
  const [
    stage = '',
    name = '',
    account = '',
    amount,
    chance,
    closesOn = '',
    owner = '',
    step = '',
    when = '',
    late,
    waiting,
  ] = partsOf(line);
  return {
    id: `g${place + 1}`,
    stage,
    name,
    account,
    amount: Number(amount) * 100,
    chance: Number(chance),
    closesOn,
    owner,
    step,
    when,
    isLate: late === 'late',
    ...(waiting === undefined || waiting === '' ? {} : { waiting }),
  };
});
