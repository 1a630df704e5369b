/** The kind of record of assignment rules. */
export const assignmentRuleKind = 'platform/assignment-rule';
