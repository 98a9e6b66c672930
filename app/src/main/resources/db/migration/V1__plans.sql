-- Runs on H2 (PostgreSQL mode) and on PostgreSQL 15 or newer. JSON is text: the two disagree about json types.

-- One row per plan: the fold of its journal, with copies of what is searched for.
create table plan (
    id               varchar(64) primary key,
    document         text not null,
    digest           varchar(200) not null,
    owner            varchar(1000) not null,
    submitted_by     varchar(1000) not null,
    submitted_at     timestamp(6) with time zone not null,
    revert_of        varchar(64) unique references plan (id),
    first_generation bigint not null,
    state            varchar(16) not null
        check (state in ('scheduled', 'shifting', 'baking', 'held', 'reverting', 'completed', 'reverted', 'cancelled')),
    version          bigint not null check (version >= 0),
    generation       bigint not null,
    fold             text not null,
    -- Hash of the last journal line: what is cut off at the end of a journal shows here.
    journal_hash     varchar(64) not null,
    ended_at         timestamp(6) with time zone,
    -- When to look next; a plan that ended is never looked at.
    look_at          timestamp(6) with time zone,
    -- The right to act: the last claim's number, and until when it holds by the clock of this database.
    epoch            bigint not null,
    claimed_until    timestamp(6) with time zone,
    constraint plan_ended_in_a_last_state
        check ((ended_at is null and state not in ('completed', 'reverted', 'cancelled'))
            or (ended_at is not null and state in ('completed', 'reverted', 'cancelled'))),
    constraint plan_looked_at_until_its_end
        check ((ended_at is null and look_at is not null) or (ended_at is not null and look_at is null)),
    constraint plan_generation_never_falls check (generation >= first_generation)
);
create index plan_due on plan (look_at);
create index plan_of_owner on plan (owner);
create index plan_by_end on plan (ended_at);

create table plan_label (
    plan        varchar(64) not null references plan (id),
    name        varchar(1000) not null,
    label_value varchar(1000) not null,
    primary key (plan, name)
);
create index plan_label_value on plan_label (name, label_value);

-- The places that a plan moves, by its own names for them; kept for good.
create table plan_route (
    plan      varchar(64) not null references plan (id),
    name      varchar(1000) not null,
    route_key varchar(4000) not null,
    primary key (plan, name)
);

-- Append only. The line is what counts; at, type and by_whom are copies for people with a SQL prompt.
create table journal (
    plan    varchar(64) not null references plan (id),
    seq     bigint not null check (seq > 0),
    at      timestamp(6) with time zone not null,
    type    varchar(64) not null,
    by_whom varchar(1000) not null,
    line    text not null,
    -- SHA-256 over the hash before (the plan's id before the first line), a line feed, and the line.
    hash    varchar(64) not null,
    primary key (plan, seq)
);

-- One plan per place: whoever is in here owns it until it ends.
create table active_route (
    route_key varchar(4000) primary key,
    plan      varchar(64) not null references plan (id)
);
create index active_route_of_plan on active_route (plan);

-- The highest generation that any plan had at a place.
create table route_generation (
    route_key  varchar(4000) primary key,
    generation bigint not null
);

create table idempotency (
    principal   varchar(1000) not null,
    client_key  varchar(4000) not null,
    body_digest varchar(200) not null,
    plan        varchar(64) not null references plan (id),
    used_at     timestamp(6) with time zone not null,
    primary key (principal, client_key)
);
create index idempotency_age on idempotency (used_at);

-- What the last look showed; replaced by each.
create table look (
    plan varchar(64) primary key references plan (id),
    at   timestamp(6) with time zone not null,
    shown text not null
);
