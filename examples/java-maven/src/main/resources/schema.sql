CREATE TABLE ferry (name VARCHAR(40), harbour VARCHAR(40));
