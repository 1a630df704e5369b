/** A state, province or country of the North American Numbering Plan. */
type Region = {
  /** Its abbreviation, as in an address: "CO". "-": it has none. */
  readonly code: string;
  readonly name: string;
  readonly country: 'US' | 'CA' | 'other';
  readonly zones: readonly string[];
  /** Area codes of all of it, or of parts that are not known to have one zone. */
  readonly areaCodes: string;
  /** Area codes with zones of their own. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
};

const [eastern, central, mountain, pacific] = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'] as const; // prettier-ignore
/** `named`: the abbreviation and the name. */
const us = (named: string, zones: readonly string[], areaCodes: string, parts: Region['parts'] = {}): Region => ({ code: named.slice(0, named.indexOf(' ')), name: named.slice(named.indexOf(' ') + 1), country: 'US', zones, areaCodes, parts }); // prettier-ignore
const ca = (...region: Parameters<typeof us>): Region => ({ ...us(...region), country: 'CA' });
const other = (named: string, zone: string, areaCodes: string): Region => ({ ...us(named, [zone], areaCodes), country: 'other' }); // prettier-ignore
const both = (codes: string, zones: readonly string[]) => Object.fromEntries(codes.split(' ').map((code) => [code, zones])); // prettier-ignore

/**
 * The regions with their time zones (15 USC 260 ff. and the IANA time zone database 2025b) and their area codes (North American Numbering
 * Plan Administrator, nanpa.com, codes in service; as of 28 November 2026). An area code that lies in two zones has both. Compared on
 * that day with the time zones of libphonenumber by Google.
 */
// prettier-ignore
export const regions: readonly Region[] = [
  us('AL Alabama', [central], '205 251 256 334 483 659 938'),
  us('AK Alaska', ['America/Anchorage', 'America/Adak'], '907'),
  us('AZ Arizona', ['America/Phoenix', mountain], '928', both('480 520 602 623', ['America/Phoenix'])),
  us('AR Arkansas', [central], '327 479 501 870'),
  us('CA California', [pacific], '209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951'),
  us('CO Colorado', [mountain], '303 719 720 748 970 983'),
  us('CT Connecticut', [eastern], '203 475 860 959'),
  us('DE Delaware', [eastern], '302'),
  us('DC District of Columbia', [eastern], '202 771'),
  us('FL Florida', [eastern, central], '448 850', both('239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954', [eastern])),
  us('GA Georgia', [eastern], '229 404 470 478 678 706 762 770 912 943'),
  us('HI Hawaii', ['Pacific/Honolulu'], '808'),
  us('ID Idaho', ['America/Boise', pacific], '208 986'),
  us('IL Illinois', [central], '217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872'),
  us('IN Indiana', ['America/Indiana/Indianapolis', central], '219 574 812 930', both('260 317 463 765', ['America/Indiana/Indianapolis'])),
  us('IA Iowa', [central], '319 515 563 641 712'),
  us('KS Kansas', [central, mountain], '620 785', both('316 913', [central])),
  us('KY Kentucky', [eastern, central], '270 364 502 606', both('859', [eastern])),
  us('LA Louisiana', [central], '225 318 337 457 504 985'),
  us('ME Maine', [eastern], '207'),
  us('MD Maryland', [eastern], '227 240 301 410 443 667'),
  us('MA Massachusetts', [eastern], '339 351 413 508 617 774 781 857 978'),
  us('MI Michigan', ['America/Detroit', central], '906', both('231 248 269 313 517 586 616 679 734 810 947 989', ['America/Detroit'])),
  us('MN Minnesota', [central], '218 320 507 612 651 763 924 952'),
  us('MS Mississippi', [central], '228 601 662 769'),
  us('MO Missouri', [central], '235 314 417 557 573 636 660 816 975'),
  us('MT Montana', [mountain], '406'),
  us('NE Nebraska', [central, mountain], '308', both('402 531', [central])),
  us('NV Nevada', [pacific, mountain], '775', both('702 725', [pacific])),
  us('NH New Hampshire', [eastern], '603'),
  us('NJ New Jersey', [eastern], '201 551 609 640 732 848 856 862 908 973'),
  us('NM New Mexico', [mountain], '505 575'),
  us('NY New York', [eastern], '212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934'),
  us('NC North Carolina', [eastern], '252 336 472 704 743 828 910 919 980 984'),
  us('ND North Dakota', [central, mountain], '701'),
  us('OH Ohio', [eastern], '216 220 234 283 326 330 380 419 436 440 513 567 614 740 937'),
  us('OK Oklahoma', [central], '405 539 572 580 918'),
  us('OR Oregon', [pacific, 'America/Boise'], '458 541', both('503 971', [pacific])),
  us('PA Pennsylvania', [eastern], '215 223 267 272 412 445 484 570 582 610 717 724 814 835 878'),
  us('RI Rhode Island', [eastern], '401'),
  us('SC South Carolina', [eastern], '803 821 839 843 854 864'),
  us('SD South Dakota', [central, mountain], '605'),
  us('TN Tennessee', [eastern, central], '423 931', { ...both('865', [eastern]), ...both('615 629 731 901', [central]) }),
  us('TX Texas', [central, mountain], '432', { ...both('210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979', [central]), ...both('915', [mountain]) }),
  us('UT Utah', [mountain], '385 435 801'),
  us('VT Vermont', [eastern], '802'),
  us('VA Virginia', [eastern], '276 434 540 571 686 703 757 804 826 948'),
  us('WA Washington', [pacific], '206 253 360 425 509 564'),
  us('WV West Virginia', [eastern], '304 681'),
  us('WI Wisconsin', [central], '262 274 353 414 534 608 715 920'),
  us('WY Wyoming', [mountain], '307'),
  us('AS American Samoa', ['Pacific/Pago_Pago'], '684'),
  us('GU Guam', ['Pacific/Guam'], '671'),
  us('MP Northern Mariana Islands', ['Pacific/Guam'], '670'),
  us('PR Puerto Rico', ['America/Puerto_Rico'], '787 939'),
  us('VI Virgin Islands', ['America/Puerto_Rico'], '340'),
  ca('AB Alberta', ['America/Edmonton'], '368 403 587 780 825'),
  ca('BC British Columbia', ['America/Vancouver', 'America/Edmonton'], '236 250 257 672 778', both('604', ['America/Vancouver'])),
  ca('MB Manitoba', ['America/Winnipeg'], '204 431 584'),
  ca('NB New Brunswick', ['America/Halifax'], '428 506'),
  ca('NL Newfoundland and Labrador', ['America/St_Johns', 'America/Halifax'], '709 879'),
  ca('NS Nova Scotia', ['America/Halifax'], '782 902'),
  ca('PE Prince Edward Island', ['America/Halifax'], ''),
  ca('ON Ontario', ['America/Toronto', 'America/Winnipeg'], '807', both('226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942', ['America/Toronto'])),
  ca('QC Quebec', ['America/Toronto', 'America/Halifax'], '367 418 581', both('263 354 438 450 468 514 579 819 873', ['America/Toronto'])),
  ca('SK Saskatchewan', ['America/Regina', 'America/Edmonton'], '306 474 639'),
  ca('YT Yukon', ['America/Whitehorse'], ''),
  ca('NT Northwest Territories', ['America/Edmonton'], ''),
  ca('NU Nunavut', ['America/Toronto', 'America/Winnipeg', 'America/Edmonton'], ''),
  ca('- the territories of Canada', ['America/Whitehorse', 'America/Edmonton', 'America/Winnipeg', 'America/Toronto'], '867'),
  other('BS Bahamas', 'America/Nassau', '242'),
  other('BB Barbados', 'America/Barbados', '246'),
  other('AI Anguilla', 'America/Puerto_Rico', '264'),
  other('AG Antigua and Barbuda', 'America/Puerto_Rico', '268'),
  other('VG British Virgin Islands', 'America/Puerto_Rico', '284'),
  other('KY Cayman Islands', 'America/Cayman', '345'),
  other('BM Bermuda', 'Atlantic/Bermuda', '441'),
  other('GD Grenada', 'America/Puerto_Rico', '473'),
  other('TC Turks and Caicos Islands', 'America/Grand_Turk', '649'),
  other('JM Jamaica', 'America/Jamaica', '658 876'),
  other('MS Montserrat', 'America/Puerto_Rico', '664'),
  other('SX Sint Maarten', 'America/Puerto_Rico', '721'),
  other('LC Saint Lucia', 'America/Puerto_Rico', '758'),
  other('DM Dominica', 'America/Puerto_Rico', '767'),
  other('VC Saint Vincent and the Grenadines', 'America/Puerto_Rico', '784'),
  other('DO Dominican Republic', 'America/Santo_Domingo', '809 829 849'),
  other('TT Trinidad and Tobago', 'America/Puerto_Rico', '868'),
  other('KN Saint Kitts and Nevis', 'America/Puerto_Rico', '869'),
];

const byAreaCode: ReadonlyMap<string, readonly string[]> = new Map(
  regions.flatMap(({ zones, areaCodes, parts }) => [
    ...areaCodes
      .split(' ')
      .filter((code) => code !== '')
      .map((code) => [code, zones] as const),
    ...Object.entries(parts),
  ]),
);

/** A number of no place, such as a toll-free one, may be anywhere between these. */
const anywhere = [eastern, pacific, 'Pacific/Honolulu'];

/** Returns the zones in which a number of the plan (+1) may be. An area code that is not known may be in the whole country. */
export const zonesOfAreaCode = (areaCode: string): readonly string[] => byAreaCode.get(areaCode) ?? anywhere;
