-- What was written down is not undone, whoever asks and by whatever statement: the database itself says no. Whoever owns the
-- tables could take these triggers away; the service's own role does not own them (afterMigrate.sql, docs/database.md).

create function sluice_refuse() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'restrict_violation', message = tg_argv[0];
end $$;

-- Taking away is for the archivist alone, whatever else somebody may do: `set role sluice_archivist`.
create function sluice_archivist_only() returns trigger language plpgsql as $$
begin
    if current_user <> 'sluice_archivist' then
        raise exception using errcode = 'restrict_violation', message = tg_argv[0];
    end if;
    return old;
end $$;

create trigger journal_only_grows before update or truncate on journal
    for each statement execute function sluice_refuse('a journal only grows: its lines are never changed');
create trigger journal_is_kept before delete on journal
    for each row execute function sluice_archivist_only('a journal only grows: its lines are never removed');

create trigger plan_stays_as_submitted
    before update of id, document, digest, owner, submitted_by, submitted_at, revert_of, first_generation on plan
    for each row execute function sluice_refuse('what a plan was submitted as never changes');
-- The condition stands here and not in the function, so that an update that is in order costs nothing.
create trigger plan_never_goes_back before update on plan
    for each row when (new.version < old.version or new.generation < old.generation or new.epoch < old.epoch)
    execute function sluice_refuse('a plan''s version, generation and epoch never fall');
create trigger plan_stays_ended before update on plan
    for each row when (old.ended_at is not null
        and (new.state <> old.state or new.ended_at is distinct from old.ended_at))
    execute function sluice_refuse('a plan that has ended stays as it ended');
create trigger plan_is_kept before delete on plan
    for each row execute function sluice_archivist_only('a plan is never removed, but by the archivist');
create trigger plan_under_way_is_kept before delete on plan
    for each row when (old.ended_at is null)
    execute function sluice_refuse('a plan that has not ended is never removed');
create trigger plan_is_not_emptied before truncate on plan
    for each statement execute function sluice_refuse('plans are never removed all at once');

create trigger plan_route_stays before update or truncate on plan_route
    for each statement execute function sluice_refuse('the places of a plan never change');
create trigger plan_route_is_kept before delete on plan_route
    for each row execute function sluice_archivist_only('the places of a plan never change');

create trigger route_generation_never_falls before update on route_generation
    for each row when (new.generation < old.generation or new.route_key <> old.route_key)
    execute function sluice_refuse('the generation of a place never falls');
create trigger route_generation_is_kept before delete or truncate on route_generation
    for each statement execute function sluice_refuse('the generation of a place is kept for good');
