import { labelFrom } from '../../../kernel/entities/entity.ts';

/** Labels of the pack's fields that do not follow from their names. A test compares them with the fields. */
const ownLabels: Readonly<Record<string, string>> = {
  adjustMonths: 'Months between changes',
  adjustments: 'Adjustments and other credits',
  actualCharge: 'Actual finance charge',
  costGrowth: 'Growth of the insurance',
  currentPayment: 'Payment today',
  disclosedCharge: 'Disclosed finance charge',
  extraEach: 'Extra with each payment',
  extraOnceOn: 'Day of the single extra payment',
  extraYearly: 'Extra each year',
  firstPaymentOn: 'First payment',
  fixedMonths: 'Months of the first rate',
  floor: 'Lowest rate',
  helocDrawn: 'Line of credit, drawn',
  helocLimit: 'Line of credit, full amount',
  initialCap: 'Cap of the first change',
  insuranceMonths: 'Months of mortgage insurance',
  interestOnlyMonths: 'Interest-only months',
  monthlyInsurance: 'Mortgage insurance a month',
  newTermMonths: 'New term in months',
  otherMonthly: 'Other costs a month',
  paidBeforeClosing: 'Costs paid before closing',
  periodicCap: 'Cap of later changes',
  propertyTaxRate: 'Property tax',
  reducedRate: 'Note rate with points',
  remainingMonths: 'Months left',
  savingsRate: 'Earnings of savings',
  sellingCostRate: 'Selling costs',
  termMonths: 'Term in months',
  upkeepRate: 'Upkeep',
};

/** Returns the label of an input for messages: the one that people see at its field. */
export const inputLabel = (name: string): string => ownLabels[name] ?? labelFrom(name);
