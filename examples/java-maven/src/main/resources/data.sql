INSERT INTO ferry VALUES ('Pirata de Ons', 'Bueu'), ('Mar de Aguete', 'Vigo');
