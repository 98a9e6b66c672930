-- After each `migrate`, by whoever owns the tables: what the service and the archivist may do, if there are such roles
-- (docs/database.md says how to make them). Neither owns anything, and neither may change the schema.
do $$
begin
    if exists (select from pg_roles where rolname = 'sluice_app') then
        execute format('grant usage on schema %I to sluice_app', current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to sluice_app', current_schema());
        revoke update, delete on journal, plan_label, plan_route, recurring_run from sluice_app;
        revoke delete on plan, recurring, route_generation from sluice_app;
        revoke insert, update, delete on "${flyway:table}" from sluice_app;
    end if;
    if exists (select from pg_roles where rolname = 'sluice_archivist') then
        execute format('grant usage on schema %I to sluice_archivist', current_schema());
        execute format('grant select on all tables in schema %I to sluice_archivist', current_schema());
        grant delete on plan, plan_label, plan_route, journal, idempotency, look, outbox, recurring_run
            to sluice_archivist;
    end if;
end $$;
