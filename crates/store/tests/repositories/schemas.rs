//! Both databases have the same schema, before and after all migrations were taken back and run again.

use crate::databases::{Database, for_each_database};
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_types::Text};
use std::{collections::BTreeSet, sync::Mutex};

/// Every column, index and reference, in words both databases share.
type Shape = BTreeSet<String>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: &str = "
    SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END AS line
      FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'
    UNION SELECT t.name || ' index ' || i.name || CASE WHEN i.\"unique\" THEN ' unique' ELSE '' END
      FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin = 'c'
    UNION SELECT t.name || '.' || k.\"from\" || ' -> ' || k.\"table\" || '.' || k.\"to\"
      FROM sqlite_schema t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'";

#[cfg(feature = "postgres")]
const POSTGRES: &str = "
    SELECT table_name || '.' || column_name
        || CASE data_type WHEN 'text' THEN ' TEXT' WHEN 'bigint' THEN ' INTEGER' WHEN 'integer' THEN ' INT'
             WHEN 'bytea' THEN ' BLOB' WHEN 'boolean' THEN ' INTEGER' ELSE ' ' || data_type END
        || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS line
      FROM information_schema.columns WHERE table_schema = current_schema()
    UNION SELECT t.relname || ' index ' || i.relname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END
      FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
      WHERE t.relnamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype <> 'f')
    UNION SELECT f.relname || '.' || a.attname || ' -> ' || t.relname || '.' || b.attname
      FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid,
        unnest(c.conkey, c.confkey) AS k (here, there), pg_attribute a, pg_attribute b
      WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
        AND a.attrelid = c.conrelid AND a.attnum = k.here AND b.attrelid = c.confrelid AND b.attnum = k.there";

fn shape(db: &Database) -> Shape {
    let lines: Vec<Line> = if db.postgres {
        #[cfg(feature = "postgres")]
        {
            let mut conn = diesel::PgConnection::establish(&db.address).unwrap();
            diesel::sql_query(POSTGRES).load(&mut conn).unwrap()
        }
        #[cfg(not(feature = "postgres"))]
        unreachable!("PostgreSQL is only used with its feature")
    } else {
        let mut conn = diesel::SqliteConnection::establish(&db.address).unwrap();
        diesel::sql_query(SQLITE).load(&mut conn).unwrap()
    };
    lines.into_iter().map(|line| line.line).filter(|line| !line.starts_with("__diesel")).collect()
}

#[tokio::test]
async fn both_schemas_are_the_same_before_and_after_down_and_up() {
    let shapes: Mutex<Vec<Shape>> = Mutex::default();
    for_each_database(async |db| {
        let before = shape(&db);
        assert!(before.contains("drafts.version INT not null"), "{before:#?}");
        assert!(before.contains("approvals.draft_id -> drafts.id"), "{before:#?}");
        db.store.revert_all_migrations().await?;
        assert_eq!(shape(&db), Shape::new());
        db.store.migrate().await?;
        assert_eq!(shape(&db), before);
        shapes.lock().unwrap().push(before);
        Ok(())
    })
    .await;
    let shapes = shapes.into_inner().unwrap();
    for other in &shapes[1..] {
        assert_eq!(other, &shapes[0]);
    }
}
