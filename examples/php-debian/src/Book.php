<?php

declare(strict_types=1);

namespace Guestbook;

final class Book
{
    private readonly \PDO $database;

    public function __construct(string $file)
    {
        $this->database = new \PDO("sqlite:$file");
        $this->database->exec('CREATE TABLE IF NOT EXISTS guests (name TEXT)');
    }

    public function sign(string $name): void
    {
        $this->database->prepare('INSERT INTO guests VALUES (?)')->execute([mb_strtoupper($name)]);
    }

    /** @return list<string> */
    public function guests(): array
    {
        return $this->database->query('SELECT name FROM guests')->fetchAll(\PDO::FETCH_COLUMN);
    }
}
