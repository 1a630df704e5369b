-- D-5: the number of acts that the device had not sent at its last refresh, as it reported. Null: it has not reported.
alter table auth.session add column unsent_acts integer;
