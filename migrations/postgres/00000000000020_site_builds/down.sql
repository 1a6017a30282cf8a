DROP TABLE sheet_files;
DROP TABLE site_builds;
