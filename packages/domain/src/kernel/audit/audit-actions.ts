/** The class of an entry of the journal. `change`: an ordinary change of a record. Each class is kept for its own time. */
export const auditClasses = ['security', 'compliance', 'change'] as const;
export type AuditClass = (typeof auditClasses)[number];

export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/**
 * The actions that the journal records in addition to changes of records: the class of each, and its words for people.
 * A new action is a line here. Names are never changed, because rows of the journal contain them.
 */
export const auditActions = {
  'sign-in': { class: 'security', label: 'Signed in' },
  'sign-in/new-device': { class: 'security', label: 'Signed in on a new device' },
  'sign-in/refused': { class: 'security', label: 'Sign-in refused' },
  'account/locked': { class: 'security', label: 'Password sign-in locked' },
  'sso/refused': { class: 'security', label: 'Sign-in by the identity provider refused' },
  'sso/linked': { class: 'security', label: 'Linked with the identity provider' },
  'sso/provisioned': { class: 'security', label: 'Added at sign-in by the identity provider' },
  'sso/provider-changed': { class: 'security', label: 'Changed an identity provider' },
  'sso/domain-changed': { class: 'security', label: 'Changed the domains of the organisation' },
  'sso/rule-changed': { class: 'security', label: 'Changed how people sign in' },
  'sign-out': { class: 'security', label: 'Signed out' },
  'session/ended': { class: 'security', label: 'Session ended' },
  'device/wipe-ordered': { class: 'security', label: 'Ordered to wipe a device' },
  'device/wipe-withdrawn': { class: 'security', label: 'Took back an order to wipe a device' },
  'device/wipe-told': { class: 'security', label: 'Told a device to wipe itself' },
  'device/handed-over': { class: 'security', label: 'A device handed over its unsent changes' },
  'device/wiped': { class: 'security', label: 'A device wiped itself' },
  'device/acts-read': { class: 'security', label: 'Read the data that a device handed over' },
  'device/acts-applied': { class: 'security', label: 'Applied changes that a device handed over' },
  'device/reported-lost': { class: 'security', label: 'Reported a device as lost' },
  'device/found': { class: 'security', label: 'Reported that a device is not lost' },
  'device/asked-about': { class: 'security', label: 'Asked whether a device is lost' },
  'device/trusted': { class: 'security', label: 'Let a device sign in without the second factor' },
  'device/trust-ended': { class: 'security', label: 'A device asks for the second factor again' },
  'password/changed': { class: 'security', label: 'Password changed' },
  'password/given': { class: 'security', label: 'Password set by an administrator' },
  'password/code-asked': { class: 'security', label: 'Code for a new password asked for' },
  'passkey/copied': { class: 'security', label: 'Copy of a passkey refused' },
  'factor/added': { class: 'security', label: 'Second factor added' },
  'factor/removed': { class: 'security', label: 'Second factor removed' },
  'factor/renamed': { class: 'security', label: 'Second factor renamed' },
  'factor/codes-made': { class: 'security', label: 'Backup codes made' },
  'factor/proved': { class: 'security', label: 'Proved who they are' },
  'factor/emergency': { class: 'security', label: 'Signed in without the passkey that a role asks for' },
  'factor/text-delivered': { class: 'security', label: 'Code by text message delivered' },
  'factor/text-undelivered': { class: 'security', label: 'Code by text message not delivered' },
  'recovery/begun': { class: 'security', label: 'Removal of second factors begun' },
  'recovery/stopped': { class: 'security', label: 'Removal of second factors stopped' },
  'recovery/done': { class: 'security', label: 'Second factors removed by an administrator' },
  'key/made': { class: 'security', label: 'API key made' },
  'key/rotated': { class: 'security', label: 'API key rotated' },
  'key/revoked': { class: 'security', label: 'API key revoked' },
  'webhook/made': { class: 'security', label: 'Webhook address made' },
  'endpoint/made': { class: 'security', label: 'Webhook made' },
  'endpoint/changed': { class: 'security', label: 'Webhook changed' },
  'endpoint/secret-changed': { class: 'security', label: 'Secret of a webhook changed' },
  'endpoint/replayed': { class: 'security', label: 'Webhook sent earlier events again' },
  'endpoint/turned-off': { class: 'security', label: 'Webhook turned off by the server' },
  'endpoint/removed': { class: 'security', label: 'Webhook removed' },
  'source/made': { class: 'security', label: 'Source of webhooks made' },
  'source/changed': { class: 'security', label: 'Source of webhooks changed' },
  'source/secret-changed': { class: 'security', label: 'Secret of a source of webhooks changed' },
  'source/removed': { class: 'security', label: 'Source of webhooks removed' },
  'source/delivery-again': { class: 'security', label: 'Delivery of a webhook tried again' },
  'source/delivery-discarded': { class: 'security', label: 'Delivery of a webhook discarded' },
  'mailbox/connected': { class: 'security', label: 'Mailbox connected' },
  'mailbox/disconnected': { class: 'security', label: 'Mailbox disconnected' },
  'dkim/key-made': { class: 'security', label: 'Key for signing e-mails made' },
  'dkim/key-removed': { class: 'security', label: 'Key for signing e-mails removed' },
  'address/changed': { class: 'security', label: 'Address changed' },
  'invite/sent-again': { class: 'security', label: 'Invitation sent again' },
  'invite/revoked': { class: 'security', label: 'Invitation taken back' },
  'access/refused': { class: 'security', label: 'Access refused' },
  'access/looked-at': { class: 'security', label: 'Looked at the rights of others to a record' },
  'rights/changed': { class: 'security', label: 'Changed rights' },
  'sealed/read': { class: 'security', label: 'Read a sealed field' },
  'organisation/suspended': { class: 'security', label: 'Organisation suspended by the operator' },
  'organisation/resumed': { class: 'security', label: 'Organisation opened again by the operator' },
  'plan/changed': { class: 'compliance', label: 'Changed the plan of the organisation' },
  'slug/changed': { class: 'compliance', label: 'Changed the short name of the organisation' },
  'settings/changed': { class: 'compliance', label: 'Changed settings' },
  'automation/step': { class: 'compliance', label: 'An automation posted a record to a webhook' },
  'data/exported': { class: 'compliance', label: 'Exported records' },
  'journal/exported': { class: 'compliance', label: 'Exported the journal' },
  'report/made': { class: 'compliance', label: 'Made a report' },
  'devices/narrowed': { class: 'compliance', label: 'Took old records off devices' },
  'retention/applied': { class: 'compliance', label: 'Removed old entries of the journal' },
  'person/exported': { class: 'compliance', label: 'Exported the data of one person' },
  'organisation/exported': { class: 'compliance', label: 'Exported the whole organisation' },
  'records/erased': { class: 'compliance', label: 'Erased by law' },
  'message/sent': { class: 'compliance', label: 'Sent a message' },
  'message/refused': { class: 'compliance', label: 'Did not send a message' },
  'message/failed': { class: 'compliance', label: 'A message was not taken' },
  'message/unclear': { class: 'compliance', label: 'It is not known whether a message was sent' },
  'message/reported': { class: 'compliance', label: 'The service reported about a message' },
  'message/opted-out': { class: 'compliance', label: 'A receiver opted out by the link of a message' },
} as const satisfies Readonly<
  Record<string, { readonly class: Exclude<AuditClass, 'change'>; readonly label: string }>
>;
export type AuditAction = keyof typeof auditActions;

/** Returns whether a text is the name of an action. */
export const isAuditAction = (text: string): text is AuditAction => Object.hasOwn(auditActions, text);

/** The names of all actions, in the order of the table. */
export const auditActionNames: readonly AuditAction[] = Object.keys(auditActions).filter(isAuditAction);
