-- The least rights at the tables of no tenant (issue 14, proof): the app changes only the columns that its statements change. So a fault in a
-- statement gives nobody the code of another account, sends no waiting mail to another address, and moves no sign-in to another device.

revoke update on auth.attempt, auth.code, auth.mail, auth.hand_back, auth.passkey_ceremony, auth.passkey_answer, auth.rate_limit, auth.spray,
  host.running_time from outpost_app;
grant update (failures, was_admitted, locked_until_ms, touched_ms, tried_ms, told_ms) on auth.attempt to outpost_app;
grant update (ticket, code_mac, tries) on auth.code to outpost_app;
grant update (due_ms, tries) on auth.mail to outpost_app;
grant update (browser, memory, code, outcome, expires_ms) on auth.hand_back to outpost_app;
grant update (challenge, tries) on auth.passkey_ceremony to outpost_app;
grant update (expires_ms) on auth.passkey_answer to outpost_app; -- a row lock (`for update`) wants the right to one column
grant update (points, expire) on auth.rate_limit to outpost_app;
grant update (failures, since_ms) on auth.spray to outpost_app;
grant update (total_ms, keeper, beat, seen_at_ms, stopped) on host.running_time to outpost_app;

-- Written by a function of the schema `auth` alone.
revoke select, insert, update, delete on auth.unplaced_event from outpost_app;
