-- The number of the claim whose order has not left the server: if its server stops, the order waits again, and nobody has to decide. An order
-- may have left where this is not the present fence: also at claims of earlier builds, which do not set it.
alter table store.intent add column held_fence bigint;
