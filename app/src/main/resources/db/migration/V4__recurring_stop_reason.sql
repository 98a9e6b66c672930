-- Why somebody stopped it; null of those that were stopped before it was asked.
alter table recurring add column stop_reason text;
