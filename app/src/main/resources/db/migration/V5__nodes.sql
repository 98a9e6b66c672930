-- The processes that share this database. A row is of one life of a process: whoever starts again is another node.
create table node (
    id         varchar(64) primary key,
    -- For people; two nodes may have one name.
    name       varchar(64) not null,
    host       varchar(255) not null,
    release    varchar(64) not null,
    -- The release of the IANA time zone data that it goes by.
    time_zones varchar(16) not null,
    state      varchar(16) not null check (state in ('joining', 'ready')),
    started_at timestamp(6) with time zone not null,
    -- When it last began to join: anew after each silence that was too long.
    joined_at  timestamp(6) with time zone not null,
    -- Its last beat, by the clock of this database as all moments here.
    seen_at    timestamp(6) with time zone not null,
    -- Why it cannot keep capsules, where it cannot.
    trouble    varchar(1000)
);

-- Which nodes have which plan's capsule on their disks: no ramp write before all live nodes have it.
create table capsule_ack (
    plan varchar(64) not null references plan (id) on delete cascade,
    node varchar(64) not null references node (id) on delete cascade,
    at   timestamp(6) with time zone not null,
    primary key (plan, node)
);
create index capsule_ack_of_node on capsule_ack (node);

-- The plans that have just started, whose capsules every node shall fetch: few at any time.
create table capsule_wanted (
    plan varchar(64) primary key references plan (id) on delete cascade,
    at   timestamp(6) with time zone not null
);
