CREATE TABLE entries (what TEXT, cents INTEGER);
INSERT INTO entries VALUES ('rope', 1250), ('paint', 3999);
SELECT printf('%.2f', sum(cents) / 100.0) AS total FROM entries;
