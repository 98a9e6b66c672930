-- Every line that is written is to get a number (V7), whichever release writes it: a node of the one before may still be running.
create function sluice_feed() returns trigger language plpgsql as $$
begin
    insert into unfed (plan, seq) values (new.plan, new.seq);
    return null;
end $$;

create trigger journal_is_fed after insert on journal for each row execute function sluice_feed();
