/**
 * S-1b: in this header of pulls and pushes a device sends the newest signed head from a page or an answer to a push
 * (`signedHeadSchema`). The server signed that head itself, so a fork that contradicts it raises an alarm. Anybody
 * can invent an unsigned head: such a head is answered and raises no alarm. The header is optional and does not
 * change the wire's number.
 */
export const headHeader = 'outpost-head';
