CREATE TABLE members (
    id          bigserial PRIMARY KEY,
    number      text NOT NULL UNIQUE,
    joined_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE entries (
    id          serial PRIMARY KEY,
    member_id   bigint NOT NULL REFERENCES members (id),
    kind        text NOT NULL,
    points      integer NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
