-- Plans that come again by a cron. None of them owns a route; each run is a plan of its own.
create table recurring (
    id           varchar(64) primary key,
    document     text not null,
    digest       varchar(200) not null,
    submitted_by varchar(1000) not null,
    submitted_at timestamp(6) with time zone not null,
    -- When a run is due next; whoever settles that run moves it on. Null once it was stopped.
    next_run     timestamp(6) with time zone,
    runs         bigint not null check (runs >= 0),
    stopped_by   varchar(1000),
    stopped_at   timestamp(6) with time zone,
    constraint recurring_runs_until_stopped
        check ((next_run is not null and stopped_at is null) or (next_run is null and stopped_at is not null))
);
create index recurring_due on recurring (next_run);

-- One row for each due time that was settled, kept for good.
create table recurring_run (
    recurring varchar(64) not null references recurring (id),
    -- Counts the runs of one from 1.
    number    bigint not null check (number > 0),
    due_at    timestamp(6) with time zone not null,
    at        timestamp(6) with time zone not null,
    outcome   varchar(16) not null check (outcome in ('submitted', 'skipped', 'refused')),
    plan      varchar(64) unique references plan (id),
    reason    text,
    primary key (recurring, number),
    constraint recurring_run_once unique (recurring, due_at),
    constraint recurring_run_is_a_plan_or_says_why
        check ((outcome = 'submitted' and plan is not null and reason is null)
            or (outcome <> 'submitted' and plan is null and reason is not null))
);

create table recurring_key (
    principal   varchar(1000) not null,
    client_key  varchar(4000) not null,
    body_digest varchar(200) not null,
    recurring   varchar(64) not null references recurring (id),
    used_at     timestamp(6) with time zone not null,
    primary key (principal, client_key)
);
create index recurring_key_age on recurring_key (used_at);

-- A letter tells of a plan or of a recurring plan.
alter table outbox alter column plan drop not null;
alter table outbox add column recurring varchar(64) references recurring (id);
alter table outbox add constraint outbox_about_one
    check ((plan is not null and recurring is null) or (plan is null and recurring is not null));
create unique index outbox_order_of_runs on outbox (recurring, receiver, seq);
