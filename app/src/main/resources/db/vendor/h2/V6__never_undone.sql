-- The same as on PostgreSQL, as far as it goes here: H2 has triggers for rows, written in Java, and one role for whoever has the
-- file (docs/database.md).
create trigger journal_only_grows before update, delete on journal for each row call 'io.sluice.app.store.NeverUndone';
create trigger plan_never_goes_back before update, delete on plan for each row call 'io.sluice.app.store.NeverUndone';
create trigger plan_route_stays before update, delete on plan_route for each row call 'io.sluice.app.store.NeverUndone';
create trigger route_generation_never_falls before update, delete on route_generation
    for each row call 'io.sluice.app.store.NeverUndone';

-- Always empty. A table that another refers to cannot be truncated, which no trigger here would notice.
create table kept_from_truncation (
    plan      varchar(64),
    seq       bigint,
    route_key varchar(4000) references route_generation (route_key),
    foreign key (plan, seq) references journal (plan, seq)
);
