DROP TABLE export_operations;
