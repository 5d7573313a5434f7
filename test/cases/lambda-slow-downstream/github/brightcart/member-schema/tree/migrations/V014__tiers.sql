create table tiers (id int primary key, name text not null, from_points int not null);
