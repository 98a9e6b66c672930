-- What is still to be told to people, and what was: written together with the journal lines that it tells of.
create table outbox (
    -- The plan, the seq of the line and the receiver: the same whenever it is told again.
    id            varchar(200) primary key,
    plan          varchar(64) not null references plan (id),
    seq           bigint not null,
    receiver      varchar(64) not null,
    letter        text not null,
    written_at    timestamp(6) with time zone not null,
    attempts      integer not null,
    -- When to try next; null once that is over.
    due_at        timestamp(6) with time zone,
    -- Who is trying just now, and until when that counts by the clock of this database.
    carrier       varchar(64),
    claimed_until timestamp(6) with time zone,
    fault         text,
    delivered_at  timestamp(6) with time zone,
    given_up_at   timestamp(6) with time zone,
    constraint outbox_over_in_one_way
        check ((due_at is not null and delivered_at is null and given_up_at is null)
            or (due_at is null and delivered_at is not null and given_up_at is null)
            or (due_at is null and delivered_at is null and given_up_at is not null))
);
create unique index outbox_order on outbox (plan, receiver, seq);
create index outbox_due on outbox (due_at);
create index outbox_delivered on outbox (delivered_at);
create index outbox_given_up on outbox (given_up_at);
