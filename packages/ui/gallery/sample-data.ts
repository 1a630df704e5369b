import type { BoardCard } from '../src/board-model.ts';

/** The gallery's present: Thursday 19 November 2026, 14:12 in London. Names and figures are invented. */
export const NOW = Date.parse('2026-11-19T14:12:00Z');

/** The signed-in person. */
export const ME = 'Ilse Torvane';

/** One stage of the sample pipeline. */
export type SampleStage = { readonly name: string; readonly sum: string; readonly weighted: string; readonly cards: readonly BoardCard[] };

/** The pipeline of the visual reference. */
export const stages: readonly SampleStage[] = [
  { name: 'New inquiry', sum: '$275,700', weighted: '$13,785 at 5 %', cards: [
    { id: 'd1', title: 'Lobby and bar lighting', subtitle: 'Calloway Pier Hotel', amount: '$64,200', owner: { name: 'Marlo Oyeva' }, line: { icon: 'phone', text: 'Call back, Fri 9:30' } },
    { id: 'd2', title: 'Wi-Fi for 18 cabins', subtitle: 'Lanternhill Lodge', amount: '$31,800', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'mail', text: 'Send questions, Mon' } },
    { id: 'd3', title: 'Entry and gate access', subtitle: 'Kestrel Row Townhomes', amount: '$22,400', owner: { name: 'Noor Halvani' }, line: { icon: 'phone', text: 'First call, Fri 11:00' } },
    { id: 'd4', title: 'Conference floor signage', subtitle: 'Alderpoint Hall', amount: '$41,200', owner: { name: 'Dana Rehmark' }, line: { icon: 'mail', text: 'Answer today' } },
    { id: 'd5', title: 'Smart locks, 24 flats', subtitle: 'Tamsin Grove Flats', amount: '$28,600', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'phone', text: 'First call, Mon 10:00' } },
    { id: 'd6', title: 'Theatre stage dimming', subtitle: 'Saltmarsh Theatre', amount: '$87,500', owner: { name: 'Prita Sandrek' }, line: { icon: 'plus', text: 'No next step', tone: 'faint' } },
  ] },
  { name: 'Qualified', sum: '$298,700', weighted: '$44,805 at 15 %', cards: [
    { id: 'd7', title: 'Whole-house audio', subtitle: 'Junevale Residence', amount: '$18,900', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'phone', text: 'Call, today 15:30' } },
    { id: 'd8', title: 'Cameras and alarms, 3 barns', subtitle: 'Umberfield Farm', amount: '$27,300', owner: { name: 'Tobin Brecklin' }, line: { icon: 'calendar', text: 'Visit, Tue 10:00' } },
    { id: 'd9', title: 'Meeting rooms, floors 2–4', subtitle: 'Millrace Offices', amount: '$112,000', owner: { name: 'Dana Rehmark' }, line: { icon: 'mail', text: 'Send references, Fri' } },
    { id: 'd10', title: 'Heating and shades', subtitle: 'Wrenhaven Residence', amount: '$44,100', owner: { name: 'Noor Halvani' }, line: { icon: 'phone', text: 'Call, Fri 8:45' } },
    { id: 'd11', title: 'Guest-room controls', subtitle: 'Ravensmoor Spa', amount: '$96,400', owner: { name: 'Marlo Oyeva' }, line: { icon: 'hourglass', text: 'Quiet for 24 days', tone: 'warn' } },
  ] },
  { name: 'Site survey', sum: '$320,500', weighted: '$96,150 at 30 %', cards: [
    { id: 'd12', title: 'Lighting and shades, 42 rooms', subtitle: 'Vesper Heights Tower', amount: '$186,500', owner: { name: 'Dana Rehmark' }, line: { icon: 'calendar', text: 'Survey, Mon 8:30' } },
    { id: 'd13', title: 'Pool and garden control', subtitle: 'Orrin Lake House', amount: '$34,900', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'calendar', text: 'Survey, today 17:00' } },
    { id: 'd14', title: 'Gym audio, 4 studios', subtitle: 'Cresslow Athletic', amount: '$24,800', owner: { name: 'Tobin Brecklin' }, line: { icon: 'calendar', text: 'Survey, Thu 9:00' } },
    { id: 'd15', title: 'Cellar climate alerts', subtitle: 'Glenrook Winery', amount: '$15,600', owner: { name: 'Noor Halvani' }, line: { icon: 'clock', text: 'Was due Tue', tone: 'warn' } },
  ] },
  { name: 'Design', sum: '$267,200', weighted: '$120,240 at 45 %', cards: [
    { id: 'd16', title: 'Clinic access, 6 doors', subtitle: 'Ivoryside Clinic', amount: '$29,400', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'file', text: 'Drawings, tomorrow' }, waiting: 'Moved to Design, to send' },
    { id: 'd17', title: 'Dock power and lighting', subtitle: 'Zephyr Point Marina', amount: '$73,100', owner: { name: 'Tobin Brecklin' }, line: { icon: 'file', text: 'Drawings, Thu 26 Nov' } },
    { id: 'd18', title: 'Reading-room sound', subtitle: 'Netherby Library', amount: '$21,700', owner: { name: 'Noor Halvani' }, line: { icon: 'mail', text: 'Samples, Mon' } },
    { id: 'd19', title: 'Ballroom audio and video', subtitle: 'Marrowstone Yacht Club', amount: '$143,000', owner: { name: 'Dana Rehmark' }, line: { icon: 'calendar', text: 'Review, Fri 14:00' } },
  ] },
  { name: 'Proposal', sum: '$334,300', weighted: '$200,580 at 60 %', cards: [
    { id: 'd20', title: 'Estate-wide network', subtitle: 'Dunmere Estates', amount: '$128,400', owner: { name: 'Dana Rehmark' }, line: { icon: 'phone', text: 'Follow up, Fri 10:00' } },
    { id: 'd21', title: 'Shades, south façade', subtitle: 'Hallam & Pike Studio', amount: '$46,800', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'phone', text: 'Call, today 16:15' } },
    { id: 'd22', title: 'Classroom displays', subtitle: 'Eastvale Montessori', amount: '$38,200', owner: { name: 'Prita Sandrek' }, line: { icon: 'hourglass', text: 'Quiet for 31 days', tone: 'warn' } },
    { id: 'd23', title: 'Tasting-room cinema', subtitle: 'Osterly Pavilion', amount: '$67,900', owner: { name: 'Prita Sandrek' }, line: { icon: 'mail', text: 'Send options, Mon' } },
    { id: 'd24', title: 'Gallery lighting scenes', subtitle: 'Marlstone Gallery', amount: '$33,500', owner: { name: 'Noor Halvani' }, line: { icon: 'phone', text: 'Follow up, Tue 15:00' } },
    { id: 'd25', title: 'Treatment-room lighting', subtitle: 'Brackwell Dental', amount: '$19,500', owner: { name: 'Marlo Oyeva' }, line: { icon: 'mail', text: 'Revise quote, Fri' } },
  ] },
  { name: 'Negotiation', sum: '$334,800', weighted: '$267,840 at 80 %', cards: [
    { id: 'd26', title: 'Home automation, 9 villas', subtitle: 'Thornbury Lane Villas', amount: '$214,000', owner: { name: 'Dana Rehmark' }, line: { icon: 'calendar', text: 'Terms, Fri 11:00' } },
    { id: 'd27', title: 'Taproom sound and screens', subtitle: 'Cobblewick Brewery', amount: '$26,900', owner: { name: 'Tobin Brecklin' }, line: { icon: 'phone', text: 'Call, Mon 9:00' } },
    { id: 'd28', title: 'Energy monitoring, 3 years', subtitle: 'Farrowgate Lofts', amount: '$52,300', owner: { name: 'Ilse Torvane', isMe: true }, line: { icon: 'mail', text: 'Contract, tomorrow' } },
    { id: 'd29', title: 'Studio acoustics control', subtitle: 'Pemberlock Studios', amount: '$41,600', owner: { name: 'Noor Halvani' }, line: { icon: 'clock', text: 'Was due yesterday', tone: 'warn' } },
  ] },
];

/** One row of the sample grid; amounts in minor units. */
export type Deal = { readonly id: string; readonly stage: string; readonly name: string; readonly account: string; readonly amount: number; readonly chance: number; readonly closesOn: string; readonly owner: string; readonly step: string; readonly when: string; readonly isLate: boolean; readonly waiting?: string };

/** The deals of the visual reference. */
export const deals: readonly Deal[] = [
  { id: 'g1', stage: 'Negotiation', name: 'Taproom sound and screens', account: 'Cobblewick Brewery', amount: 2690000, chance: 80, closesOn: '2026-11-27', owner: 'Tobin Brecklin', step: 'Call', when: 'Mon 23 Nov', isLate: false },
  { id: 'g2', stage: 'Negotiation', name: 'Home automation, 9 villas', account: 'Thornbury Lane Villas', amount: 21400000, chance: 80, closesOn: '2026-11-30', owner: 'Dana Rehmark', step: 'Agree terms', when: 'Fri 20 Nov', isLate: false },
  { id: 'g3', stage: 'Negotiation', name: 'Energy monitoring, 3 years', account: 'Farrowgate Lofts', amount: 5230000, chance: 80, closesOn: '2026-11-30', owner: 'Ilse Torvane', step: 'Send contract', when: 'Fri 20 Nov', isLate: false },
  { id: 'g4', stage: 'Negotiation', name: 'Studio acoustics control', account: 'Pemberlock Studios', amount: 4160000, chance: 80, closesOn: '2026-12-04', owner: 'Noor Halvani', step: 'Call, was due Wed', when: '', isLate: true },
  { id: 'g5', stage: 'Negotiation', name: 'Elevator lobby displays', account: 'בית המגדלור', amount: 1820000, chance: 80, closesOn: '2026-12-11', owner: 'Marlo Oyeva', step: 'Confirm start', when: 'Tue 24 Nov', isLate: false },
  { id: 'g6', stage: 'Proposal', name: 'Treatment-room lighting', account: 'Brackwell Dental', amount: 1950000, chance: 60, closesOn: '2026-11-30', owner: 'Marlo Oyeva', step: 'Revise quote', when: 'Fri 20 Nov', isLate: false },
  { id: 'g7', stage: 'Proposal', name: 'Shades, south façade', account: 'Hallam & Pike Studio', amount: 4680000, chance: 60, closesOn: '2026-12-04', owner: 'Ilse Torvane', step: 'Follow up', when: 'Today 16:15', isLate: false },
  { id: 'g8', stage: 'Proposal', name: 'Estate-wide network', account: 'Dunmere Estates', amount: 12840000, chance: 60, closesOn: '2026-12-11', owner: 'Dana Rehmark', step: 'Follow up', when: 'Fri 20 Nov', isLate: false },
  { id: 'g9', stage: 'Proposal', name: 'Tasting-room cinema', account: 'Osterly Pavilion', amount: 6790000, chance: 60, closesOn: '2026-12-18', owner: 'Prita Sandrek', step: 'Send options', when: 'Mon 23 Nov', isLate: false },
  { id: 'g10', stage: 'Proposal', name: 'Classroom displays', account: 'Eastvale Montessori', amount: 4050000, chance: 60, closesOn: '2026-12-18', owner: 'Prita Sandrek', step: 'Quiet for 31 days', when: '', isLate: true },
  { id: 'g11', stage: 'Proposal', name: 'Gallery lighting scenes', account: 'Marlstone Gallery', amount: 3350000, chance: 60, closesOn: '2026-12-23', owner: 'Noor Halvani', step: 'Follow up', when: 'Tue 24 Nov', isLate: false },
  { id: 'g12', stage: 'Proposal', name: 'Parking guidance, 2 levels', account: 'Millrace Offices', amount: 5720000, chance: 60, closesOn: '2027-01-15', owner: 'Dana Rehmark', step: 'Site photos', when: 'Thu 26 Nov', isLate: false },
  { id: 'g13', stage: 'Design', name: 'Moved to Design, to send', account: 'Ivoryside Clinic', amount: 2940000, chance: 45, closesOn: '2026-12-04', owner: 'Ilse Torvane', step: 'Drawings', when: 'Fri 20 Nov', isLate: false, waiting: 'Moved to Design, to send' },
  { id: 'g14', stage: 'Design', name: 'Reading-room sound', account: 'Netherby Library', amount: 2170000, chance: 45, closesOn: '2026-12-11', owner: 'Noor Halvani', step: 'Samples', when: 'Mon 23 Nov', isLate: false },
  { id: 'g15', stage: 'Design', name: 'Dock power and lighting', account: 'Zephyr Point Marina', amount: 7310000, chance: 45, closesOn: '2026-12-18', owner: 'Tobin Brecklin', step: 'Drawings', when: 'Thu 26 Nov', isLate: false },
  { id: 'g16', stage: 'Design', name: 'Nursery cameras', account: 'Eastvale Montessori', amount: 1280000, chance: 45, closesOn: '2026-12-18', owner: 'Prita Sandrek', step: 'Drawings', when: 'Tue 24 Nov', isLate: false },
  { id: 'g17', stage: 'Design', name: 'Wine wall climate, humidity log, door contacts and a nightly report', account: 'Glenrook Winery', amount: 1730000, chance: 45, closesOn: '2027-01-08', owner: 'Noor Halvani', step: 'Part list', when: 'Wed 25 Nov', isLate: false },
  { id: 'g18', stage: 'Design', name: 'Ballroom audio and video', account: 'Marrowstone Yacht Club', amount: 14300000, chance: 45, closesOn: '2027-01-15', owner: 'Dana Rehmark', step: 'Review drawings', when: 'Fri 20 Nov', isLate: false },
  { id: 'g19', stage: 'Design', name: 'Garage charging, 14 bays', account: 'Kestrel Row Townhomes', amount: 6150000, chance: 45, closesOn: '2027-01-22', owner: 'Tobin Brecklin', step: 'Load study', when: 'Mon 30 Nov', isLate: false },
  { id: 'g20', stage: 'Site survey', name: 'Pool and garden control', account: 'Orrin Lake House', amount: 3490000, chance: 30, closesOn: '2026-12-11', owner: 'Ilse Torvane', step: 'Survey', when: 'Today 17:00', isLate: false },
  { id: 'g21', stage: 'Site survey', name: 'Lighting and shades, 42 rooms', account: 'Vesper Heights Tower', amount: 18650000, chance: 30, closesOn: '2026-12-18', owner: 'Dana Rehmark', step: 'Survey', when: 'Mon 23 Nov', isLate: false },
  { id: 'g22', stage: 'Site survey', name: 'Cellar climate alerts', account: 'Glenrook Winery', amount: 1560000, chance: 30, closesOn: '2026-12-18', owner: 'Noor Halvani', step: 'Call, was due Tue', when: '', isLate: true },
  { id: 'g23', stage: 'Site survey', name: 'Cinema and rack rebuild', account: 'Petrel Bay House', amount: 5870000, chance: 30, closesOn: '2026-12-23', owner: 'Prita Sandrek', step: 'Survey', when: 'Wed 25 Nov', isLate: false },
  { id: 'g24', stage: 'Site survey', name: 'Gym audio, 4 studios', account: 'Cresslow Athletic', amount: 2480000, chance: 30, closesOn: '2027-01-14', owner: 'Tobin Brecklin', step: 'Survey', when: 'Thu 26 Nov', isLate: false },
  { id: 'g25', stage: 'Qualified', name: 'Whole-house audio', account: 'Junevale Residence', amount: 1890000, chance: 15, closesOn: '2026-12-18', owner: 'Ilse Torvane', step: 'Call', when: 'Today 15:30', isLate: false },
  { id: 'g26', stage: 'Qualified', name: 'Cameras and alarms, 3 barns', account: 'Umberfield Farm', amount: 2730000, chance: 15, closesOn: '2027-01-08', owner: 'Tobin Brecklin', step: 'Visit', when: 'Tue 24 Nov', isLate: false },
  { id: 'g27', stage: 'Qualified', name: 'Meeting rooms, floors 2–4', account: 'Millrace Offices', amount: 11200000, chance: 15, closesOn: '2027-01-15', owner: 'Dana Rehmark', step: 'Send references', when: 'Fri 20 Nov', isLate: false },
  { id: 'g28', stage: 'Qualified', name: 'Heating and shades', account: 'Wrenhaven Residence', amount: 4410000, chance: 15, closesOn: '2027-01-15', owner: 'Noor Halvani', step: 'Call', when: 'Fri 20 Nov', isLate: false },
  { id: 'g29', stage: 'Qualified', name: 'Guest-room controls', account: 'Ravensmoor Spa', amount: 9640000, chance: 15, closesOn: '2027-01-21', owner: 'Marlo Oyeva', step: 'Quiet for 24 days', when: '', isLate: true },
  { id: 'g30', stage: 'Qualified', name: 'Stage relay upgrade', account: 'Saltmarsh Theatre', amount: 3670000, chance: 15, closesOn: '2027-01-29', owner: 'Prita Sandrek', step: 'First visit', when: 'Wed 2 Dec', isLate: false },
];
