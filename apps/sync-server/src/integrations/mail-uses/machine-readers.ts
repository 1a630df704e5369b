/**
 * Programs that load the pictures and links of e-mails by themselves. Apple's Mail Privacy Protection loads all pictures ahead and calls itself
 * "Mozilla/5.0" and nothing else. Gmail and Yahoo load them by proxies. The others are scanners of mail servers, link previews and scripts.
 */
const machines =
  /^Mozilla\/5\.0$|GoogleImageProxy|YahooMailProxy|BingPreview|Barracuda|Mimecast|Proofpoint|SafeLinks|Symantec|Slackbot|\bbot\b|bot\/|spider|crawler|preview|headless|^(curl|wget|python|java|go-http-client|okhttp|node|axios|undici)/i;

/** Whether a use of an e-mail may be by a machine, by the name that the program gives itself. A program without a name is one. */
export const mayBeMachine = (userAgent: string | undefined): boolean =>
  userAgent === undefined || userAgent.trim() === '' || machines.test(userAgent.trim());
