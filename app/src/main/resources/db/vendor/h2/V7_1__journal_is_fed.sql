-- Every line that is written is to get a number (V7), as on PostgreSQL.
create trigger journal_is_fed after insert on journal for each row call 'io.sluice.app.store.FedJournal';
