/**
 * S-1b: with this header a device shows, in its pulls and pushes, the newest signed head that a page or an answer to a push gave
 * it (`signedHeadSchema`). The server signed that head itself, so a fork that contradicts it raises an alarm. Anybody can invent
 * an unsigned head: such a head is answered and raises no alarm. The header is optional and does not change the wire's number.
 */
export const headHeader = 'outpost-head';
