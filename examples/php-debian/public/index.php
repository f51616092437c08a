<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

$book = new Guestbook\Book(__DIR__ . '/../var/guests.sqlite');
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $book->sign(file_get_contents('php://input'));
    http_response_code(201);
}
header('Content-Type: application/json');
echo json_encode($book->guests(), JSON_UNESCAPED_UNICODE);
